#include "spreadsheet/model/shown_value.h"

#include <array>
#include <charconv>

namespace sheetgate::spreadsheet {

std::string ExactNumber(double number) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), end.ptr};
}

const NumberFormat& ShownValues::FormatOf(uint32_t style) {
  const auto found = formats_.find(style);
  if (found != formats_.end()) return found->second;
  return formats_.emplace(style, NumberFormat(workbook_.NumberFormat(style))).first->second;
}

std::string ShownText(const NumberFormat& format, const CellView& cell, DateSystem date_system) {
  switch (cell.type) {
    case CellType::kEmpty:
      return {};
    case CellType::kNumber:
      return format.Number(cell.number, date_system);
    case CellType::kText:
      return format.Text(cell.text);
    case CellType::kBoolean:
      return cell.boolean ? "TRUE" : "FALSE";
    case CellType::kError:
      return std::string(ErrorText(cell.error));
  }
  return {};
}

std::string ShownValues::Of(const CellView& cell) {
  return ShownText(FormatOf(cell.style), cell, workbook_.date_system());
}

}  // namespace sheetgate::spreadsheet
