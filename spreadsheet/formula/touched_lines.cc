// Runs of digits and of letters, each once.
#include "spreadsheet/formula/touched_lines.h"

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {

bool TouchedLines::HasRow(std::string_view formula) const {
  int32_t number = 0;
  for (const char c : formula) {
    if (IsAsciiDigit(c)) {
      if (number <= kMaxRow) number = number * 10 + (c - '0');
    } else if (number != 0) {
      if (IsIn(*rows_, number)) return true;
      number = 0;
    }
  }
  return number != 0 && IsIn(*rows_, number);
}

bool TouchedLines::HasColumn(std::string_view formula) const {
  int32_t column = 0;
  for (const char c : formula) {
    if (IsAsciiAlpha(c)) {
      if (column <= kMaxColumn) column = column * 26 + (ToUpperAscii(c) - 'A' + 1);
    } else if (column != 0) {
      if (c != '(' && IsIn(*columns_, column)) return true;  // SUM( is no column
      column = 0;
    }
  }
  return column != 0 && IsIn(*columns_, column);
}

}  // namespace sheetgate::spreadsheet
