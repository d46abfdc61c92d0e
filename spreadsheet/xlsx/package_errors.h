// Errors of damaged and hostile packages, worded alike everywhere.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PACKAGE_ERRORS_H_
#define SHEETGATE_SPREADSHEET_XLSX_PACKAGE_ERRORS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace sheetgate::spreadsheet {

// DATA_LOSS (`FILE_CORRUPT`): "the package is damaged at byte <offset>: <what>; ..." and what to
// do. Metadata `offset`.
absl::Status CorruptPackage(uint64_t offset, std::string_view what);

// The same for the contents of a part. Metadata `part`.
absl::Status CorruptPart(std::string_view part, std::string_view what);

// RESOURCE_EXHAUSTED (`ZIP_BOMB`). Metadata `part` unless empty.
absl::Status ZipBomb(std::string_view part, std::string_view what);

// RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`). Metadata `limit`.
absl::Status PackageTooLarge(std::string_view what, int64_t limit);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PACKAGE_ERRORS_H_
