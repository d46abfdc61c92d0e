// Inserting and deleting whole rows and columns, as Excel does it.
#ifndef SHEETGATE_SPREADSHEET_EDIT_LINE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_LINE_OPERATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

struct LineChange {
  std::string sheet_name;
  Axis axis = Axis::kRows;
  bool insert = true;  // else delete
  int32_t first = 1;   // the line in front of which lines are inserted; the first one deleted
  int32_t count = 1;
  // Of rows inserted: a SUM in the row right behind them over one column, whose range ends right in
  // front of them, grows to take them in.
  bool expand_adjacent_sums = false;
};

// Whether the lines are on the grid: INVALID_ARGUMENT (`INVALID_RANGE`).
absl::Status CheckLines(const LineChange& change);

// Errors of Apply, all INVALID_ARGUMENT unless said otherwise: NOT_FOUND (`SHEET_NOT_FOUND`),
// FAILED_PRECONDITION (`NOT_A_WORKSHEET`); `INVALID_RANGE`: lines outside of the grid;
// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`): cells with contents would leave the grid, an array
// formula would be torn, the header or all data rows of a table would go without the table.
class LineOperation : public Operation {
 public:
  explicit LineOperation(LineChange change) : change_(std::move(change)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const LineChange change_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_LINE_OPERATION_H_
