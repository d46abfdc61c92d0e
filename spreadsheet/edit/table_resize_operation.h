// A table gets other last rows: its range grows or shrinks at the bottom.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TABLE_RESIZE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_TABLE_RESIZE_OPERATION_H_

#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

// Cells stay as they are; the filter of the table grows with it (18.5.1.2: autoFilter leaves the
// totals row out). Errors of Apply: NOT_FOUND (`SHEET_NOT_FOUND`), FAILED_PRECONDITION
// (`NOT_A_WORKSHEET`); INVALID_ARGUMENT (`INVALID_ARGUMENT`) when the sheet has no such table,
// (`INVALID_RANGE`) when the range has other columns or another first row, or no row of data;
// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when another table or merged cells lie in the range.
class TableResizeOperation : public Operation {
 public:
  // `range`: all cells of the table afterwards, header and totals row included.
  TableResizeOperation(std::string sheet_name, std::string table_name, RangeRef range)
      : sheet_name_(std::move(sheet_name)), table_name_(std::move(table_name)), range_(range) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const std::string table_name_;
  const RangeRef range_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TABLE_RESIZE_OPERATION_H_
