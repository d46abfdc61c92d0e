// Random edits of a workbook that another program can check: values, dates, formulas with a known
// result, cleared cells.
#ifndef SHEETGATE_TESTS_SPREADSHEET_COMPARISON_RANDOM_EDITS_H_
#define SHEETGATE_TESTS_SPREADSHEET_COMPARISON_RANDOM_EDITS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/model/workbook.h"

namespace sheetgate::comparison {

struct Edit {
  spreadsheet::CellChange change;
  // What the cell shows afterwards: the value, or the result of the formula.
  spreadsheet::CellValue result;
};

struct EditedWorkbook {
  std::shared_ptr<const spreadsheet::Workbook> workbook;
  std::vector<Edit> edits;  // in the order applied; a cell may occur more than once
};

// Applies `count` edits in and around the cells in use, the same for the same seed. Only cells
// whose content is their own are edited: none of an array formula or data table, none hidden by a
// merge. A workbook without a worksheet that can be read gets no edits. Errors as Apply.
absl::StatusOr<EditedWorkbook> ApplyRandomEdits(
    std::shared_ptr<const spreadsheet::Workbook> workbook, int count, uint32_t seed);

}  // namespace sheetgate::comparison

#endif  // SHEETGATE_TESTS_SPREADSHEET_COMPARISON_RANDOM_EDITS_H_
