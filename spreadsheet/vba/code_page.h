// Text in Windows code pages, which VBA projects are stored in.
#ifndef SHEETGATE_SPREADSHEET_VBA_CODE_PAGE_H_
#define SHEETGATE_SPREADSHEET_VBA_CODE_PAGE_H_

#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

// `bytes` in that code page (1252, 932, 10000, 65001, ...) as UTF-8, U+FFFD for what is no
// character of it. A code page this machine does not know is read as Windows-1252.
std::string DecodeCodePage(std::string_view bytes, int code_page);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_VBA_CODE_PAGE_H_
