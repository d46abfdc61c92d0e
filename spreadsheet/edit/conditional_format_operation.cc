#include "spreadsheet/edit/conditional_format_operation.h"

#include <algorithm>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/rule_tree.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

// The extension of a worksheet that holds x14:conditionalFormattings ([MS-XLSX] 2.3.1).
constexpr std::string_view kExtension = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}";
constexpr std::string_view kX14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main";

// A GUID the part does not have; the same whenever the operation is done again.
std::string NewId(std::string_view part_name, std::string_view xml) {
  for (int number = 1;; ++number) {
    const std::string digits = ToUpperAscii(
        std::string_view(platform::Sha256Hex(Concat(part_name, "/", number))).substr(0, 32));
    const std::string_view d = digits;
    std::string id = Concat("{", d.substr(0, 8), "-", d.substr(8, 4), "-", d.substr(12, 4), "-",
                            d.substr(16, 4), "-", d.substr(20), "}");
    if (xml.find(id) == std::string_view::npos) return id;
  }
}

// The worksheet with `element` behind its conditional formats.
absl::StatusOr<std::string> AppendFormat(const XmlPart& worksheet, const std::string& element) {
  if (element.empty()) return std::string(worksheet.xml);
  const absl::Span<const std::string_view> children = WorksheetChildren();
  const auto end = std::find(children.begin(), children.end(), "conditionalFormatting") + 1;
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  const size_t place = FindChildPlace(&xml, {children.begin(), end});
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  Splicer splicer(worksheet.xml);
  splicer.Insert(place, element);
  return splicer.Finish();
}

// Inserts `text` at the end of the element the scanner is at, a start tag; moves to its end.
void InsertInto(XmlScanner* xml, std::string text, Splicer* splicer) {
  const size_t tag_end = xml->end();
  const std::string name(xml->name());
  const bool empty = xml->self_closing();
  if (!xml->SkipElement()) return;
  if (empty) {
    splicer->Replace(tag_end - 2, tag_end, Concat(">", text, "</", name, ">"));
  } else {
    splicer->Insert(xml->begin(), std::move(text));
  }
}

// The worksheet with `element` among the x14:conditionalFormattings of its extension list.
absl::StatusOr<std::string> AppendExtension(const XmlPart& worksheet, const std::string& element) {
  if (element.empty()) return std::string(worksheet.xml);
  Splicer splicer(worksheet.xml);
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const std::string root(xml.name());
  const std::string list = Concat("<x14:conditionalFormattings xmlns:x14=\"", kX14, "\">", element,
                                  "</x14:conditionalFormattings>");
  const std::string extension = Concat(Tag("<", root, "ext"), " uri=\"", kExtension, "\">", list,
                                       Tag("</", root, "ext"), ">");
  while (xml.NextChild()) {
    if (xml.local_name() != "extLst") {
      xml.SkipElement();
      continue;
    }
    if (xml.self_closing()) break;
    const size_t list_begin = xml.end();
    while (xml.NextChild()) {
      if (!EqualsIgnoreAsciiCase(xml.Attribute("uri").value_or(""), kExtension) ||
          xml.self_closing()) {
        xml.SkipElement();
        continue;
      }
      const size_t inside = xml.end();
      while (xml.NextChild()) {
        if (xml.local_name() == "conditionalFormattings") {
          InsertInto(&xml, element, &splicer);
          RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
          return splicer.Finish();
        }
        xml.SkipElement();
      }
      RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
      splicer.Insert(inside, list);
      return splicer.Finish();
    }
    RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
    splicer.Insert(list_begin, extension);  // Excel writes it in front of the others
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return SetWorksheetChild(
      worksheet, "extLst",
      Concat(Tag("<", root, "extLst"), ">", extension, Tag("</", root, "extLst"), ">"));
}

absl::StatusOr<std::string> Append(const XmlPart& part, const NewRule& rule,
                                   const std::vector<RangeRef>& ranges) {
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  const RuleXml written = WriteRule(rule, ranges, xml.name(), NewId(part.name, part.xml));
  ASSIGN_OR_RETURN(const std::string with, AppendFormat(part, written.main));
  return AppendExtension(XmlPart{part.name, with, part.max_depth}, written.extension);
}

absl::Status NoSuchRule(int32_t priority) {
  return platform::FailedPrecondition(
      ErrorReason::kStructureConflict,
      Concat("no conditional format has priority ", priority,
             "; sheet_features lists the rules of the sheet with their priorities"),
      {{"field", "priority"}});
}

// The rule complete, its look placed among the workbook's.
absl::StatusOr<NewRule> Placed(const NewRule& given, PackageEditor* editor) {
  ASSIGN_OR_RETURN(NewRule rule, CompleteRule(given));
  if (!rule.look.empty()) {
    ASSIGN_OR_RETURN(rule.rule.format, PlaceDifferentialFormat(rule.look, editor));
  }
  return rule;
}

}  // namespace

absl::Status AddFormatRuleOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(NewRule rule, Placed(rule_, editor));
  if (rule.rule.priority == 0) rule.rule.priority = 1;
  const std::vector<RangeRef> ranges = Disjoint(ranges_);
  return editor->Edit(document.sheet_part(sheet),
                      [&](const XmlPart& part) -> absl::StatusOr<std::string> {
                        ASSIGN_OR_RETURN(RuleTree tree, RuleTree::Read(part));
                        tree.FreePriority(rule.rule.priority);
                        const std::string freed = tree.Finish();
                        return Append(XmlPart{part.name, freed, part.max_depth}, rule, ranges);
                      });
}

absl::Status ReplaceFormatRuleOperation::Apply(PackageEditor* editor,
                                               std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(NewRule rule, Placed(rule_, editor));
  if (rule.rule.priority == 0) rule.rule.priority = priority_;
  return editor->Edit(document.sheet_part(sheet),
                      [&](const XmlPart& part) -> absl::StatusOr<std::string> {
                        ASSIGN_OR_RETURN(RuleTree tree, RuleTree::Read(part));
                        const auto old = tree.RangesOf(priority_);
                        if (!old.has_value()) return NoSuchRule(priority_);
                        tree.RemoveRule(priority_);
                        tree.FreePriority(rule.rule.priority);
                        const std::string freed = tree.Finish();
                        return Append(XmlPart{part.name, freed, part.max_depth}, rule,
                                      ranges_.empty() ? *old : Disjoint(ranges_));
                      });
}

absl::Status RemoveFormatRuleOperation::Apply(PackageEditor* editor,
                                              std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  return editor->Edit(document.sheet_part(sheet),
                      [&](const XmlPart& part) -> absl::StatusOr<std::string> {
                        ASSIGN_OR_RETURN(RuleTree tree, RuleTree::Read(part));
                        if (priority_.has_value()) {
                          if (!tree.RangesOf(*priority_).has_value()) return NoSuchRule(*priority_);
                          tree.RemoveRule(*priority_);
                        } else if (tree.Cut(RuleTree::Kind::kFormat, ranges_) == 0) {
                          return platform::FailedPrecondition(
                              ErrorReason::kStructureConflict,
                              Concat("there is no conditional format in ", FormatSqref(ranges_),
                                     "; sheet_features lists those of the sheet"));
                        }
                        return tree.Finish();
                      });
}

}  // namespace sheetgate::spreadsheet
