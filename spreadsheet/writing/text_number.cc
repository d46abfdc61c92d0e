#include "spreadsheet/writing/text_number.h"

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::string_view kNarrowNoBreakSpace = "\xE2\x80\xAF";
constexpr std::string_view kMinusSign = "\xE2\x88\x92";
constexpr std::array<std::string_view, 5> kCurrencies = {"$", "\xE2\x82\xAC", "\xC2\xA3",
                                                         "\xC2\xA5", "\xE2\x82\xB9"};

// Spaces of all kinds as ' ', the minus sign as '-'.
std::string Plain(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const bool wide = rest.starts_with(kNarrowNoBreakSpace), minus = rest.starts_with(kMinusSign);
    if (wide || rest.starts_with(kNoBreakSpace)) {
      plain += ' ';
      i += wide ? kNarrowNoBreakSpace.size() : kNoBreakSpace.size();
    } else if (minus) {
      plain += '-';
      i += kMinusSign.size();
    } else {
      plain += text[i] == '\t' ? ' ' : text[i];
      ++i;
    }
  }
  return plain;
}

class Pieces {
 public:
  explicit Pieces(std::string_view text) : text_(text) { Trim(); }

  std::string_view text() const { return text_; }
  bool TakeFront(std::string_view piece) {
    if (!text_.starts_with(piece)) return false;
    text_.remove_prefix(piece.size());
    Trim();
    return true;
  }
  bool TakeBack(std::string_view piece) {
    if (!text_.ends_with(piece)) return false;
    text_.remove_suffix(piece.size());
    Trim();
    return true;
  }
  bool TakeEither(std::string_view piece) { return TakeFront(piece) || TakeBack(piece); }
  // Three capital letters that are no part of a longer word.
  bool TakeCode() {
    const auto is_code = [](std::string_view code) {
      for (const char c : code) {
        if (c < 'A' || c > 'Z') return false;
      }
      return true;
    };
    if (text_.size() <= 3) return false;
    if (is_code(text_.substr(0, 3)) && !IsAsciiAlpha(text_[3])) {
      return TakeFront(text_.substr(0, 3));
    }
    const std::string_view last = text_.substr(text_.size() - 3);
    return is_code(last) && !IsAsciiAlpha(text_[text_.size() - 4]) && TakeBack(last);
  }

 private:
  void Trim() {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
    while (text_.ends_with(' ')) text_.remove_suffix(1);
  }

  std::string_view text_;
};

// "1,234.5" as "1234.5"; nullopt when the groups are none.
std::optional<std::string> Digits(std::string_view text, const NumberReading& reading) {
  std::string digits;
  const size_t point = text.find(reading.decimal);
  const std::string_view whole = text.substr(0, point);
  size_t since_group = 0;
  bool grouped = false;
  for (const char c : whole) {
    if (reading.group != 0 && c == reading.group) {
      const bool first = !grouped;
      if (since_group == 0 || since_group > 3 || (!first && since_group != 3)) return std::nullopt;
      grouped = true;
      since_group = 0;
      continue;
    }
    if (!IsAsciiDigit(c)) return std::nullopt;
    digits += c;
    ++since_group;
  }
  if (grouped && since_group != 3) return std::nullopt;
  if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
  if (point == std::string_view::npos) return digits.empty() ? std::nullopt : std::optional(digits);
  const std::string_view fraction = text.substr(point + 1);
  if (fraction.empty()) return std::nullopt;
  if (digits.empty()) digits = "0";
  digits += '.';
  for (const char c : fraction) {
    if (!IsAsciiDigit(c)) return std::nullopt;
    digits += c;
  }
  return digits;
}

// Digits that count: without zeros in front, the point left out.
size_t SignificantDigits(std::string_view digits) {
  size_t count = 0;
  for (const char c : digits) {
    if (IsAsciiDigit(c) && (count > 0 || c != '0')) ++count;
  }
  return count;
}

std::optional<double> ReadDate(std::string_view text, const NumberReading& reading) {
  if (reading.dates == DateOrder::kNone) return std::nullopt;
  if (reading.dates == DateOrder::kIso) {
    if (text.find('-') == std::string_view::npos) return std::nullopt;
    return IsoToSerial(text, reading.date_system);
  }
  std::array<std::string, 3> parts;
  size_t part = 0;
  char separator = 0;
  for (const char c : text) {
    if (IsAsciiDigit(c)) {
      parts[part] += c;
    } else if ((c == '-' || c == '/' || c == '.') && part < 2 &&
               (separator == 0 || c == separator)) {
      separator = c;
      ++part;
    } else {
      return std::nullopt;
    }
  }
  auto& [first, second, third] = parts;
  const bool year_first = reading.dates == DateOrder::kYearFirst;
  std::string& year = year_first ? first : third;
  std::string& month = reading.dates == DateOrder::kMonthFirst ? first : second;
  std::string& day = year_first ? third : reading.dates == DateOrder::kMonthFirst ? second : first;
  for (std::string* two : {&month, &day}) {
    if (two->empty() || two->size() > 2) return std::nullopt;
    if (two->size() == 1) two->insert(0, "0");
  }
  if (year.size() != 4) return std::nullopt;
  return IsoToSerial(Concat(year, "-", month, "-", day), reading.date_system);
}

}  // namespace

std::optional<ReadNumber> ReadTextNumber(std::string_view text, const NumberReading& reading) {
  const std::string plain = Plain(text);
  Pieces pieces(plain);
  if (const auto date = ReadDate(pieces.text(), reading)) return ReadNumber{*date, true};
  const auto take_currency = [&pieces] {
    for (const std::string_view sign : kCurrencies) {
      if (pieces.TakeEither(sign)) return true;
    }
    return pieces.TakeCode();
  };
  // In any order, each once: ($1), -$1, $-1, 1%-.
  bool negative = false, parentheses = false, percent = false, currency = false, plus = false;
  for (bool taken = true; taken;) {
    taken = false;
    if (!parentheses && pieces.text().starts_with('(') && pieces.TakeBack(")")) {
      pieces.TakeFront("(");
      parentheses = taken = true;
    }
    if (!negative && !plus && pieces.TakeEither("-")) negative = taken = true;
    if (!negative && !plus && pieces.TakeFront("+")) plus = taken = true;
    if (!percent && pieces.TakeBack("%")) percent = taken = true;
    if (!currency && take_currency()) currency = taken = true;
  }
  if (parentheses && (negative || plus)) return std::nullopt;
  const std::optional<std::string> digits = Digits(pieces.text(), reading);
  if (!digits.has_value() || SignificantDigits(*digits) > 15) return std::nullopt;
  // A hundredth by the exponent: 12.3% is 0.123, not 12.3 / 100.
  const std::string number_text = percent ? Concat(*digits, "e-2") : *digits;
  double number = 0;
  std::from_chars(number_text.data(), number_text.data() + number_text.size(), number);
  return ReadNumber{(negative || parentheses) && number != 0 ? -number : number, false};
}

}  // namespace sheetgate::spreadsheet
