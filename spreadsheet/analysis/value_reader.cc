#include "spreadsheet/analysis/value_reader.h"

#include <charconv>
#include <utility>

#include "spreadsheet/model/dates.h"
#include "spreadsheet/xlsx/delimited_value.h"

namespace sheetgate::spreadsheet {
namespace {

// SerialToIso rounds to milliseconds: half of one before the end of 9999-12-31 is past it.
constexpr double kHalfMillisecond = 0.5 / 86'400'000;
constexpr double kEnd1900 = 2958466 - kHalfMillisecond;
constexpr double kEnd1904 = 2957004 - kHalfMillisecond;

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
    case ValueType::kNumber: {
      const auto end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), cell.number);
      return {digits_.data(), static_cast<size_t>(end.ptr - digits_.data())};
    }
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
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return std::string(digits.data(), end.ptr);
}

bool IsPlainNumber(std::string_view text, double* number) {
  if (ClassifyField(text).kind != FieldKind::kNumber) return false;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), *number);
  return end.ec == std::errc();
}

}  // namespace sheetgate::spreadsheet
