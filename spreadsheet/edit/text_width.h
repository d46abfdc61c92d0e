// TextWidth: how wide a text is, in digits of its font: the unit of column widths (18.3.1.13).
//
// An estimate by the advance widths of Calibri, the usual font; others are close in proportion.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TEXT_WIDTH_H_
#define SHEETGATE_SPREADSHEET_EDIT_TEXT_WIDTH_H_

#include <string_view>

namespace sheetgate::spreadsheet {

// The widest line of `text` (UTF-8).
double TextWidth(std::string_view text);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TEXT_WIDTH_H_
