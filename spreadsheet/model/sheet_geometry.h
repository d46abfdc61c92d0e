// SheetGeometry: how wide columns and how high rows of a worksheet are, and which are hidden.
#ifndef SHEETGATE_SPREADSHEET_MODEL_SHEET_GEOMETRY_H_
#define SHEETGATE_SPREADSHEET_MODEL_SHEET_GEOMETRY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sheetgate::spreadsheet {

// Neighbouring columns or rows alike. Those without a span have the usual size and are shown.
struct SizeSpan {
  int32_t first = 0;
  int32_t last = 0;
  // Columns: width in characters of the default font (18.3.1.13). Rows: height in points
  // (18.3.1.73). 0: the usual one.
  double size = 0;
  bool hidden = false;
};

// Immutable once read.
struct SheetGeometry {
  double default_column_width = 8.43;
  double default_row_height = 15;
  bool rows_hidden = false;       // those without a span (18.3.1.81 zeroHeight)
  std::vector<SizeSpan> columns;  // ascending, no two overlap
  std::vector<SizeSpan> rows;     // the same
  // Rows at the top and columns at the left that do not scroll (18.3.1.66 pane).
  int32_t frozen_rows = 0;
  int32_t frozen_columns = 0;

  double ColumnWidth(int32_t column) const;
  bool ColumnHidden(int32_t column) const;
  bool RowHidden(int32_t row) const;
  size_t memory_bytes() const;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_SHEET_GEOMETRY_H_
