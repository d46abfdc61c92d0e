#include "spreadsheet/analysis/value_reader.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "spreadsheet/model/dates.h"
#include "spreadsheet/xlsx/delimited_value.h"

namespace sheetgate::spreadsheet {
namespace {

// SerialToIso rounds to milliseconds: half of one before the end of 9999-12-31 is past it.
constexpr double kHalfMillisecond = 0.5 / 86'400'000;
constexpr double kEnd1900 = 2958466 - kHalfMillisecond;
constexpr double kEnd1904 = 2957004 - kHalfMillisecond;

using Digits = std::array<char, 32>;

// The shortest text of whole thousandths: what most numbers are, in half of the time it takes to
// look for the shortest text of any. Up to 15 digits that read back as the number are the only
// ones. Nothing for all other numbers, and for those std::to_chars writes with an exponent.
std::string_view ThousandthsText(double number, Digits& digits) {
  constexpr double kEnd = 1e12;
  constexpr int64_t kManyZeros = 100'000;
  const double size = std::abs(number);
  if (!(size < kEnd)) return {};
  const auto thousandths = static_cast<int64_t>(size * 1000 + 0.5);
  if (static_cast<double>(thousandths) / 1000 != size) return {};
  const int64_t whole = thousandths / 1000;
  auto fraction = static_cast<int>(thousandths % 1000);
  if (fraction == 0 && whole % kManyZeros == 0) return {};
  char* at = digits.data();
  if (number < 0) *at++ = '-';
  at = std::to_chars(at, digits.data() + digits.size(), whole).ptr;
  if (fraction > 0) *at++ = '.';
  for (int unit = 100; fraction > 0; unit /= 10) {
    *at++ = static_cast<char>('0' + fraction / unit);
    fraction %= unit;
  }
  return {digits.data(), static_cast<size_t>(at - digits.data())};
}

std::string_view WriteShortest(double number, Digits& digits) {
  if (const std::string_view text = ThousandthsText(number, digits); !text.empty()) return text;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), static_cast<size_t>(end.ptr - digits.data())};
}

}  // namespace

std::string_view ValueTypeName(ValueType type) {
  switch (type) {
    case ValueType::kEmpty:
      return "empty";
    case ValueType::kNumber:
      return "number";
    case ValueType::kDate:
      return "date";
    case ValueType::kText:
      return "text";
    case ValueType::kBoolean:
      return "boolean";
    case ValueType::kError:
      return "error";
  }
  return "empty";
}

bool ValueReader::HasDateStyle(uint32_t style) {
  constexpr uint32_t kMostStyles = 65536;  // styles of cells are 16 bits wide
  if (style >= kMostStyles) return workbook_.IsDate(style);
  if (style >= dates_.size()) dates_.resize(style + 1, -1);
  if (dates_[style] < 0) dates_[style] = workbook_.IsDate(style) ? 1 : 0;
  return dates_[style] != 0;
}

ValueType ValueReader::TypeOf(const CellView& cell) {
  switch (cell.type) {
    case CellType::kEmpty:
      return ValueType::kEmpty;
    case CellType::kNumber: {
      const double end = date_system() == DateSystem::k1904 ? kEnd1904 : kEnd1900;
      const bool in_calendar = cell.number >= 0 && cell.number < end;
      return in_calendar && HasDateStyle(cell.style) ? ValueType::kDate : ValueType::kNumber;
    }
    case CellType::kText:
      return ValueType::kText;
    case CellType::kBoolean:
      return ValueType::kBoolean;
    case CellType::kError:
      return ValueType::kError;
  }
  return ValueType::kEmpty;
}

std::string_view ValueReader::TextOf(const CellView& cell) {
  switch (TypeOf(cell)) {
    case ValueType::kEmpty:
      return {};
    case ValueType::kNumber:
      return WriteShortest(cell.number, digits_);
    case ValueType::kDate:
      scratch_ = SerialToIso(cell.number, date_system()).value_or(std::string());
      return scratch_;
    case ValueType::kText:
      return cell.text;
    case ValueType::kBoolean:
      return cell.boolean ? "TRUE" : "FALSE";
    case ValueType::kError:
      return ErrorText(cell.error);
  }
  return {};
}

std::string ShortestText(double number) {
  Digits digits;
  return std::string(WriteShortest(number, digits));
}

bool IsPlainNumber(std::string_view text, double* number) {
  if (ClassifyField(text).kind != FieldKind::kNumber) return false;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), *number);
  return end.ec == std::errc();
}

}  // namespace sheetgate::spreadsheet
