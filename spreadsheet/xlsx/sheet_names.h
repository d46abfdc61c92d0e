// Excel's rules for the names of sheets.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_NAMES_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace sheetgate::spreadsheet {

// OK when these can be the names of all sheets of a workbook: at least one, each 1 to 31 UTF-16
// units of UTF-8 without control characters and : \ / ? * [ ], no ' at either end, not "History"
// (Excel keeps it for tracked changes), unique without regard to case. INVALID_ARGUMENT
// (`INVALID_ARGUMENT`) else, with the offending name in metadata `sheet_name`.
absl::Status CheckSheetNames(const std::vector<std::string>& names);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_NAMES_H_
