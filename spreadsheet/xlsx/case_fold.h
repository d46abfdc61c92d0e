// Case-insensitive comparison of sheet names, as Excel compares them.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CASE_FOLD_H_
#define SHEETGATE_SPREADSHEET_XLSX_CASE_FOLD_H_

#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

// The text in lower case: ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic; other scripts have
// no case or stay as they are.
std::string FoldCase(std::string_view utf8);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CASE_FOLD_H_
