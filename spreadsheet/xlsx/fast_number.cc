// What has too many digits or an exponent goes to fast_float.
#include "spreadsheet/xlsx/fast_number.h"

#include <fast_float/fast_float.h>

#include <cmath>

namespace sheetgate::spreadsheet::internal {

bool ScanGeneralNumber(const char** at, const char* seen, double* number) {
  const char* end = seen;
  while (IsAsciiDigit(*end) || *end == '.' || *end == 'e' || *end == 'E' || *end == '+' ||
         *end == '-') {
    ++end;
  }
  const auto [rest, error] = fast_float::from_chars(*at, end, *number);
  if (error != std::errc() || rest != end || !std::isfinite(*number)) return false;
  *at = end;
  return true;
}

}  // namespace sheetgate::spreadsheet::internal
