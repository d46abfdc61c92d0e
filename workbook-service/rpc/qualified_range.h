// Cells as callers name them across sheets: "Sheet1!B2", "'My sheet'!A1:B3", or without a sheet.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_QUALIFIED_RANGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_QUALIFIED_RANGE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

struct QualifiedRange {
  int sheet = 0;  // index of a worksheet
  spreadsheet::RangeRef range;
};

// `default_sheet` is the name of the sheet of texts that name none; it may be empty.
// INVALID_ARGUMENT about `field`: `INVALID_RANGE`, `MISSING_ARGUMENT` (no sheet); NOT_FOUND
// (`SHEET_NOT_FOUND`) and FAILED_PRECONDITION (`NOT_A_WORKSHEET`) about `field`, or sheet_name when
// it comes from there.
absl::StatusOr<QualifiedRange> ParseQualifiedRange(std::string_view text,
                                                   const std::string& default_sheet,
                                                   const spreadsheet::Workbook& workbook,
                                                   std::string_view field);

// "Sheet1!B2:B5"; the sheet quoted where a formula would need it.
std::string QualifiedText(std::string_view sheet, const spreadsheet::RangeRef& range);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_QUALIFIED_RANGE_H_
