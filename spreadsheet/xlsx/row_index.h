// RowIndex: finds rows in the layout of a sheet, whatever their order.
//
// Nearly every part has its rows by number, each once: then the layout itself is the index, and
// finding one row of a million costs nothing. In other parts rows repeat or go back.
#ifndef SHEETGATE_SPREADSHEET_XLSX_ROW_INDEX_H_
#define SHEETGATE_SPREADSHEET_XLSX_ROW_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "spreadsheet/xlsx/sheet_layout.h"

namespace sheetgate::spreadsheet {

// Indexes are those of the elements in SheetLayout::rows. Immutable.
class RowIndex {
 public:
  // `rows` must outlive it.
  explicit RowIndex(const std::vector<RowStart>& rows);

  // The elements with this number, in the order they stand in.
  std::vector<size_t> Find(int32_t row) const;
  // The element a new row with this number belongs before: the first with a higher one; the number
  // of elements when there is none.
  size_t PlaceOf(int32_t row) const;

 private:
  const std::vector<RowStart>& rows_;
  // Both empty when the rows ascend.
  std::vector<uint32_t> by_number_;  // elements by number, then place
  std::vector<int32_t> highest_;     // number so far, by element
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_ROW_INDEX_H_
