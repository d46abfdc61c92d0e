// Serial numbers to ISO text and back by std::chrono, with the day that never was.
#include "spreadsheet/model/dates.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int64_t kMillisecondsPerDay = 86'400'000;
// Excel's 1900 system counts 29 February 1900, which never was, as serial 60.
constexpr int64_t kPhantomDay = 60;
constexpr sys_days kEpoch1900{year{1899} / 12 / 30};       // for serials after the phantom day
constexpr sys_days kEpoch1900Early{year{1899} / 12 / 31};  // and before it
constexpr sys_days kEpoch1904{year{1904} / 1 / 1};
constexpr sys_days kLastDay{year{9999} / 12 / 31};

int64_t LastSerial(DateSystem system) {
  return (kLastDay - (system == DateSystem::k1904 ? kEpoch1904 : kEpoch1900)).count();
}

std::string DateText(int64_t serial, DateSystem system) {
  if (system == DateSystem::k1900 && serial == kPhantomDay) return "1900-02-29";
  const sys_days epoch = system == DateSystem::k1904 ? kEpoch1904
                         : serial < kPhantomDay      ? kEpoch1900Early
                                                     : kEpoch1900;
  const year_month_day date{epoch + days{serial}};
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::string TimeText(int64_t milliseconds) {
  const int64_t seconds = milliseconds / 1000;
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  std::string out = text.data();
  if (const int fraction = static_cast<int>(milliseconds % 1000); fraction != 0) {
    std::snprintf(text.data(), text.size(), ".%03d", fraction);
    out += text.data();
    while (out.back() == '0') out.pop_back();
  }
  return out;
}

// Reads exactly `digits` digits at the front; false when there are fewer.
bool TakeNumber(std::string_view* text, size_t digits, int* number) {
  if (text->size() < digits) return false;
  *number = 0;
  for (const char c : text->substr(0, digits)) {
    if (!IsAsciiDigit(c)) return false;
    *number = *number * 10 + (c - '0');
  }
  text->remove_prefix(digits);
  return true;
}

bool TakeChar(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

// HH:MM, HH:MM:SS or HH:MM:SS.fraction to the end of `text`, as a part of a day.
std::optional<double> ParseTime(std::string_view text, bool seconds_required) {
  int hours, minutes, seconds = 0;
  double fraction = 0;
  if (!TakeNumber(&text, 2, &hours) || !TakeChar(&text, ':') || !TakeNumber(&text, 2, &minutes)) {
    return std::nullopt;
  }
  if (TakeChar(&text, ':')) {
    if (!TakeNumber(&text, 2, &seconds)) return std::nullopt;
    if (TakeChar(&text, '.')) {
      if (text.empty()) return std::nullopt;
      double unit = 0.1;
      for (; !text.empty(); text.remove_prefix(1), unit /= 10) {
        if (!IsAsciiDigit(text.front())) return std::nullopt;
        fraction += (text.front() - '0') * unit;
      }
    }
  } else if (seconds_required) {
    return std::nullopt;
  }
  if (!text.empty() || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return (hours * 3600 + minutes * 60 + seconds + fraction) / 86400;
}

std::optional<double> ParseDate(std::string_view* text, DateSystem system) {
  int y, m, d;
  if (!TakeNumber(text, 4, &y) || !TakeChar(text, '-') || !TakeNumber(text, 2, &m) ||
      !TakeChar(text, '-') || !TakeNumber(text, 2, &d)) {
    return std::nullopt;
  }
  if (system == DateSystem::k1900 && y == 1900 && m == 2 && d == 29) return kPhantomDay;
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  int64_t serial;
  if (system == DateSystem::k1904) {
    serial = (sys_days{date} - kEpoch1904).count();
    if (serial < 0) return std::nullopt;
  } else {
    serial = (sys_days{date} - kEpoch1900).count();
    if (serial <= kPhantomDay) --serial;
    if (serial < 1) return std::nullopt;
  }
  return static_cast<double>(serial);
}

// The length of the literal that starts at the front of `code` (quoted text, an escaped, repeated
// or skipped character), 0 when none does.
size_t LiteralLength(std::string_view code) {
  switch (code.front()) {
    case '"': {
      const size_t end = code.find('"', 1);
      return end == std::string_view::npos ? code.size() : end + 1;
    }
    case '\\':
    case '_':
    case '*':
      return std::min<size_t>(2, code.size());
    default:
      return 0;
  }
}

// "[h]", "[mm]", "[ss]": elapsed time. Not "[Red]", "[$-409]", "[>100]", "[DBNum1]".
bool IsElapsedTime(std::string_view inside) {
  if (inside.empty()) return false;
  const char unit = ToLowerAscii(inside.front());
  if (unit != 'h' && unit != 'm' && unit != 's') return false;
  for (const char c : inside) {
    if (ToLowerAscii(c) != unit) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> SerialToIso(double serial, DateSystem system) {
  // One day of slack, so that the product below cannot overflow; the exact check follows the
  // rounding.
  if (!(serial >= 0 && serial < static_cast<double>(LastSerial(system) + 2))) return std::nullopt;
  const int64_t milliseconds = std::llround(serial * kMillisecondsPerDay);
  const int64_t whole_days = milliseconds / kMillisecondsPerDay;
  const int64_t time = milliseconds % kMillisecondsPerDay;
  if (whole_days > LastSerial(system)) return std::nullopt;
  if (whole_days == 0) return TimeText(time);
  std::string text = DateText(whole_days, system);
  if (time != 0) text += Concat("T", TimeText(time));
  return text;
}

std::optional<double> IsoToSerial(std::string_view iso, DateSystem system) {
  if (iso.size() > 2 && iso[2] == ':') return ParseTime(iso, /*seconds_required=*/true);
  const std::optional<double> date = ParseDate(&iso, system);
  if (!date.has_value() || iso.empty()) return date;
  if (!TakeChar(&iso, 'T')) return std::nullopt;
  const std::optional<double> time = ParseTime(iso, /*seconds_required=*/false);
  if (!time.has_value()) return std::nullopt;
  return *date + *time;
}

bool IsDateFormat(std::string_view code) {
  // Era and Buddhist year letters (e, g, b) count only in sections without digit placeholders: E
  // also is the exponent.
  bool digits = false;
  while (!code.empty()) {
    if (const size_t literal = LiteralLength(code); literal != 0) {
      code.remove_prefix(literal);
      continue;
    }
    constexpr std::string_view kGeneral = "general";
    if (EqualsIgnoreAsciiCase(code.substr(0, kGeneral.size()), kGeneral)) {
      code.remove_prefix(kGeneral.size());
      continue;
    }
    const char c = ToLowerAscii(code.front());
    code.remove_prefix(1);
    switch (c) {
      case '[': {
        const size_t end = code.find(']');
        if (IsElapsedTime(code.substr(0, end)) && end != std::string_view::npos) return true;
        code.remove_prefix(end == std::string_view::npos ? code.size() : end + 1);
        break;
      }
      case ';':
        digits = false;
        break;
      case '0':
      case '#':
      case '?':
        digits = true;
        break;
      case 'd':
      case 'h':
      case 'm':
      case 's':
      case 'y':
        return true;
      case 'b':
      case 'e':
      case 'g':
        if (!digits && (code.empty() || (code.front() != '+' && code.front() != '-'))) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

}  // namespace sheetgate::spreadsheet
