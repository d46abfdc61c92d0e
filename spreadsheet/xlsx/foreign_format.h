// What a file is when it is not an OOXML package, so that the error can say it.
//
// Every `UNSUPPORTED_FORMAT` has the format in metadata `format` ("xls", "xlsb", "ods") and says
// what to do as long as this server does not convert it.
#ifndef SHEETGATE_SPREADSHEET_XLSX_FOREIGN_FORMAT_H_
#define SHEETGATE_SPREADSHEET_XLSX_FOREIGN_FORMAT_H_

#include <string_view>

#include "absl/status/status.h"

namespace sheetgate::spreadsheet {

// What a file seems to be, by its first bytes: "a PDF document". Empty for text.
std::string_view GuessFormat(std::string_view bytes);

// OK when `bytes` start as a zip archive does. Else INVALID_ARGUMENT: `FILE_ENCRYPTED` (OOXML under
// a password, [MS-OFFCRYPTO] 1.3.2), `UNSUPPORTED_FORMAT` (xls) or `NOT_A_WORKBOOK`, saying what
// the file seems to be.
absl::Status CheckSignature(std::string_view bytes);

// INVALID_ARGUMENT (`UNSUPPORTED_FORMAT`) for an OpenDocument spreadsheet, OK for any other
// `mimetype` member's contents.
absl::Status CheckMimetype(std::string_view mimetype);

// INVALID_ARGUMENT (`UNSUPPORTED_FORMAT`) for the content type of a binary workbook's main part, OK
// for any other.
absl::Status CheckMainContentType(std::string_view content_type);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_FOREIGN_FORMAT_H_
