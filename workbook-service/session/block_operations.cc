#include "workbook-service/session/block_operations.h"

#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/block_operation.h"
#include "spreadsheet/edit/copy_operation.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::Axis;
using Operation = v1::StructureOperation;

absl::StatusOr<spreadsheet::CellRef> TargetOf(const Operation& operation) {
  if (operation.target().empty()) return MissingField(operation.kind(), "target", "\"D5\"");
  const absl::StatusOr<spreadsheet::CellRef> cell = spreadsheet::ParseCell(operation.target());
  if (cell.ok()) return *cell;
  return BadField(ErrorReason::kInvalidAddress, "target", platform::ToStd(cell.status().message()),
                  "\"D5\"");
}

// Inserted cells push others down or right; others close up or left to deleted ones.
absl::StatusOr<Axis> ShiftOf(const Operation& operation) {
  const bool insert = operation.kind() == "insert_cells";
  const std::string_view along_rows = insert ? "down" : "up";
  const std::string_view along_columns = insert ? "right" : "left";
  const std::string example = StrCat("\"", along_rows, "\"");
  if (operation.shift().empty()) return MissingField(operation.kind(), "shift", example);
  if (operation.shift() == along_rows) return Axis::kRows;
  if (operation.shift() == along_columns) return Axis::kColumns;
  return BadField(
      ErrorReason::kInvalidArgument, "shift",
      StrCat("'", operation.shift(), "' is neither ", along_rows, " nor ", along_columns), example);
}

absl::StatusOr<spreadsheet::BlockChange> BlockOf(const Operation& operation) {
  spreadsheet::BlockChange change;
  change.sheet_name = operation.sheet_name();
  if (operation.kind() == "move_range") {
    RETURN_IF_ERROR(
        CheckOnlyFields(operation, operation.kind(), {"range", "target", "target_sheet_name"}));
    change.kind = spreadsheet::BlockKind::kMove;
    change.target_sheet_name = operation.target_sheet_name();
    ASSIGN_OR_RETURN(change.anchor, TargetOf(operation));
  } else {
    RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"range", "shift"}));
    change.kind = operation.kind() == "insert_cells" ? spreadsheet::BlockKind::kInsert
                                                     : spreadsheet::BlockKind::kDelete;
    ASSIGN_OR_RETURN(change.shift, ShiftOf(operation));
  }
  ASSIGN_OR_RETURN(change.block, RangeOf(operation));
  return change;
}

absl::StatusOr<spreadsheet::Paste> PasteOf(const Operation& operation) {
  const std::string& paste = operation.paste();
  if (paste.empty() || paste == "all") return spreadsheet::Paste::kAll;
  if (paste == "formulas") return spreadsheet::Paste::kFormulas;
  if (paste == "values") return spreadsheet::Paste::kValues;
  return BadField(ErrorReason::kInvalidArgument, "paste",
                  StrCat("'", paste, "' is none of all, formulas, values"), "\"values\"");
}

}  // namespace

absl::StatusOr<spreadsheet::RangeRef> RangeOf(const Operation& operation) {
  if (operation.range().empty()) return MissingField(operation.kind(), "range", "\"A1:C1\"");
  const absl::StatusOr<spreadsheet::RangeRef> range = spreadsheet::ParseRange(operation.range());
  if (range.ok()) return *range;
  return BadField(ErrorReason::kInvalidRange, "range", platform::ToStd(range.status().message()),
                  "\"A1:C1\"");
}

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeBlockOperation(
    const Operation& operation) {
  ASSIGN_OR_RETURN(spreadsheet::BlockChange change, BlockOf(operation));
  return std::make_unique<spreadsheet::BlockOperation>(std::move(change));
}

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeCopyOperation(
    const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(),
                                  {"range", "target", "target_sheet_name", "paste"}));
  spreadsheet::RangeCopy copy;
  copy.sheet_name = operation.sheet_name();
  copy.target_sheet_name = operation.target_sheet_name();
  ASSIGN_OR_RETURN(copy.source, RangeOf(operation));
  ASSIGN_OR_RETURN(copy.anchor, TargetOf(operation));
  ASSIGN_OR_RETURN(copy.paste, PasteOf(operation));
  return std::make_unique<spreadsheet::CopyRangeOperation>(std::move(copy));
}

bool IsBlockKind(std::string_view kind) {
  return kind == "insert_cells" || kind == "delete_cells" || kind == "move_range";
}

absl::StatusOr<spreadsheet::StructuralEdit> BlockEditOf(const Operation& operation,
                                                        const spreadsheet::Workbook& workbook) {
  ASSIGN_OR_RETURN(const spreadsheet::BlockChange change, BlockOf(operation));
  ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(change.sheet_name));
  int target = sheet;
  if (!change.target_sheet_name.empty()) {
    ASSIGN_OR_RETURN(target, workbook.FindSheet(change.target_sheet_name));
  }
  return spreadsheet::BlockEdit(change, sheet, target, workbook.defined_names());
}

}  // namespace sheetgate::workbook
