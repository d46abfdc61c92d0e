// A sheet may have 65,530 links, so their relationships are looked up by a map.
#include "spreadsheet/xlsx/hyperlink_reader.h"

#include <map>
#include <optional>
#include <utility>

namespace sheetgate::spreadsheet {

void ReadHyperlinks(FeatureXml* xml, std::vector<HyperlinkEntry>* entries) {
  for (; xml->NextChild(); xml->Skip()) {
    const std::optional<RangeRef> range = xml->Range("ref");
    if (xml->name() != "hyperlink" || !range.has_value()) continue;
    HyperlinkEntry entry;
    entry.link.range = *range;
    entry.link.location = xml->Xstring("location");
    entry.link.tooltip = xml->Xstring("tooltip");
    entry.link.display = xml->Xstring("display");
    entry.relationship_id = xml->PrefixedText("id");
    entries->push_back(std::move(entry));
  }
}

void AddHyperlinks(const PartRelationships& sheet, std::vector<HyperlinkEntry> entries,
                   std::vector<Hyperlink>* links) {
  std::map<std::string_view, const Relationship*> by_id;
  for (const Relationship& item : sheet.items()) by_id.emplace(item.id, &item);
  for (HyperlinkEntry& entry : entries) {
    const auto found = by_id.find(entry.relationship_id);
    if (found != by_id.end()) {
      const std::string& target = found->second->target;
      if (target.starts_with('#') && entry.link.location.empty()) {
        entry.link.location = target.substr(1);
      } else {
        entry.link.target = target;
      }
    }
    links->push_back(std::move(entry.link));
  }
}

}  // namespace sheetgate::spreadsheet
