#include "tests/spreadsheet/comparison/structural_edits.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/block_operation.h"
#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/edit/sheet_operation.h"

namespace sheetgate::comparison {
namespace {

using spreadsheet::Axis;
using spreadsheet::BlockChange;
using spreadsheet::BlockKind;
using spreadsheet::LineChange;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

// 0 for what is no number.
int32_t Number(std::string_view text) {
  int32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Made MakeLines(const StructuralEdit& edit) {
  return std::make_unique<spreadsheet::LineOperation>(
      LineChange{.sheet_name = edit.sheet,
                 .axis = edit.kind.ends_with("_rows") ? Axis::kRows : Axis::kColumns,
                 .insert = edit.kind.starts_with("insert"),
                 .first = Number(edit.first_argument),
                 .count = Number(edit.second_argument)});
}

Made MakeBlock(const StructuralEdit& edit) {
  BlockChange change{.sheet_name = edit.sheet};
  ASSIGN_OR_RETURN(change.block, spreadsheet::ParseRange(edit.first_argument));
  if (edit.kind == "move_range") {
    change.kind = BlockKind::kMove;
    ASSIGN_OR_RETURN(change.anchor, spreadsheet::ParseCell(edit.second_argument));
  } else {
    const std::string& shift = edit.second_argument;
    change.kind = edit.kind == "insert_cells" ? BlockKind::kInsert : BlockKind::kDelete;
    change.shift = shift == "down" || shift == "up" ? Axis::kRows : Axis::kColumns;
  }
  return std::make_unique<spreadsheet::BlockOperation>(std::move(change));
}

Made Make(const StructuralEdit& edit) {
  const std::string_view kind = edit.kind;
  if (kind.ends_with("_rows") || kind.ends_with("_cols")) return MakeLines(edit);
  if (kind.ends_with("_cells") || kind == "move_range") return MakeBlock(edit);
  if (kind == "rename_sheet") {
    return std::make_unique<spreadsheet::RenameSheetOperation>(edit.sheet, edit.first_argument);
  }
  if (kind == "delete_sheet")
    return std::make_unique<spreadsheet::DeleteSheetOperation>(edit.sheet);
  return absl::InvalidArgumentError("no such structural edit: " + edit.kind);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> ApplyStructuralEdit(
    const spreadsheet::Workbook& workbook, const StructuralEdit& edit) {
  ASSIGN_OR_RETURN(const std::unique_ptr<const spreadsheet::Operation> operation, Make(edit));
  return spreadsheet::ApplyOperation(workbook, *operation, {});
}

}  // namespace sheetgate::comparison
