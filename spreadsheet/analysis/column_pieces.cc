#include "spreadsheet/analysis/column_pieces.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sheetgate::spreadsheet {

ColumnPieces::ColumnPieces(std::vector<ColumnPiece> pieces) : pieces_(std::move(pieces)) {
  std::ranges::sort(pieces_, {}, [](const ColumnPiece& piece) {
    return std::tuple(piece.sheet, piece.column, piece.first_row);
  });
  for (uint32_t i = 0; i < size(); ++i) {
    const ColumnPiece& piece = pieces_[i];
    if (columns_.empty() || columns_.back().sheet != piece.sheet ||
        columns_.back().column != piece.column) {
      columns_.push_back({piece.sheet, piece.column, i});
    }
  }
  columns_.push_back({INT32_MAX, 0, size()});
}

void ColumnPieces::ForEachInterval(
    int32_t sheet, const RangeRef& range,
    absl::FunctionRef<bool(uint32_t begin, uint32_t end)> visit) const {
  auto column =
      std::ranges::lower_bound(columns_, std::pair(sheet, range.first.column), {},
                               [](const Column& one) { return std::pair(one.sheet, one.column); });
  for (; column->sheet == sheet && column->column <= range.last.column; ++column) {
    const auto from = pieces_.begin() + column->begin;
    const auto to = pieces_.begin() + (column + 1)->begin;
    const auto begin =
        std::ranges::lower_bound(from, to, range.first.row, {}, &ColumnPiece::last_row);
    const auto end =
        std::ranges::upper_bound(begin, to, range.last.row, {}, &ColumnPiece::first_row);
    if (begin == end) continue;
    if (!visit(static_cast<uint32_t>(begin - pieces_.begin()),
               static_cast<uint32_t>(end - pieces_.begin()))) {
      return;
    }
  }
}

}  // namespace sheetgate::spreadsheet
