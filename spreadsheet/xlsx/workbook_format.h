// The four kinds of files an OOXML workbook can be, and turning one into another.
//
// They differ in the content type of the workbook part only, and Excel opens a file only when that
// fits the extension (ECMA-376 part 1, 12.3.23; [MS-OFFMACRO2] for those with macros):
//   xlsx  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml
//   xltx  application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml
//   xlsm  application/vnd.ms-excel.sheet.macroEnabled.main+xml
//   xltm  application/vnd.ms-excel.template.macroEnabled.main+xml
#ifndef SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_FORMAT_H_
#define SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_FORMAT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::spreadsheet {

// Whether a file of `format` may hold macros: "xlsm", "xltm".
bool IsMacroEnabled(std::string_view format);

// Whether the workbook has what only a macro-enabled file may hold: a VBA project or sheets of
// Excel 4.0 macros.
bool HasMacros(const Workbook& workbook);

// The package with its workbook part declared as that of `format`, one of the four; every other
// part keeps its bytes. Does not look for macros. Deterministic. OpenXlsx's errors.
absl::StatusOr<std::string> WithWorkbookFormat(PackageBytes package, std::string_view format,
                                               const XlsxLimits& limits,
                                               const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_FORMAT_H_
