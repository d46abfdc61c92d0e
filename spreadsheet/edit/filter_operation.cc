#include "spreadsheet/edit/filter_operation.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/print_operation.h"
#include "spreadsheet/edit/row_pass.h"
#include "spreadsheet/edit/sheet_element.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

absl::Status FilterOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(const auto features, document.LoadFeatures(index, editor->cancellation()));
  for (const Table& table : features->tables) {
    RangeRef common;
    if (!range_.has_value() || !Intersect(table.range, *range_, &common)) continue;
    return platform::FailedPrecondition(
        platform::ErrorReason::kStructureConflict,
        Concat("a filter on ", FormatRange(*range_), " would meet table ", Quoted(table.name), " (",
               FormatRange(table.range), "), which has its own; give a range beside it"));
  }
  const std::string& part = document.sheet_part(index);
  ASSIGN_OR_RETURN(const std::string before, ReadWorksheet(*editor, part));
  std::optional<RangeRef> filtered;  // by conditions
  ASSIGN_OR_RETURN(std::string after,
                   EditSheetElement(XmlPart{part, before, editor->max_depth()}, "autoFilter",
                                    [&](pugi::xml_node node) {
                                      const auto range =
                                          TryParseRange(node.attribute("ref").as_string());
                                      if (range_.has_value() && range == range_) return;
                                      if (ChildNamed(node, "filterColumn")) filtered = range;
                                      while (node.first_child())
                                        node.remove_child(node.first_child());
                                      while (node.first_attribute()) {
                                        node.remove_attribute(node.first_attribute());
                                      }
                                      if (range_.has_value())
                                        SetTreeAttribute(node, "ref", FormatRange(*range_));
                                    }));
  if (filtered.has_value()) {
    ASSIGN_OR_RETURN(after, EditRows(XmlPart{part, after, editor->max_depth()}, RowSpan{1, 0},
                                     editor->cancellation(), [&](RowEdit* row) {
                                       if (row->number > filtered->first.row &&
                                           row->number <= filtered->last.row) {
                                         row->tag.Remove("hidden");
                                       }
                                       return absl::OkStatus();
                                     }));
  }
  if (after != before) editor->Write(part, std::move(after));
  const std::string& name = document.sheets()[static_cast<size_t>(index)].name;
  const std::string formula = range_.has_value() ? AbsoluteReference(name, *range_) : "";
  return editor->Edit(document.workbook_part(), [&](const XmlPart& workbook) {
    return SetLocalName(workbook, index, "_xlnm._FilterDatabase", formula, /*hidden=*/true);
  });
}

}  // namespace sheetgate::spreadsheet
