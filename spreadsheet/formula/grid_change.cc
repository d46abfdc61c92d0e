// Insertion and deletion map the lines of a range that lies within the band; moving maps
// rectangles.
#include "spreadsheet/formula/grid_change.h"

#include <algorithm>
#include <utility>

#include "spreadsheet/model/range_relations.h"

namespace sheetgate::spreadsheet {
namespace {

template <typename Edit>
RangeRef WholeLines(const Edit& edit) {
  RangeRef block{{1, 1}, {kMaxRow, kMaxColumn}};
  const int32_t last = std::min(edit.first + edit.count - 1, LineCount(edit.axis));
  SetLines({edit.first, last}, edit.axis, &block);
  return block;
}

// What is left of each piece without `hole`: above, below, left and right of it.
std::vector<RangeRef> Without(const std::vector<RangeRef>& pieces, const RangeRef& hole) {
  std::vector<RangeRef> left;
  for (const RangeRef& piece : pieces) {
    RangeRef common;
    if (!Intersect(piece, hole, &common)) {
      left.push_back(piece);
      continue;
    }
    const auto& [top, bottom] = std::pair(piece.first.row, piece.last.row);
    if (top < common.first.row) {
      left.push_back({piece.first, {common.first.row - 1, piece.last.column}});
    }
    if (piece.first.column < common.first.column) {
      left.push_back(
          {{common.first.row, piece.first.column}, {common.last.row, common.first.column - 1}});
    }
    if (common.last.column < piece.last.column) {
      left.push_back(
          {{common.first.row, common.last.column + 1}, {common.last.row, piece.last.column}});
    }
    if (common.last.row < bottom) {
      left.push_back({{common.last.row + 1, piece.first.column}, piece.last});
    }
  }
  return left;
}

}  // namespace

std::optional<GridChange> GridChange::Of(const StructuralEdit& edit) {
  GridChange change;
  const auto set = [&](Kind kind, int sheet, Axis axis, const RangeRef& block) {
    change.kind_ = kind;
    change.axis_ = axis;
    change.block_ = block;
    change.sheet_ = change.target_sheet_ = sheet;
  };
  if (const auto* insert_lines = std::get_if<InsertLines>(&edit)) {
    set(Kind::kInsert, insert_lines->sheet, insert_lines->axis, WholeLines(*insert_lines));
    change.lines_ = true;
  } else if (const auto* delete_lines = std::get_if<DeleteLines>(&edit)) {
    set(Kind::kDelete, delete_lines->sheet, delete_lines->axis, WholeLines(*delete_lines));
    change.lines_ = true;
  } else if (const auto* insert_cells = std::get_if<InsertCells>(&edit)) {
    set(Kind::kInsert, insert_cells->sheet, insert_cells->shift, insert_cells->block);
  } else if (const auto* delete_cells = std::get_if<DeleteCells>(&edit)) {
    set(Kind::kDelete, delete_cells->sheet, delete_cells->shift, delete_cells->block);
  } else if (const auto* move = std::get_if<MoveCells>(&edit)) {
    set(Kind::kMove, move->sheet, Axis::kRows, move->source);
    change.target_sheet_ = move->target_sheet;
    const RangeRef& source = move->source;
    change.target_ = {move->anchor,
                      {move->anchor.row + source.last.row - source.first.row,
                       move->anchor.column + source.last.column - source.first.column}};
  } else {
    return std::nullopt;
  }
  change.span_ = LinesOf(change.block_, change.axis_);
  change.band_ = LinesOf(change.block_, Across(change.axis_));
  return change;
}

std::optional<std::array<LineSpan, 2>> GridChange::Touched(Axis axis) const {
  const LineSpan lines = LinesOf(block_, axis);
  if (lines.first == 1 && lines.last == LineCount(axis)) return std::nullopt;
  if (kind_ == Kind::kMove) return std::array{lines, LinesOf(target_, axis)};
  if (axis != axis_) return std::array{lines, lines};
  return std::array{LineSpan{lines.first, LineCount(axis)}, lines};
}

// Ranges of all lines stay: A:C has all rows whatever is inserted or deleted. So does the last line
// of the grid where a range ends there.
bool GridChange::Map(InsertBehind behind, LineSpan* lines) const {
  const int32_t most = LineCount(axis_);
  if (lines->first == 1 && lines->last == most) return true;
  const auto [at, end] = span_;
  const int32_t count = end - at + 1;
  if (kind_ == Kind::kInsert) {
    if (at > lines->last + (behind == InsertBehind::kGrows ? 1 : 0)) return true;
    if (at <= lines->first) lines->first += count;
    lines->last = std::min(lines->last + count, most);
    return lines->first <= most;
  }
  if (at <= lines->first && lines->last <= end) return false;
  if (lines->first > end) {
    lines->first -= count;
  } else if (lines->first >= at) {
    lines->first = at;
  }
  if (lines->last > end) {
    lines->last -= count;
  } else if (lines->last >= at) {
    lines->last = at - 1;
  }
  return true;
}

std::optional<LineSpan> GridChange::Lines(LineSpan lines) const {
  if (!Map(InsertBehind::kStays, &lines)) return std::nullopt;
  return lines;
}

int32_t GridChange::Line(int32_t line) const {
  const std::optional<LineSpan> mapped = Lines({line, line});
  if (mapped) return mapped->first;
  return kind_ == Kind::kInsert ? LineCount(axis_) : span_.first;
}

std::optional<PlacedRange> GridChange::InBand(int sheet, const RangeRef& range,
                                              InsertBehind behind) const {
  LineSpan lines = LinesOf(range, axis_);
  if (!Map(behind, &lines)) return std::nullopt;
  PlacedRange placed{sheet, range};
  SetLines(lines, axis_, &placed.range);
  return placed;
}

PlacedRange GridChange::Moved(const RangeRef& range) const {
  const int32_t rows = target_.first.row - block_.first.row;
  const int32_t columns = target_.first.column - block_.first.column;
  return {target_sheet_,
          {{range.first.row + rows, range.first.column + columns},
           {range.last.row + rows, range.last.column + columns}}};
}

// Cells that move away from themselves along an axis take an edge of the range with them when they
// are all of it.
void GridChange::FollowEdge(RangeRef* range) const {
  for (const Axis axis : {Axis::kRows, Axis::kColumns}) {
    const Axis across = Across(axis);
    const LineSpan from = LinesOf(block_, axis);
    const LineSpan to = LinesOf(target_, axis);
    LineSpan lines = LinesOf(*range, axis);
    if (LinesOf(block_, across) != LinesOf(target_, across) ||
        !LinesOf(block_, across).Contains(LinesOf(*range, across)) ||
        (lines.first == 1 && lines.last == LineCount(axis))) {
      continue;
    }
    const LineSpan first{lines.first, lines.first}, last{lines.last, lines.last};
    if (from.Contains(first)) lines.first += to.first - from.first;
    if (from.Contains(last)) lines.last += to.first - from.first;
    if (lines.first > lines.last) std::swap(lines.first, lines.last);
    SetLines(lines, axis, range);
  }
}

std::optional<PlacedRange> GridChange::Reference(int sheet, const RangeRef& range) const {
  if (kind_ == Kind::kMove && sheet == sheet_ && sheet == target_sheet_ && !Within(block_, range)) {
    RangeRef followed = range;
    FollowEdge(&followed);
    if (followed != range) return PlacedRange{sheet, followed};
  }
  return Range(sheet, range, InsertBehind::kStays);
}

std::optional<PlacedRange> GridChange::Range(int sheet, const RangeRef& range,
                                             InsertBehind behind) const {
  if (kind_ != Kind::kMove) {
    if (sheet != sheet_ || !band_.Contains(LinesOf(range, Across(axis_)))) {
      return PlacedRange{sheet, range};
    }
    return InBand(sheet, range, behind);
  }
  if (sheet == sheet_ && Within(block_, range)) return Moved(range);
  if (sheet == target_sheet_ && Within(target_, range)) return std::nullopt;
  return PlacedRange{sheet, range};
}

bool GridChange::Tears(int sheet, const RangeRef& range) const {
  if (kind_ == Kind::kMove) {
    if (sheet == sheet_ && Meet(block_, range)) return !Within(block_, range);
    return sheet == target_sheet_ && Meet(target_, range) && !Within(target_, range);
  }
  const LineSpan lines = LinesOf(range, Across(axis_));
  return sheet == sheet_ && band_.Meets(lines) && !band_.Contains(lines) &&
         span_.first <= LinesOf(range, axis_).last;
}

void GridChange::AddPieces(int sheet, const RangeRef& range, InsertBehind behind,
                           std::vector<PlacedRange>* pieces) const {
  std::vector<RangeRef> stay = {range};
  std::optional<PlacedRange> mapped;
  RangeRef inside;
  if (kind_ != Kind::kMove) {
    RangeRef band{{1, 1}, {kMaxRow, kMaxColumn}};
    SetLines(band_, Across(axis_), &band);
    if (sheet == sheet_ && Intersect(range, band, &inside)) {
      mapped = InBand(sheet, inside, behind);
      if (mapped == PlacedRange{sheet, inside}) {
        mapped.reset();
      } else {
        stay = Without(stay, inside);
      }
    }
  } else {
    if (sheet == target_sheet_) stay = Without(stay, target_);
    if (sheet == sheet_ && Intersect(range, block_, &inside)) {
      stay = Without(stay, block_);
      mapped = Moved(inside);
    }
  }
  for (const RangeRef& piece : stay) pieces->push_back({sheet, piece});
  if (mapped) pieces->push_back(*mapped);
}

}  // namespace sheetgate::spreadsheet
