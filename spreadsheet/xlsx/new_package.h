// New workbooks: the smallest package that Excel opens without repair.
#ifndef SHEETGATE_SPREADSHEET_XLSX_NEW_PACKAGE_H_
#define SHEETGATE_SPREADSHEET_XLSX_NEW_PACKAGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

// A package with empty worksheets of these names, styles (the Normal style, a date format) and a
// shared strings part. Deterministic. INVALID_ARGUMENT (`INVALID_ARGUMENT`) when there is no name,
// or one breaks Excel's rules: 1 to 31 UTF-16 units, none of : \ / ? * [ ], no ' at either end, not
// "History", unique without regard to case.
absl::StatusOr<std::string> NewPackage(const std::vector<std::string>& sheet_names);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_NEW_PACKAGE_H_
