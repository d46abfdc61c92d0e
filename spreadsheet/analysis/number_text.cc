#include "spreadsheet/analysis/number_text.h"

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMostDigits = 15;  // that a double keeps
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool TakeFront(std::string_view piece, std::string_view* text) {
  if (text->substr(0, piece.size()) != piece) return false;
  text->remove_prefix(piece.size());
  return true;
}

bool TakeBack(std::string_view piece, std::string_view* text) {
  if (text->size() < piece.size() || text->substr(text->size() - piece.size()) != piece) {
    return false;
  }
  text->remove_suffix(piece.size());
  return true;
}

// Spaces on both sides, one sign, one currency sign or a percent sign.
std::string_view Bare(std::string_view text) {
  while (TakeFront(" ", &text) || TakeFront(kNoBreakSpace, &text)) {
  }
  while (TakeBack(" ", &text) || TakeBack(kNoBreakSpace, &text)) {
  }
  if (!TakeFront("-", &text)) TakeFront("+", &text);
  const bool currency =
      TakeFront("$", &text) || TakeFront("\xE2\x82\xAC", &text) || TakeFront("\xC2\xA3", &text);
  if (!currency) TakeBack("%", &text);
  return text;
}

// The digits at the front, thousands separated by commas or not; how many characters and digits.
size_t IntegerLength(std::string_view text, size_t* digits) {
  size_t at = 0;
  while (at < text.size() && IsAsciiDigit(text[at])) ++at;
  *digits = at;
  if (at == 0 || at > 3) return at;
  while (at + 3 < text.size() && text[at] == ',' && IsAsciiDigit(text[at + 1]) &&
         IsAsciiDigit(text[at + 2]) && IsAsciiDigit(text[at + 3])) {
    at += 4;
    *digits += 3;
  }
  return at;
}

}  // namespace

NumberText ClassifyText(std::string_view text) {
  std::string_view rest = Bare(text);
  size_t digits = 0;
  const size_t integer = IntegerLength(rest, &digits);
  const bool leading_zero = integer > 1 && rest.front() == '0';
  rest.remove_prefix(integer);
  const bool whole = rest.empty();
  size_t fraction = 0;
  if (TakeFront(".", &rest)) {
    while (fraction < rest.size() && IsAsciiDigit(rest[fraction])) ++fraction;
    rest.remove_prefix(fraction);
  }
  if (integer + fraction == 0) return NumberText::kNone;
  if (!rest.empty() && ToLowerAscii(rest.front()) == 'e') {
    rest.remove_prefix(1);
    if (!TakeFront("-", &rest)) TakeFront("+", &rest);
    size_t exponent = 0;
    while (exponent < rest.size() && IsAsciiDigit(rest[exponent])) ++exponent;
    if (exponent == 0 || exponent > 3) return NumberText::kNone;
    rest.remove_prefix(exponent);
  }
  if (!rest.empty()) return NumberText::kNone;
  return whole && (leading_zero || digits > kMostDigits) ? NumberText::kIdentifier
                                                         : NumberText::kNumber;
}

}  // namespace sheetgate::spreadsheet
