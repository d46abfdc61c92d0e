// Digits of numbers: placeholders, thousands, exponents and fractions.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"

#include "spreadsheet/model/decimal.h"
#include "spreadsheet/model/format_section.h"
#include "spreadsheet/model/number_format.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using Kind = FormatTokenKind;
using Tokens = absl::Span<const FormatToken>;

bool IsDigit(const FormatToken& token) { return token.kind == Kind::kDigit; }

int CountDigits(Tokens tokens) {
  return static_cast<int>(std::count_if(tokens.begin(), tokens.end(), IsDigit));
}

size_t Find(Tokens tokens, Kind kind) {
  const auto is_kind = [kind](const FormatToken& token) { return token.kind == kind; };
  return static_cast<size_t>(std::find_if(tokens.begin(), tokens.end(), is_kind) - tokens.begin());
}

// What stands for a digit that is not there: 0, a space or nothing.
std::string_view Padding(const FormatToken& placeholder) {
  if (placeholder.text == "0") return "0";
  return placeholder.text == "?" ? " " : "";
}

// A whole number with the placeholders of `tokens`; digits they have no room for stand before them.
std::string WholeText(Tokens tokens, std::string_view digits, bool thousands) {
  std::vector<std::string> pieces;  // from the right
  size_t left = digits.size();
  int written = 0;
  const auto place = [&](std::string_view digit) {
    std::string piece(digit);
    if (thousands && written > 0 && written % 3 == 0 && !digit.empty()) {
      piece += digit == " " ? " " : ",";
    }
    if (!digit.empty()) ++written;
    return piece;
  };
  int placeholders = CountDigits(tokens);
  for (size_t i = tokens.size(); i-- > 0;) {
    if (!IsDigit(tokens[i])) {
      pieces.push_back(tokens[i].text);
      continue;
    }
    pieces.push_back(place(left > 0 ? digits.substr(--left, 1) : Padding(tokens[i])));
    if (--placeholders > 0) continue;
    while (left > 0) pieces.push_back(place(digits.substr(--left, 1)));
  }
  while (left > 0) pieces.push_back(place(digits.substr(--left, 1)));
  std::string out;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) out += *piece;
  return out;
}

// Decimals with the placeholders of `tokens`, as many as `digits` has.
std::string DecimalText(Tokens tokens, std::string_view digits) {
  const size_t significant = digits.find_last_not_of('0') + 1;  // npos + 1 == 0
  std::string out;
  size_t at = 0;
  for (const FormatToken& token : tokens) {
    if (!IsDigit(token)) {
      out += token.text;
      continue;
    }
    out += at < significant ? digits.substr(at, 1) : Padding(token);
    ++at;
  }
  return out;
}

// A number rounded to what `tokens`, a point among them or not, have room for.
std::string PlainText(Tokens tokens, const Decimal& number, bool thousands) {
  const size_t point = Find(tokens, Kind::kPoint);
  const Tokens whole = tokens.subspan(0, point);
  if (CountDigits(tokens) == 0) {
    std::string out;
    for (const FormatToken& token : tokens) out += token.text;
    return out;
  }
  std::string out = WholeText(whole, number.Integer(), thousands);
  if (point == tokens.size()) return out;
  const Tokens decimals = tokens.subspan(point + 1);
  return Concat(out, ".", DecimalText(decimals, number.Fraction(CountDigits(decimals))));
}

int Decimals(Tokens tokens) {
  const size_t point = Find(tokens, Kind::kPoint);
  return point == tokens.size() ? 0 : CountDigits(tokens.subspan(point + 1));
}

// 0.00E+00; with more than one digit before the point the exponent is a multiple of their number.
std::string ScientificText(Tokens tokens, size_t at, Decimal number) {
  const Tokens mantissa = tokens.subspan(0, at);
  const int step = std::max(CountDigits(mantissa.subspan(0, Find(mantissa, Kind::kPoint))), 1);
  const int decimals = Decimals(mantissa);
  int exponent = 0;
  if (!number.zero()) {
    exponent = static_cast<int>(std::floor(static_cast<double>(number.exponent()) / step)) * step;
    number.Shift(-exponent);
    number.Round(decimals);
    if (number.exponent() >= step) {
      number.Shift(-step);
      exponent += step;
    }
  }
  const bool plus = tokens[at].text.ends_with('+');
  return Concat(PlainText(mantissa, number, /*thousands=*/false), "E",
                exponent < 0 ? "-"
                : plus       ? "+"
                             : "",
                WholeText(tokens.subspan(at + 1),
                          exponent == 0 ? "" : std::to_string(std::abs(exponent)), false));
}

struct Fraction {
  int64_t numerator = 0;
  int64_t denominator = 1;
};

// The fraction nearest to `value`, in [0, 1), with a denominator of at most `most`: the first such.
Fraction Nearest(double value, int64_t most) {
  Fraction best;
  double best_error = value;
  for (int64_t denominator = 1; denominator <= most; ++denominator) {
    const auto numerator =
        static_cast<int64_t>(std::llround(value * static_cast<double>(denominator)));
    const double error =
        std::abs(value - static_cast<double>(numerator) / static_cast<double>(denominator));
    if (error < best_error - 1e-15) {
      best = {numerator, denominator};
      best_error = error;
    }
  }
  return best;
}

// # ?/?, ?/? or # ?/8: tokens[at] is the slash.
std::string FractionText(Tokens tokens, size_t at, double number) {
  constexpr int kMostDigits = 4;      // of a denominator to be found
  constexpr double kGreatest = 1e13;  // times any denominator it is an integer still
  size_t numerator_begin = at;
  while (numerator_begin > 0 && IsDigit(tokens[numerator_begin - 1])) --numerator_begin;
  size_t end = at + 1;
  while (end < tokens.size() && IsDigit(tokens[end])) ++end;
  const Tokens before = tokens.subspan(0, numerator_begin);
  const Tokens over = tokens.subspan(numerator_begin, at - numerator_begin);
  const Tokens under = tokens.subspan(at + 1, end - at - 1);
  const bool mixed = CountDigits(before) > 0;

  const int64_t fixed = tokens[at].count;
  double whole = std::floor(number);
  Fraction part;
  if (fixed > 0) {
    part = {std::llround((number - whole) * static_cast<double>(fixed)), fixed};
  } else {
    const int digits = std::min(CountDigits(under), kMostDigits);
    part = Nearest(number - whole, std::llround(std::pow(10, digits)) - 1);
  }
  if (part.numerator == part.denominator) {
    whole += 1;
    part.numerator = 0;
  }
  std::string out;
  if (mixed) {
    const bool shown = whole > 0 || part.numerator == 0;
    Decimal decimal(whole);
    out = WholeText(before, decimal.zero() && shown ? "0" : decimal.Integer(), false);
  } else {
    for (const FormatToken& token : before) out += token.text;
    part.numerator += static_cast<int64_t>(std::min(whole, kGreatest)) * part.denominator;
  }
  const std::string denominator = std::to_string(part.denominator);
  const size_t under_width = std::max(under.size(), denominator.size());
  if (mixed && part.numerator == 0) {
    out.append(over.size() + 1 + (fixed > 0 ? denominator.size() : under.size()), ' ');
  } else {
    out += WholeText(over, std::to_string(part.numerator), false) + "/" + denominator;
    if (fixed == 0) out.append(under_width - denominator.size(), ' ');
  }
  for (const FormatToken& token : tokens.subspan(end)) out += token.text;
  return out;
}

}  // namespace

std::string DigitText(const FormatSection& section, double number) {
  const Tokens tokens(section.tokens);
  if (const size_t general = Find(tokens, Kind::kGeneral); general < tokens.size()) {
    std::string out;
    for (const FormatToken& token : tokens) {
      out += token.kind == Kind::kGeneral ? GeneralText(number) : token.text;
    }
    return out;
  }
  if (const size_t slash = Find(tokens, Kind::kSlash); slash < tokens.size()) {
    return FractionText(tokens, slash, number);
  }
  Decimal decimal(number);
  decimal.Shift(2 * section.percent - 3 * section.scale);
  if (const size_t exponent = Find(tokens, Kind::kExponent); exponent < tokens.size()) {
    return ScientificText(tokens, exponent, decimal);
  }
  decimal.Round(Decimals(tokens));
  return PlainText(tokens, decimal, section.thousands);
}

}  // namespace sheetgate::spreadsheet
