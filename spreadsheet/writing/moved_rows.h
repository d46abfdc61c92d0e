// Rows of a range in another order: sorted, without duplicates; and a range transposed.
//
// Cells move with values, formulas and formats, as in Excel; comments, links, conditional formats
// and row heights stay where they are. Formulas read as copied: relative references move along.
#ifndef SHEETGATE_SPREADSHEET_WRITING_MOVED_ROWS_H_
#define SHEETGATE_SPREADSHEET_WRITING_MOVED_ROWS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/writing/draft.h"

namespace sheetgate::spreadsheet {

struct SortKey {
  int32_t column = 1;  // of the sheet
  bool descending = false;
};

// Errors of all: `STRUCTURE_CONFLICT` (FAILED_PRECONDITION) when merged cells, an array formula or
// a data table lie in the range; `LIMIT_EXCEEDED` and the errors of Draft::Load and Draft::Write.

// Sorts the rows of `range`, which has no header, by the results at hand in Excel's order: numbers,
// texts without regard to case, FALSE, TRUE, errors, empty cells (last, descending too). Rows that
// are equal keep their order. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) for a key cell whose
// formula has no result yet. The number of rows that moved.
absl::StatusOr<int64_t> SortRows(int sheet, const RangeRef& range, const std::vector<SortKey>& keys,
                                 Draft* draft);

// Removes rows of `range`, which has no header, that equal an earlier one in these columns (texts
// without regard to case); those below move up and the last rows become empty. The number removed.
absl::StatusOr<int64_t> RemoveDuplicates(int sheet, const RangeRef& range,
                                         const std::vector<int32_t>& columns, Draft* draft);

// Copies `range` to `target`, its new upper left cell, with rows as columns. Also
// `STRUCTURE_CONFLICT` when both overlap, when a formula there would be lost (unless `overwrite`),
// or when a formula has no transposed form; `INVALID_RANGE` when it leaves the sheet. The number of
// cells written.
absl::StatusOr<int64_t> TransposeRange(int sheet, const RangeRef& range, CellRef target,
                                       bool overwrite, Draft* draft);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_WRITING_MOVED_ROWS_H_
