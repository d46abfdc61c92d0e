// Which files a workbook may be saved as, and under which name it goes out.
//
// Excel opens a package only when its content type fits the extension, and lets only .xlsm and
// .xltm hold macros. Delimited text is read and never written: formats, formulas and further sheets
// would be lost.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_FILE_FORMAT_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_FILE_FORMAT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// OK when `workbook` can be saved at `path` (normal, so with a known extension), as it is or with
// another content type: a workbook with macros as .xlsm or .xltm; one without as .xlsx or .xltx,
// and as .xlsm or .xltm when it comes from such a file; any as what it is. INVALID_ARGUMENT
// (`INVALID_PATH`) with a path that works; metadata `field` and `format`, the extension to use.
absl::Status CheckSaveFormat(const std::string& path, const spreadsheet::Workbook& workbook);

// OK when a received file that was read as `workbook` is what the extension of `path` says. Errors
// as CheckSaveFormat.
absl::Status CheckReceivedFormat(const std::string& path, const spreadsheet::Workbook& workbook);

// The file name for a package of `format` that comes from the file `path`: its last component, with
// another extension where that does not fit ("sales.csv" becomes "sales.xlsx").
std::string PackageFileName(std::string_view path, std::string_view format);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_FILE_FORMAT_H_
