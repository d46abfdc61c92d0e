#include "spreadsheet/edit/merge_operation.h"

#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/cell_contents.h"
#include "spreadsheet/model/range_relations.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

absl::Status Conflict(const RangeRef& range, std::string_view what) {
  return platform::FailedPrecondition(
      ErrorReason::kStructureConflict,
      Concat(FormatRange(range), " cannot be merged: it meets ", what));
}

absl::Status CheckMerge(const RangeRef& range, const ParsedSheet& sheet,
                        const SheetFeatures& features) {
  if (range.cells() < 2) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat(FormatRange(range), " is one cell; give a range such as A1:C1"));
  }
  for (const RangeRef& merge : features.merges) {
    if (Meet(merge, range)) {
      return Conflict(range, Concat("the merged cells ", FormatRange(merge),
                                    "; unmerge those "
                                    "first"));
    }
  }
  for (const Table& table : features.tables) {
    if (Meet(table.range, range)) {
      return Conflict(range, Concat("table ", Quoted(table.name), " (", FormatRange(table.range),
                                    "), and cells of tables cannot be merged"));
    }
  }
  for (const ArrayRange& array : sheet.arrays()) {
    if (Meet(array.range, range)) {
      return Conflict(range, Concat("the array formula in ", FormatRange(array.range)));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MergeOperation::Apply(PackageEditor* editor, std::vector<CellChange>* cells) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(const std::shared_ptr<const ParsedSheet> sheet,
                   document.LoadSheet(index, editor->cancellation()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                   document.LoadFeatures(index, editor->cancellation()));
  RETURN_IF_ERROR(CheckMerge(range_, *sheet, *features));
  bool kept = false;
  sheet->Visit(range_, [&](const CellView& view) {
    if (!kept && view.ref != range_.first) {
      cells->push_back(ContentsOf(*sheet, view, index, range_.first));
    }
    kept = true;
    if (view.ref != range_.first) {
      CellChange clear;
      clear.sheet = index;
      clear.cell = view.ref;
      cells->push_back(std::move(clear));
    }
    return true;
  });
  std::vector<RangeRef> merges = features->merges;
  merges.push_back(range_);
  return editor->Edit(document.sheet_part(index),
                      [&](const XmlPart& part) { return SetMergedRanges(part, merges); });
}

absl::Status UnmergeOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                   document.LoadFeatures(index, editor->cancellation()));
  std::vector<RangeRef> kept;
  std::string cut;
  for (const RangeRef& merge : features->merges) {
    if (Within(range_, merge)) continue;
    kept.push_back(merge);
    if (Meet(range_, merge)) cut += Concat(cut.empty() ? "" : ", ", FormatRange(merge));
  }
  if (kept.size() == features->merges.size()) {
    return platform::FailedPrecondition(
        ErrorReason::kStructureConflict,
        Concat("there are no merged cells within ", FormatRange(range_),
               cut.empty() ? "" : Concat("; it cuts ", cut, ": give their whole range")));
  }
  return editor->Edit(document.sheet_part(index),
                      [&](const XmlPart& part) { return SetMergedRanges(part, kept); });
}

}  // namespace sheetgate::spreadsheet
