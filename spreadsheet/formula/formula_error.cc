// Every message ends with a formula that works.
#include "spreadsheet/formula/formula_error.h"

#include <string>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kExample = "; a formula that works is for example SUM(A1:A10)*2";

}  // namespace

size_t Utf16Length(std::string_view text) {
  size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) ++length;  // a character
    if (byte >= 0xf0) ++length;           // in two units
  }
  return length;
}

absl::Status InvalidFormulaAt(std::string_view formula, size_t at, std::string_view what) {
  const size_t position = Utf16Length(formula.substr(0, at)) + 1;
  return platform::InvalidArgument(
      ErrorReason::kInvalidFormula,
      Concat("the formula is wrong at character ", position, ": ", what, kExample),
      {{"position", std::to_string(position)}});
}

absl::Status InvalidFormula(std::string_view what) {
  return platform::InvalidArgument(ErrorReason::kInvalidFormula, Concat(what, kExample));
}

}  // namespace sheetgate::spreadsheet
