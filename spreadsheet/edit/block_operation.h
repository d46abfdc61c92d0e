// Cells inserted, deleted or moved, as Excel does it: everything that refers keeps referring to the
// same cells (docs/architecture/structural-edits.md).
#ifndef SHEETGATE_SPREADSHEET_EDIT_BLOCK_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_BLOCK_OPERATION_H_

#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

enum class BlockKind : uint8_t {
  kInsert,  // what is there and behind it moves down or right
  kDelete,  // what is behind it moves up or left
  kMove,    // cut and paste: the contents of the target are overwritten
};

struct BlockChange {
  BlockKind kind = BlockKind::kInsert;
  std::string sheet_name;
  RangeRef block;
  // Of kMove: whole rows or columns may be moved. Their formats and sizes stay where they are.
  bool whole_lines = false;
  // Of kInsert and kDelete.
  Axis shift = Axis::kRows;
  // Of kMove: the sheet, empty for the same one, and the new upper left cell.
  std::string target_sheet_name;
  CellRef anchor;
};

// The edit it means; sheets by index, `names` those of the workbook. INVALID_ARGUMENT
// (`INVALID_RANGE`) for whole rows or columns and for a target beyond the grid.
absl::StatusOr<StructuralEdit> BlockEdit(const BlockChange& change, int sheet, int target_sheet,
                                         const std::vector<DefinedName>& names);

// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when it would tear merged cells, a table, an array
// formula or a pivot table, would push contents off the sheet, or would take along to another sheet
// what belongs to a sheet as a whole (rules, links, comments, tables, sparklines).
class BlockOperation : public Operation {
 public:
  explicit BlockOperation(BlockChange change) : change_(std::move(change)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const BlockChange change_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_BLOCK_OPERATION_H_
