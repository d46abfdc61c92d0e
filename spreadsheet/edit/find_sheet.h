// Sheets by the names operations give them.
#ifndef SHEETGATE_SPREADSHEET_EDIT_FIND_SHEET_H_
#define SHEETGATE_SPREADSHEET_EDIT_FIND_SHEET_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/document.h"

namespace sheetgate::spreadsheet {

// Its index in tab order, without regard to case. NOT_FOUND (`SHEET_NOT_FOUND`) naming the nearest
// and all.
absl::StatusOr<int> FindSheet(const Document& document, std::string_view name);
// The same of a sheet with cells. FAILED_PRECONDITION (`NOT_A_WORKSHEET`) too.
absl::StatusOr<int> FindWorksheet(const Document& document, std::string_view name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_FIND_SHEET_H_
