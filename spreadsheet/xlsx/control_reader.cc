// What a control does is in a part of its own; where it is, in the sheet.
#include "spreadsheet/xlsx/control_reader.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kOleObject = "oleObject";

// A corner of an anchor; 0 for what is missing or lies outside the sheet.
CellRef ReadCorner(FeatureXml* xml) {
  CellRef corner = {0, 0};
  while (xml->NextChild()) {
    const std::string name(xml->name());
    const std::string text = xml->Content();
    int32_t number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (name == "row" && number >= 0 && number < kMaxRow) corner.row = number + 1;
    if (name == "col" && number >= 0 && number < kMaxColumn) corner.column = number + 1;
  }
  return corner;
}

// 18.3.1.1 anchor of controlPr or objectPr.
std::optional<RangeRef> ReadAnchor(FeatureXml* xml) {
  CellRef from = {0, 0}, to = {0, 0};
  while (xml->NextChild()) {
    if (xml->name() == "from") {
      from = ReadCorner(xml);
    } else if (xml->name() == "to") {
      to = ReadCorner(xml);
    } else {
      xml->Skip();
    }
  }
  if (from.row == 0 || from.column == 0) return std::nullopt;
  return RangeRef{from, {std::max(from.row, to.row), std::max(from.column, to.column)}};
}

// 18.3.1.19 control, 18.3.1.59 oleObject.
ControlEntry ReadEntry(FeatureXml* xml) {
  ControlEntry entry;
  Control& control = entry.control;
  entry.relationship_id = xml->PrefixedText("id");
  if (xml->name() == kOleObject) control.kind = kOleObject;
  control.name = xml->Text("name");
  control.program = xml->Text("progId");
  while (xml->NextChild()) {
    if (xml->name() != "controlPr" && xml->name() != "objectPr") {
      xml->Skip();
      continue;
    }
    control.macro = xml->Text("macro");
    control.linked_cell = xml->Text("linkedCell");
    control.list_range = xml->Text("listFillRange");
    while (xml->NextChild()) {
      if (xml->name() == "anchor") {
        control.range = ReadAnchor(xml);
      } else {
        xml->Skip();
      }
    }
  }
  return entry;
}

}  // namespace

void ReadControlEntries(FeatureXml* xml, std::vector<ControlEntry>* entries) {
  while (xml->NextChild()) {
    const std::string_view name = xml->name();
    if (name == "control" || name == kOleObject) {
      entries->push_back(ReadEntry(xml));
    } else if (name == "AlternateContent" || name == "Choice") {
      ReadControlEntries(xml, entries);
    } else {
      xml->Skip();
    }
  }
}

absl::Status AddControls(const Package& package, const PartRelationships& sheet,
                         std::vector<ControlEntry> entries,
                         const platform::CancellationToken& cancellation,
                         std::vector<Control>* controls) {
  for (ControlEntry& entry : entries) {
    Control& control = entry.control;
    const Relationship* relationship = sheet.Find(entry.relationship_id);
    const std::string part = sheet.PartOf(entry.relationship_id);
    if (control.kind.empty() && relationship != nullptr && !part.empty()) {
      if (KindOf(*relationship) == "ctrlProp") {
        pugi::xml_document document;
        RETURN_IF_ERROR(ReadObjectTree(package, part, cancellation, &document));
        const pugi::xml_node properties = document.document_element();
        control.kind = AttributeOf(properties, "objectType");
        control.linked_cell = AttributeOf(properties, "fmlaLink");
        control.list_range = AttributeOf(properties, "fmlaRange");
      } else {
        control.kind = "ActiveX";
      }
    }
    controls->push_back(std::move(control));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
