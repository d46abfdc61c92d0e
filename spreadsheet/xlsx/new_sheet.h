// NewSheet: a worksheet part (18.3.1.99) written from nothing, row by row, cell by cell.
#ifndef SHEETGATE_SPREADSHEET_XLSX_NEW_SHEET_H_
#define SHEETGATE_SPREADSHEET_XLSX_NEW_SHEET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {

// Cells come in the order of the sheet: rows downwards, columns to the right. Not thread-safe.
class NewSheet {
 public:
  // `expected_bytes` of the part: room that is set aside, not a limit.
  explicit NewSheet(size_t expected_bytes);

  // The next cells are in this row, from 1; greater than the one before.
  void StartRow(int32_t row);
  // A cell of the row: its style (an index into cellXfs, 0 is General), its type (18.18.11: "b",
  // "e", "s"; empty for numbers) and its value as it stands in the part.
  void AddCell(int32_t column, uint32_t style, std::string_view type, std::string_view value);

  // Bytes of the part so far.
  size_t size() const { return xml_.size(); }
  // The part; call once, last.
  std::string Finish();

 private:
  const std::string& ColumnText(int32_t column);
  void EndRow();

  std::string xml_;
  std::vector<std::string> columns_;  // names by column - 1, made when first needed
  std::string row_text_;
  bool row_started_ = false;  // the row has a cell, so its element is written
  int32_t row_ = 0;
  int32_t last_row_ = 0;     // of all cells
  int32_t last_column_ = 0;  // of all cells
  size_t dimension_at_ = 0;  // where in xml_ there is room for the dimension
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_NEW_SHEET_H_
