// NumberFormat: the text Excel shows for a value with a number format code (ECMA-376 part 1,
// 18.8.30 and 18.8.31) in the locale en-US.
//
//   NumberFormat("#,##0.00;(#,##0.00)").Number(-1234.5, DateSystem::k1900) == "(1,234.50)"
//
// What depends on the width of a cell is not known here: General shows up to 11 digits, as in a
// cell wide enough, a character to be repeated (*) is left out, and one to be skipped (_) is a
// space. Colors, calendars other than the Gregorian, digits and month names of other languages are
// not shown.
#ifndef SHEETGATE_SPREADSHEET_MODEL_NUMBER_FORMAT_H_
#define SHEETGATE_SPREADSHEET_MODEL_NUMBER_FORMAT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/format_code.h"

namespace sheetgate::spreadsheet {

// Immutable.
class NumberFormat {
 public:
  // Any text; what is no format code is shown as far as it makes sense.
  explicit NumberFormat(std::string_view code);

  // A number that is not finite is #NUM!. A date outside Excel's calendar is "########", as Excel
  // fills the cell.
  std::string Number(double number, DateSystem system) const;
  std::string Text(std::string_view text) const;

 private:
  // The section for `number`, and whether it shows the number without its sign.
  const FormatSection& SectionFor(double number, bool* unsigned_number) const;

  std::vector<FormatSection> sections_;  // of numbers, at least one
  std::vector<FormatToken> text_;        // of texts
};

// The format General: 1234.5, 1.23457E+11.
std::string GeneralText(double number);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_NUMBER_FORMAT_H_
