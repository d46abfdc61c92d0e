// Decimal numbers as files write them, read where they stand.
#ifndef SHEETGATE_SPREADSHEET_XLSX_FAST_NUMBER_H_
#define SHEETGATE_SPREADSHEET_XLSX_FAST_NUMBER_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace internal {

// Powers of ten that a double holds exactly.
inline constexpr std::array<double, 23> kPowersOfTen = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Powers of ten that move a number to the left of up to eight digits.
inline constexpr std::array<uint64_t, 9> kShifts = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

// Puts the decimal digits at *at, eight at a time, behind those of *number and moves *at behind
// them. Eight bytes behind the last digit are read. *number holds 19 digits.
inline void TakeDigits(const char** at, uint64_t* number) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kUpperHalves = 0xF0F0F0F0F0F0F0F0;
  constexpr uint64_t kDigitHalves = 0x3030303030303030;
  int count = 0;
  do {
    uint64_t bytes = 0;
    std::memcpy(&bytes, *at, sizeof(bytes));
    // A byte is a digit when its upper half is 3 and stays 3 with 6 added. What is carried from one
    // that is not changes only those behind it.
    const uint64_t other = ((bytes & kUpperHalves) ^ kDigitHalves) |
                           (((bytes + 0x0606060606060606) & kUpperHalves) ^ kDigitHalves);
    count = std::countr_zero(other) / 8;
    if (count == 0) return;
    // With zeros in front instead of what follows, digits are added up by pairs, then by fours.
    bytes = (bytes & 0x0F0F0F0F0F0F0F0F) << (64 - 8 * count);
    bytes = bytes * 10 + (bytes >> 8);
    const uint64_t high = (bytes & 0x000000FF000000FF) * ((uint64_t{1'000'000} << 32) + 100);
    const uint64_t low = ((bytes >> 16) & 0x000000FF000000FF) * ((uint64_t{10'000} << 32) + 1);
    *number = *number * kShifts[static_cast<size_t>(count)] + ((high + low) >> 32);
    *at += count;
  } while (count == 8);
}

// ScanNumber for any number; `seen` is a place in it.
bool ScanGeneralNumber(const char** at, const char* seen, double* number);

}  // namespace internal

// Reads a small whole number, such as an index, of up to nine digits at *at and moves *at behind
// it. False, with *at where it was, for anything else. One by one: most have few digits.
inline bool ScanUnsigned(const char** at, uint32_t* number) {
  constexpr ptrdiff_t kMaxDigits = 9;
  const char* p = *at;
  uint32_t n = 0;
  while (IsAsciiDigit(*p)) n = n * 10 + static_cast<uint32_t>(*p++ - '0');
  const ptrdiff_t digits = p - *at;
  if (digits < 1 || digits > kMaxDigits) return false;
  *at = p;
  *number = n;
  return true;
}

// Reads a number ("-12", "0.5", "1.25E-3") at *at, in text that a byte no number has ends, and
// moves *at behind it; eight bytes behind it are read. Correctly rounded. False, with *at where it
// was, for anything that is not a finite number of this form.
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
  internal::TakeDigits(&p, &mantissa);
  ptrdiff_t count = p - digits;
  if (count == 0) return false;
  ptrdiff_t fraction = 0;
  if (*p == '.') {
    const char* const point = p++;
    internal::TakeDigits(&p, &mantissa);
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
