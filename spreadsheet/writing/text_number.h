// Texts that are numbers to a reader: "1,234.50", "(12)", "15 %", "€ 9".
#ifndef SHEETGATE_SPREADSHEET_WRITING_TEXT_NUMBER_H_
#define SHEETGATE_SPREADSHEET_WRITING_TEXT_NUMBER_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "spreadsheet/model/dates.h"

namespace sheetgate::spreadsheet {

// How dates are written; kNone: they are left alone. The parts of the last three are separated by
// - / or . and may have one digit or two; a year has four.
enum class DateOrder : uint8_t { kNone, kIso, kDayFirst, kMonthFirst, kYearFirst };

struct NumberReading {
  char decimal = '.';
  // Between groups of three digits; a space stands for no-break spaces too. 0: none.
  char group = ',';
  DateOrder dates = DateOrder::kNone;
  DateSystem date_system = DateSystem::k1900;
};

struct ReadNumber {
  double number = 0;
  bool date = false;
};

// Spaces around it, a sign in front or behind, parentheses (negative), a percent sign (a
// hundredth), a currency sign ($ € £ ¥ ₹) or three-letter code in front or behind. Groups must be
// of three digits. nullopt for what is not all of that, and for what would not come back: needless
// leading zeros (00123 is a code) and more than 15 digits.
std::optional<ReadNumber> ReadTextNumber(std::string_view text, const NumberReading& reading);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_WRITING_TEXT_NUMBER_H_
