#include "spreadsheet/edit/hyperlink_operation.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/rule_tree.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr size_t kMaxLinks = 65'530;  // of a sheet, in Excel

// A link as the part has it.
struct Item {
  std::string xml;
  std::optional<RangeRef> range;
  std::string relationship;  // id; empty for a link within the workbook
};

absl::Status Bad(std::string_view field, std::string_view message, std::string_view example) {
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument, Concat(field, ": ", message, ", for example ", example),
      {{"field", std::string(field)}, {"example", std::string(example)}});
}

absl::StatusOr<std::vector<Item>> ReadItems(const XmlPart& part) {
  std::vector<Item> items;
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  while (xml.NextChild()) {
    if (xml.local_name() != "hyperlinks") {
      xml.SkipElement();
      continue;
    }
    while (xml.NextChild()) {
      Item item;
      item.range = TryParseRange(Decoded(xml.Attribute("ref").value_or("")));
      item.relationship = Decoded(xml.PrefixedAttribute("id").value_or(""));
      const size_t begin = xml.begin();
      if (!xml.SkipElement()) break;
      item.xml = part.xml.substr(begin, xml.end() - begin);
      items.push_back(std::move(item));
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return items;
}

// The item for another range, and for another relationship when `id` is not empty.
absl::StatusOr<Item> Copied(const Item& item, const RangeRef& range, const std::string& id) {
  XmlScanner xml(item.xml, 16);
  if (!xml.Next()) return xml.StatusFor("hyperlink");
  Splicer splicer(item.xml);
  splicer.SetAttribute(xml, "ref", FormatRange(range));
  Item copy = item;
  copy.range = range;
  if (const auto old = xml.PrefixedAttribute("id"); old.has_value() && !id.empty()) {
    const size_t begin = xml.OffsetOf(*old);
    splicer.Replace(begin, begin + old->size(), id);
    copy.relationship = id;
  }
  copy.xml = splicer.Finish();
  return copy;
}

// The items without the cells of `range`; a link that is cut goes on as several. Relationships that
// lead nowhere any more are removed.
absl::StatusOr<std::vector<Item>> Cut(const std::vector<Item>& items, const RangeRef& range,
                                      const std::string& part, PackageEditor* editor) {
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, editor->Relationships(part));
  std::vector<Item> left;
  for (const Item& item : items) {
    RangeRef common;
    if (!item.range.has_value() || !Intersect(*item.range, range, &common)) {
      left.push_back(item);
      continue;
    }
    bool first = true;
    for (const RangeRef& piece : Subtract({*item.range}, {range})) {
      std::string id;
      for (const Relationship& known : relationships) {
        if (first || known.id != item.relationship || !known.external) continue;
        ASSIGN_OR_RETURN(id, editor->RelateExternal(part, "hyperlink", known.target));
      }
      first = false;
      ASSIGN_OR_RETURN(Item copy, Copied(item, piece, id));
      left.push_back(std::move(copy));
    }
  }
  std::set<std::string_view> lost;
  for (const Item& item : items) lost.insert(item.relationship);
  for (const Item& item : left) lost.erase(item.relationship);
  for (const Relationship& known : relationships) {
    if (lost.contains(known.id)) RETURN_IF_ERROR(editor->RemoveRelationship(part, known.id));
  }
  return left;
}

absl::Status WriteItems(const std::string& part, const std::vector<Item>& items,
                        PackageEditor* editor) {
  return editor->Edit(part, [&](const XmlPart& before) -> absl::StatusOr<std::string> {
    XmlScanner xml(before.xml, before.max_depth);
    if (!xml.Next()) return xml.StatusFor(before.name);
    if (items.empty()) return SetWorksheetChild(before, "hyperlinks", "");
    std::string element = Tag("<", xml.name(), "hyperlinks") + ">";
    for (const Item& item : items) element += item.xml;
    element += Tag("</", xml.name(), "hyperlinks") + ">";
    return SetWorksheetChild(before, "hyperlinks", element);
  });
}

// The place in this workbook must be there: cells of a sheet, or a name.
absl::Status CheckLocation(const Document& document, const std::string& location) {
  constexpr std::string_view kExample = "\"'My sheet'!A1\"";
  absl::Status status = ValidateFormula(location);
  if (!status.ok()) return Bad("location", Concat(Quoted(location), " is no place"), kExample);
  size_t places = 0;
  VisitReferences(location, [&](const FormulaReference& reference) {
    ++places;
    if (!status.ok()) return;
    if (!reference.sheet.empty()) status = FindSheet(document, reference.sheet).status();
    if (reference.kind != ReferenceKind::kName) return;
    const bool known = std::any_of(
        document.defined_names().begin(), document.defined_names().end(),
        [&](const DefinedName& name) { return FoldCase(name.name) == FoldCase(reference.name); });
    if (!known && status.ok()) {
      status =
          Bad("location", Concat(Quoted(reference.name), " is neither cells nor a name"), kExample);
    }
  });
  if (status.ok() && places != 1) {
    return Bad("location", Concat(Quoted(location), " is no place"), kExample);
  }
  return status;
}

// What the file has for a link: spaces are escaped (RFC 3986), a fragment is the location.
absl::StatusOr<Hyperlink> Checked(const Document& document, Hyperlink link) {
  if (link.location.starts_with('#')) link.location.erase(0, 1);
  if (link.target.empty() && link.location.empty()) {
    return platform::InvalidArgument(
        ErrorReason::kMissingArgument,
        "target: a link needs a target or a location, for example \"https://example.com\"",
        {{"field", "target"}, {"example", "\"https://example.com\""}});
  }
  if (link.target.empty()) {
    RETURN_IF_ERROR(CheckLocation(document, link.location));
    return link;
  }
  for (const char c : link.target) {
    if (static_cast<unsigned char>(c) < ' ') {
      return Bad("target", "it has a control character", "\"https://example.com\"");
    }
  }
  if (const size_t hash = link.target.find('#'); hash != std::string::npos) {
    if (!link.location.empty()) {
      return Bad("location", "the target has a # and a place behind it already",
                 "\"https://example.com\"");
    }
    link.location = link.target.substr(hash + 1);
    link.target.resize(hash);
    if (link.target.empty()) return Checked(document, std::move(link));
  }
  std::string escaped;
  for (const char c : link.target) {
    if (c == ' ') {
      escaped += "%20";
    } else {
      escaped += c;
    }
  }
  link.target = std::move(escaped);
  return link;
}

std::string Element(const Hyperlink& link, std::string_view root, std::string_view space,
                    const std::string& id) {
  std::string out = Concat(Tag("<", root, "hyperlink"), " ref=\"", FormatRange(link.range), "\"");
  if (!id.empty()) out += Concat(" xmlns:r=\"", space, "\" r:id=\"", id, "\"");
  const std::pair<std::string_view, const std::string*> texts[] = {
      {"location", &link.location}, {"tooltip", &link.tooltip}, {"display", &link.display}};
  for (const auto& [name, text] : texts) {
    if (text->empty()) continue;
    out += Concat(" ", name, "=\"");
    AppendEscaped(EncodeXstring(*text), &out);
    out += '"';
  }
  return out + "/>";
}

absl::Status WriteDisplay(const PackageEditor& editor, int sheet, const Hyperlink& link,
                          std::vector<CellChange>* cells) {
  if (link.display.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::shared_ptr<const ParsedSheet> values,
                   editor.document().LoadSheet(sheet, editor.cancellation()));
  const std::optional<CellView> cell = values->Find(link.range.first);
  const bool empty = !cell.has_value() || (cell->type == CellType::kEmpty && !cell->has_formula());
  if (!empty) return absl::OkStatus();
  CellChange change;
  change.sheet = sheet;
  change.cell = link.range.first;
  change.value = link.display;
  cells->push_back(std::move(change));
  return absl::OkStatus();
}

}  // namespace

absl::Status SetHyperlinkOperation::Apply(PackageEditor* editor,
                                          std::vector<CellChange>* cells) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(const Hyperlink link, Checked(document, link_));
  const std::string& part = document.sheet_part(sheet);
  ASSIGN_OR_RETURN(const std::string xml, editor->Read(part));
  ASSIGN_OR_RETURN(std::vector<Item> items, ReadItems(XmlPart{part, xml, editor->max_depth()}));
  for (const Item& item : items) {
    RangeRef common;
    if (!only_free_ || !item.range.has_value() || !Intersect(*item.range, link.range, &common)) {
      continue;
    }
    return platform::FailedPrecondition(
        ErrorReason::kStructureConflict,
        Concat(FormatRange(*item.range), " has a link already; replace_hyperlink takes its place"));
  }
  ASSIGN_OR_RETURN(items, Cut(items, link.range, part, editor));
  if (items.size() >= kMaxLinks) {
    return platform::ResourceExhausted(ErrorReason::kLimitExceeded,
                                       Concat("the sheet has ", items.size(),
                                              " links, as many as Excel takes; the function "
                                              "HYPERLINK has no such limit"));
  }
  std::string id;
  if (!link.target.empty()) {
    ASSIGN_OR_RETURN(id, editor->RelateExternal(part, "hyperlink", link.target));
  }
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                   editor->Relationships(document.workbook_part()));
  const std::string_view space =
      IsStrict(relationships)
          ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
          : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  XmlScanner root(xml, editor->max_depth());
  if (!root.Next()) return root.StatusFor(part);
  items.push_back({Element(link, root.name(), space, id), link.range, id});
  RETURN_IF_ERROR(WriteDisplay(*editor, sheet, link, cells));
  return WriteItems(part, items, editor);
}

absl::Status RemoveHyperlinksOperation::Apply(PackageEditor* editor,
                                              std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  const std::string& part = document.sheet_part(sheet);
  ASSIGN_OR_RETURN(const std::string xml, editor->Read(part));
  ASSIGN_OR_RETURN(const std::vector<Item> items,
                   ReadItems(XmlPart{part, xml, editor->max_depth()}));
  const bool meets = std::any_of(items.begin(), items.end(), [&](const Item& item) {
    RangeRef common;
    return item.range.has_value() && Intersect(*item.range, range_, &common);
  });
  if (!meets) {
    return platform::FailedPrecondition(
        ErrorReason::kStructureConflict,
        Concat("there is no link in ", FormatRange(range_), "; list_objects lists hyperlinks"));
  }
  ASSIGN_OR_RETURN(const std::vector<Item> left, Cut(items, range_, part, editor));
  return WriteItems(part, left, editor);
}

}  // namespace sheetgate::spreadsheet
