// Dates, times and elapsed times.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "spreadsheet/model/format_section.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using Kind = FormatTokenKind;

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::string_view kOutside = "########";
constexpr int64_t kSecondsPerDay = 86'400;

// A moment, its parts as Excel counts them.
struct Moment {
  int year = 1900, month = 1, day = 0;
  int weekday = 6;  // from Sunday, 0
  int64_t days = 0;
  int64_t units = 0;  // of the day, `per_second` a second
  int64_t per_second = 1;

  int64_t second_of_day() const { return units / per_second; }
  int64_t elapsed_seconds() const { return days * kSecondsPerDay + second_of_day(); }
  int hour() const { return static_cast<int>(second_of_day() / 3600); }
};

int ToInt(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool ShowsTime(const FormatSection& section) {
  return std::ranges::any_of(section.tokens,
                             [](const FormatToken& token) { return token.kind >= Kind::kHour; });
}

int SubsecondDigits(const FormatSection& section) {
  int digits = 0;
  for (const FormatToken& token : section.tokens) {
    if (token.kind == Kind::kSubsecond) digits = std::max(digits, token.count);
  }
  return digits;
}

// Day 0 of the 1900 system is the day before 1 January 1900, and called 0 January; its weekdays
// before March 1900 are off by one, as Excel's.
void SetDate(DateSystem system, Moment* moment) {
  const bool is1904 = system == DateSystem::k1904;
  moment->weekday = static_cast<int>((moment->days + (is1904 ? 5 : 6)) % 7);
  if (moment->days == 0 && !is1904) return;
  std::string iso;
  if (moment->days == 0) {
    iso = "1904-01-01";
  } else {
    iso = *SerialToIso(static_cast<double>(moment->days), system);
  }
  const std::string_view text = iso;
  moment->year = ToInt(text.substr(0, 4));
  moment->month = ToInt(text.substr(5, 2));
  moment->day = ToInt(text.substr(8, 2));
}

// nullopt outside the calendar. A time is rounded to what is shown of its seconds.
std::optional<Moment> ToMoment(const FormatSection& section, double serial, DateSystem system) {
  Moment moment;
  if (!SerialToIso(serial, system).has_value()) return std::nullopt;
  const double whole = std::floor(serial);
  moment.days = static_cast<int64_t>(whole);
  if (ShowsTime(section)) {
    for (int i = SubsecondDigits(section); i > 0; --i) moment.per_second *= 10;
    const int64_t per_day = kSecondsPerDay * moment.per_second;
    moment.units = std::llround((serial - whole) * static_cast<double>(per_day));
    if (moment.units == per_day) {
      moment.units = 0;
      ++moment.days;
    }
  }
  if (!SerialToIso(static_cast<double>(moment.days), system).has_value()) return std::nullopt;
  SetDate(system, &moment);
  return moment;
}

std::string Padded(int64_t number, int width) {
  std::string text = std::to_string(number);
  if (const auto length = static_cast<int>(text.size()); length < width) {
    text.insert(0, static_cast<size_t>(width - length), '0');
  }
  return text;
}

// d, dd, ddd (Mon), dddd (Monday).
std::string DayText(const Moment& moment, int count) {
  if (count <= 2) return Padded(moment.day, count);
  const std::string_view name = kWeekdays[static_cast<size_t>(moment.weekday)];
  return std::string(count == 3 ? name.substr(0, 3) : name);
}

// m, mm, mmm (Jan), mmmm (January), mmmmm (J).
std::string MonthText(const Moment& moment, int count) {
  if (count <= 2) return Padded(moment.month, count);
  const std::string_view name = kMonths[static_cast<size_t>(moment.month - 1)];
  if (count == 3) return std::string(name.substr(0, 3));
  return std::string(count == 5 ? name.substr(0, 1) : name);
}

std::string YearText(int year, int count) {
  return count <= 2 ? Padded(year % 100, 2) : Padded(year, 4);
}

std::string HourText(const Moment& moment, int count, bool half_days) {
  int hour = moment.hour();
  if (half_days) hour = hour % 12 == 0 ? 12 : hour % 12;
  return Padded(hour, std::min(count, 2));
}

// In the letters of the code: AM/PM, am/pm, A/P.
std::string HalfDayText(const Moment& moment, std::string_view code) {
  const size_t slash = code.find('/');
  return std::string(moment.hour() < 12 ? code.substr(0, slash) : code.substr(slash + 1));
}

std::string SubsecondText(const Moment& moment, int count) {
  std::string digits = std::to_string(moment.per_second + moment.units % moment.per_second);
  return Concat(".", std::string_view(digits).substr(1, static_cast<size_t>(count)));
}

std::string TokenText(const FormatToken& token, const Moment& moment, bool half_days) {
  const int64_t second = moment.second_of_day();
  switch (token.kind) {
    case Kind::kYear:
      return YearText(moment.year, token.count);
    case Kind::kBuddhistYear:
      return YearText(moment.year + 543, token.count);
    case Kind::kEra:
      return {};
    case Kind::kMonth:
      return MonthText(moment, token.count);
    case Kind::kDay:
      return DayText(moment, token.count);
    case Kind::kHour:
      return HourText(moment, token.count, half_days);
    case Kind::kMinute:
      return Padded(second / 60 % 60, std::min(token.count, 2));
    case Kind::kSecond:
      return Padded(second % 60, std::min(token.count, 2));
    case Kind::kSubsecond:
      return SubsecondText(moment, token.count);
    case Kind::kHalfDay:
      return HalfDayText(moment, token.text);
    case Kind::kElapsedHours:
      return Padded(moment.elapsed_seconds() / 3600, token.count);
    case Kind::kElapsedMinutes:
      return Padded(moment.elapsed_seconds() / 60, token.count);
    case Kind::kElapsedSeconds:
      return Padded(moment.elapsed_seconds(), token.count);
    default:
      return token.text;
  }
}

}  // namespace

std::string DateText(const FormatSection& section, double serial, DateSystem system) {
  // The 1904 system has negative times, the 1900 system has not.
  const bool negative = serial < 0 && system == DateSystem::k1904;
  const std::optional<Moment> moment = ToMoment(section, negative ? -serial : serial, system);
  if (!moment.has_value()) return std::string(kOutside);
  const bool half_days = std::ranges::any_of(
      section.tokens, [](const FormatToken& token) { return token.kind == Kind::kHalfDay; });
  std::string out = negative ? "-" : "";
  for (const FormatToken& token : section.tokens) out += TokenText(token, *moment, half_days);
  return out;
}

}  // namespace sheetgate::spreadsheet
