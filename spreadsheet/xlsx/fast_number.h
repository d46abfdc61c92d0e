// Decimal numbers as files write them, read where they stand.
#ifndef SHEETGATE_SPREADSHEET_XLSX_FAST_NUMBER_H_
#define SHEETGATE_SPREADSHEET_XLSX_FAST_NUMBER_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace internal {

// Powers of ten that a double holds exactly.
inline constexpr std::array<double, 23> kPowersOfTen = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// ScanNumber for any number; `seen` is a place in it.
bool ScanGeneralNumber(const char** at, const char* seen, double* number);

}  // namespace internal

// Reads a number ("-12", "0.5", "1.25E-3") at *at, in text that a byte no number has ends, and
// moves *at behind it. Correctly rounded. False, with *at where it was, for anything that is not a
// finite number of this form.
inline bool ScanNumber(const char** at, double* number) {
  // Most numbers have so few digits that one division of exact doubles rounds them correctly
  // (Clinger's fast path).
  constexpr uint64_t kMaxExact = uint64_t{1} << 53;
  constexpr ptrdiff_t kMaxDigits = 19;  // fit the mantissa
  const char* p = *at;
  const bool negative = *p == '-';
  p += negative ? 1 : 0;
  uint64_t mantissa = 0;
  const char* const digits = p;
  while (IsAsciiDigit(*p)) mantissa = mantissa * 10 + static_cast<uint64_t>(*p++ - '0');
  ptrdiff_t count = p - digits;
  if (count == 0) return false;
  ptrdiff_t fraction = 0;
  if (*p == '.') {
    const char* const point = p++;
    while (IsAsciiDigit(*p)) mantissa = mantissa * 10 + static_cast<uint64_t>(*p++ - '0');
    fraction = p - point - 1;
    if (fraction == 0) return false;
    count += fraction;
  }
  if (*p == 'e' || *p == 'E' || count > kMaxDigits || mantissa > kMaxExact) {
    return internal::ScanGeneralNumber(at, p, number);
  }
  double exact = static_cast<double>(mantissa);
  if (fraction > 0) exact /= internal::kPowersOfTen[static_cast<size_t>(fraction)];
  *number = negative ? -exact : exact;
  *at = p;
  return true;
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_FAST_NUMBER_H_
