// Structural operations in words, for workbook_dump --structure.
#ifndef SHEETGATE_TESTS_SPREADSHEET_COMPARISON_STRUCTURAL_EDITS_H_
#define SHEETGATE_TESTS_SPREADSHEET_COMPARISON_STRUCTURAL_EDITS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "spreadsheet/model/workbook.h"

namespace sheetgate::comparison {

// What is done to a sheet:
//
//   insert_rows, delete_rows, insert_cols, delete_cols   first line, number of lines
//   insert_cells, delete_cells                           range, down, right, up or left
//   move_range                                           range, new upper left cell
//   rename_sheet                                         new name
//   delete_sheet
struct StructuralEdit {
  std::string kind;
  std::string sheet;
  std::string first_argument;
  std::string second_argument;
};

// The workbook after `edit`. Errors as ApplyOperation, INVALID_ARGUMENT for words that are none.
absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> ApplyStructuralEdit(
    const spreadsheet::Workbook& workbook, const StructuralEdit& edit);

}  // namespace sheetgate::comparison

#endif  // SHEETGATE_TESTS_SPREADSHEET_COMPARISON_STRUCTURAL_EDITS_H_
