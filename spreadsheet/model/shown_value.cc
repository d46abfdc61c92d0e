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

std::string ShownValues::Of(const CellView& cell) {
  switch (cell.type) {
    case CellType::kEmpty:
      return {};
    case CellType::kNumber:
      return FormatOf(cell.style).Number(cell.number, workbook_.date_system());
    case CellType::kText:
      return FormatOf(cell.style).Text(cell.text);
    case CellType::kBoolean:
      return cell.boolean ? "TRUE" : "FALSE";
    case CellType::kError:
      return std::string(ErrorText(cell.error));
  }
  return {};
}

}  // namespace sheetgate::spreadsheet
