// References that leave the sheet come in again on the other side, as in Excel.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_SHEET_WRAP_H_
#define SHEETGATE_SPREADSHEET_FORMULA_SHEET_WRAP_H_

#include <cstdint>

namespace sheetgate::spreadsheet {

// `position` (from 1) moved by `offset` among `count` rows or columns: one row above row 1 is row
// 1048576.
constexpr int32_t WrappedPosition(int32_t position, int64_t offset, int32_t count) {
  const int64_t moved = (int64_t{position} - 1 + offset) % count;
  return static_cast<int32_t>((moved + count) % count) + 1;
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_SHEET_WRAP_H_
