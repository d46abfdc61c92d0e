// Which section shows a value, and General.
#include "spreadsheet/model/number_format.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "spreadsheet/model/decimal.h"
#include "spreadsheet/model/format_section.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Digits and point General has room for.
constexpr int kGeneralWidth = 11;

std::string WithoutTrailingZeros(std::string digits) {
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits;
}

std::string Plain(const Decimal& decimal, int decimals) {
  const std::string integer = decimal.Integer();
  const std::string fraction = WithoutTrailingZeros(decimal.Fraction(decimals));
  return Concat(integer.empty() ? "0" : integer, fraction.empty() ? "" : ".", fraction);
}

std::string Scientific(Decimal decimal) {
  constexpr int kDecimals = 5;
  int exponent = decimal.exponent();
  decimal.Shift(-exponent);
  decimal.Round(kDecimals);
  if (decimal.exponent() > 0) {
    ++exponent;
    decimal.Shift(-1);
  }
  const int size = std::abs(exponent);
  return Concat(Plain(decimal, kDecimals), exponent < 0 ? "E-" : "E+", size < 10 ? "0" : "", size);
}

std::string GeneralDigits(double number) {
  Decimal decimal(number);
  const int exponent = decimal.exponent();
  if (exponent >= kGeneralWidth) return Scientific(decimal);
  if (exponent < -4) {
    // As long as every digit fits behind "0.".
    const int decimals = decimal.significant_digits() - exponent - 1;
    return decimals <= kGeneralWidth - 2 ? Plain(decimal, decimals) : Scientific(decimal);
  }
  const int decimals = std::max(0, kGeneralWidth - 2 - std::max(exponent, 0));
  Decimal rounded = decimal;
  rounded.Round(decimals);
  return rounded.exponent() >= kGeneralWidth ? Scientific(decimal) : Plain(rounded, decimals);
}

bool HasCondition(const FormatSection& section) { return section.condition.has_value(); }

// Whether only negative numbers are left to the sections behind.
bool LeavesOnlyNegative(const FormatSection& section) {
  if (!HasCondition(section)) return false;
  const std::string_view op = section.condition->op;
  return (op == ">" || op == ">=") && section.condition->limit == 0;
}

FormatSection GeneralSection() {
  FormatSection section;
  section.tokens.push_back({FormatTokenKind::kGeneral, "General", 0});
  return section;
}

}  // namespace

std::string GeneralText(double number) {
  if (!std::isfinite(number)) return "#NUM!";
  return Concat(number < 0 ? "-" : "", GeneralDigits(std::abs(number)));
}

NumberFormat::NumberFormat(std::string_view code)
    : sections_(ParseFormatCode(code.empty() ? "General" : code)) {
  constexpr size_t kTextSection = 3;  // the fourth
  const bool text = sections_.size() > kTextSection || sections_.back().has_text;
  if (text) {
    text_ = std::move(sections_.back().tokens);
    sections_.pop_back();
  } else {
    text_.push_back({FormatTokenKind::kText, "@", 0});
  }
  if (sections_.empty()) sections_.push_back(GeneralSection());
}

const FormatSection& NumberFormat::SectionFor(double number, bool* unsigned_number) const {
  const size_t count = sections_.size();
  *unsigned_number = false;
  if (std::ranges::none_of(sections_, HasCondition)) {
    // Positive numbers, negative ones, zero.
    const bool second = number < 0 && count > 1;
    *unsigned_number = second;
    return sections_[second ? 1 : number == 0 && count > 2 ? 2 : 0];
  }
  for (size_t i = 0; i < count; ++i) {
    const FormatSection& section = sections_[i];
    if (!HasCondition(section)) {
      // The second of two has what is left; of three, what is negative.
      const bool rest = i + 1 == count;
      if (!rest && !(i == 1 && number < 0) && !(i == 0 && number > 0)) continue;
      *unsigned_number = number < 0 && i == 1 && (!rest || LeavesOnlyNegative(sections_[0]));
      return section;
    }
    if (section.condition->Holds(number)) {
      *unsigned_number = section.condition->OnlyNegative();
      return section;
    }
  }
  return sections_.back();
}

std::string NumberFormat::Number(double number, DateSystem system) const {
  if (!std::isfinite(number)) return "#NUM!";
  bool unsigned_number = false;
  const FormatSection& section = SectionFor(number, &unsigned_number);
  if (section.date) return DateText(section, unsigned_number ? -number : number, system);
  const std::string text = DigitText(section, std::abs(number));
  return number < 0 && !unsigned_number ? Concat("-", text) : text;
}

std::string NumberFormat::Text(std::string_view text) const {
  std::string out;
  for (const FormatToken& token : text_) {
    out += token.kind == FormatTokenKind::kText ? text : std::string_view(token.text);
  }
  return out;
}

}  // namespace sheetgate::spreadsheet
