// Cell differences between two states of a workbook.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_DIFF_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_DIFF_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

enum class ChangeKind : uint8_t { kAdded, kRemoved, kValueEdit, kFormulaEdit, kRecalcResult };

struct CellDifference {
  int sheet = 0;  // index in `after`
  CellRef cell;
  ChangeKind kind = ChangeKind::kValueEdit;
  CellValue old_value, new_value;
  std::string old_formula, new_formula;
};

// Calls `visit` for each cell of sheet `index` that differs, row by row, until it returns false.
// Both workbooks must have the same sheets (forks do). Sheets that share their cells are skipped in
// O(1).
absl::Status DiffSheet(const Workbook& before, const Workbook& after, int index,
                       const platform::CancellationToken& cancellation,
                       absl::FunctionRef<bool(const CellDifference&)> visit);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_DIFF_H_
