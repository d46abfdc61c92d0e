// Names are compared without prefixes: drawings come with many, and strict ones with others.
#include "spreadsheet/xlsx/object_parts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/small_xml.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// A corner of an anchor: 20.5.2.15 from, 20.5.2.32 to. They count from 0.
std::optional<CellRef> CornerOf(const pugi::xml_node& marker, bool far_corner) {
  const auto position = [&](std::string_view index, std::string_view offset, int32_t most) {
    int64_t number = -1;
    const std::string text = TextOf(ChildOf(marker, index));
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number < 0 || number >= most) return int32_t{0};
    // A far corner on the very edge of a cell does not cover it.
    const bool edge = far_corner && number > 0 && TextOf(ChildOf(marker, offset)) == "0";
    return static_cast<int32_t>(number) + (edge ? 0 : 1);
  };
  const CellRef cell = {position("row", "rowOff", kMaxRow), position("col", "colOff", kMaxColumn)};
  if (cell.row == 0 || cell.column == 0) return std::nullopt;
  return cell;
}

void AppendRuns(const pugi::xml_node& paragraph, std::string* text) {
  for (const pugi::xml_node& run : paragraph.children()) {
    if (LocalName(run) == "br") text->push_back('\n');
    *text += ChildOf(run, "t").text().get();
  }
}

}  // namespace

absl::Status CheckObjectPart(const Package& package, std::string_view part) {
  if (package.InflatedSize(part) <= kMaxObjectPartBytes) return absl::OkStatus();
  return PackageTooLarge(
      Concat("part ", Quoted(part), " holds more than ", kMaxObjectPartBytes, " bytes"),
      kMaxObjectPartBytes);
}

absl::Status ReadObjectTree(const Package& package, std::string_view part,
                            const platform::CancellationToken& cancellation,
                            pugi::xml_document* document) {
  RETURN_IF_ERROR(CheckObjectPart(package, part));
  ASSIGN_OR_RETURN(const std::string xml, package.Read(part, cancellation));
  return ParseSmallXml(part, xml, document);
}

absl::StatusOr<std::string> ReadObjectText(const Package& package, std::string_view part,
                                           const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(CheckObjectPart(package, part));
  ASSIGN_OR_RETURN(std::string bytes, package.Read(part, cancellation));
  return DecodeXmlPart(part, std::move(bytes));
}

pugi::xml_node ChildOf(const pugi::xml_node& node, std::string_view local_name) {
  for (const pugi::xml_node& child : node.children()) {
    if (LocalName(child) == local_name) return child;
  }
  return {};
}

std::string AttributeOf(const pugi::xml_node& node, std::string_view local_name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if (name.substr(name.find(':') + 1) == local_name) return attribute.value();
  }
  return {};
}

bool FlagOf(const pugi::xml_node& node, std::string_view local_name, bool missing) {
  const std::string value = AttributeOf(node, local_name);
  return value.empty() ? missing : value == "1" || value == "true" || value == "on";
}

int64_t NumberOf(const pugi::xml_node& node, std::string_view local_name, int64_t missing) {
  const std::string value = AttributeOf(node, local_name);
  int64_t number = missing;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() ? number : missing;
}

std::string TextOf(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      text += child.value();
  }
  return std::string(TrimXmlSpace(text));
}

std::string DrawingText(const pugi::xml_node& body) {
  std::string text;
  for (const pugi::xml_node& paragraph : body.children()) {
    if (LocalName(paragraph) != "p") continue;
    if (!text.empty()) text.push_back('\n');
    AppendRuns(paragraph, &text);
  }
  return std::string(TrimXmlSpace(text));
}

std::optional<RangeRef> AnchorRange(const pugi::xml_node& anchor) {
  const std::optional<CellRef> from = CornerOf(ChildOf(anchor, "from"), /*far_corner=*/false);
  if (!from.has_value()) return std::nullopt;
  const std::optional<CellRef> to = CornerOf(ChildOf(anchor, "to"), /*far_corner=*/true);
  RangeRef range = {*from, *from};
  if (to.has_value()) {
    range.last = {std::max(from->row, to->row), std::max(from->column, to->column)};
  }
  return range;
}

std::string_view KindOf(const Relationship& relationship) {
  const std::string_view type = relationship.type;
  return type.substr(type.rfind('/') + 1);
}

absl::StatusOr<PartRelationships> PartRelationships::Read(const Package& package,
                                                          std::string_view part) {
  PartRelationships relationships;
  relationships.package_ = &package;
  ASSIGN_OR_RETURN(relationships.items_, package.Relationships(part));
  return relationships;
}

const Relationship* PartRelationships::Find(std::string_view id) const {
  const auto found = std::ranges::find(items_, id, &Relationship::id);
  return found == items_.end() ? nullptr : &*found;
}

std::string PartRelationships::PartOf(std::string_view id) const {
  const Relationship* found = Find(id);
  const bool usable = found != nullptr && !found->external && package_->Has(found->target);
  return usable ? found->target : std::string();
}

std::vector<std::string> PartRelationships::PartsOfKind(std::string_view kind) const {
  std::vector<std::string> parts;
  for (const Relationship& item : items_) {
    if (!item.external && KindOf(item) == kind && package_->Has(item.target) &&
        std::ranges::find(parts, item.target) == parts.end()) {
      parts.push_back(item.target);
    }
  }
  return parts;
}

std::string PartRelationships::TargetOf(std::string_view id) const {
  const Relationship* found = Find(id);
  return found == nullptr ? std::string() : found->target;
}

}  // namespace sheetgate::spreadsheet
