// ColumnPieces: pieces of columns (a cell, or a run of cells below each other) in one order, so
// that those a range touches are a few intervals of numbers, whatever their count.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_PIECES_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_PIECES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

struct ColumnPiece {
  int32_t sheet = 0;
  int32_t column = 1;
  int32_t first_row = 1;
  int32_t last_row = 1;
  uint32_t block = 0;  // of the DependencyGraph

  RangeRef range() const { return {{first_row, column}, {last_row, column}}; }
};

class ColumnPieces {
 public:
  // Pieces that do not overlap; sorted here by sheet, column and row.
  explicit ColumnPieces(std::vector<ColumnPiece> pieces);

  uint32_t size() const { return static_cast<uint32_t>(pieces_.size()); }
  const ColumnPiece& operator[](uint32_t i) const { return pieces_[i]; }

  // Calls `visit(begin, end)` for the pieces of each column that touch `range`, until it returns
  // false.
  void ForEachInterval(int32_t sheet, const RangeRef& range,
                       absl::FunctionRef<bool(uint32_t begin, uint32_t end)> visit) const;

 private:
  struct Column {
    int32_t sheet;
    int32_t column;
    uint32_t begin;
  };
  std::vector<ColumnPiece> pieces_;
  std::vector<Column> columns_;  // with an end mark
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_PIECES_H_
