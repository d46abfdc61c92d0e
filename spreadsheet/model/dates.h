// Serial numbers and dates in both of Excel's date systems (ECMA-376 part 1, 18.17.4.1).
#ifndef SHEETGATE_SPREADSHEET_MODEL_DATES_H_
#define SHEETGATE_SPREADSHEET_MODEL_DATES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

enum class DateSystem : uint8_t { k1900, k1904 };

// ISO 8601 text of a serial: "2026-01-31", "2026-01-31T13:45:00" with a fraction of a day,
// "13:45:00" below one day. nullopt outside Excel's calendar (negative, or past 9999-12-31). Serial
// 60 of 1900 is the day that never was: "1900-02-29".
std::optional<std::string> SerialToIso(double serial, DateSystem system);

// The serial of "2026-01-31", "2026-01-31T13:45", "2026-01-31T13:45:30.5" or "13:45:00"; nullopt
// for anything else.
std::optional<double> IsoToSerial(std::string_view iso, DateSystem system);

// Whether a number format code (18.8.30) shows a date or time.
bool IsDateFormat(std::string_view format_code);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_DATES_H_
