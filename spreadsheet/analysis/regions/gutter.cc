#include "spreadsheet/analysis/regions/gutter.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "spreadsheet/analysis/regions/header_rows.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kMostTextLines = 64;

// The columns of a block and what they hold, from samples of its first rows (headers left out) and
// its last.
class Columns {
 public:
  Columns(const RegionGrid& grid, const RangeRef& box, int header_rows) : box_(box) {
    RangeRef body = box;
    body.first.row = std::min(box.first.row + header_rows, box.last.row);
    std::vector<int32_t> rows = RowsWithCells(grid, body, kSampledRows / 2);
    for (int32_t row = body.last.row; row > rows.back() && rows.size() < kSampledRows; --row) {
      if (!grid.Row(row, box).empty()) rows.push_back(row);
    }
    samples_ = SampleColumns(grid, box, rows);
  }

  const ColumnSample* At(int32_t column) const {
    const int64_t index = int64_t{column} - box_.first.column;
    if (index < 0 || index >= static_cast<int64_t>(samples_.size())) return nullptr;
    return samples_[index].cells == 0 ? nullptr : &samples_[index];
  }
  // A first column of texts, beside others.
  bool has_row_labels() const {
    const ColumnSample& first = samples_.front();
    return box_.columns() > 1 && first.cells > 0 && first.texts * 5 >= first.cells * 4;
  }
  const RangeRef& box() const { return box_; }

 private:
  RangeRef box_;
  std::vector<ColumnSample> samples_;
};

// How alike the columns of two blocks are, from 0 to 1: used in both, with values of a kind.
double Likeness(const Columns& a, const Columns& b) {
  const int32_t first = std::min(a.box().first.column, b.box().first.column);
  const int32_t last =
      std::min(std::max(a.box().last.column, b.box().last.column), first + kSampledColumns - 1);
  int used = 0, shared = 0, alike = 0;
  for (int32_t column = first; column <= last; ++column) {
    const ColumnSample* in_a = a.At(column);
    const ColumnSample* in_b = b.At(column);
    if (in_a == nullptr && in_b == nullptr) continue;
    ++used;
    if (in_a == nullptr || in_b == nullptr) continue;
    ++shared;
    if (in_a->mostly_values() == in_b->mostly_values()) ++alike;
  }
  if (shared == 0) return 0;
  return static_cast<double>(shared) / used * alike / shared;
}

// All columns of `inner` are columns of `outer`, or nearly all.
bool Covers(const Columns& outer, const Columns& inner) {
  int used = 0, shared = 0;
  for (int32_t column = inner.box().first.column; column <= inner.box().last.column; ++column) {
    if (inner.At(column) == nullptr) continue;
    ++used;
    if (outer.At(column) != nullptr) ++shared;
  }
  return shared * 10 >= used * 6;
}

// One or two rows of labels and nothing else but headings of sections below them.
bool IsHeaderOnly(const RegionGrid& grid, const RangeRef& box) {
  if (box.rows() > 6 || box.columns() < 2) return false;
  int labels = 0;
  int header_rows = 0;
  for (int32_t row = box.first.row; row <= box.last.row; ++row) {
    for (const GridCell& cell : grid.Row(row, box)) {
      if (!cell.label()) return false;
      ++labels;
    }
    if (grid.Row(row, box).size() > 1) ++header_rows;
  }
  return labels >= 2 && header_rows <= 2;
}

// Texts of the first row stand in the first row of the other block too, as where the columns of two
// tables side by side have the same names.
bool SameNames(const RegionGrid& grid, const RangeRef& a, const RangeRef& b) {
  for (const GridCell& cell : grid.Row(a.first.row, a)) {
    if (cell.hash == 0 || cell.covered) continue;
    for (const GridCell& other : grid.Row(b.first.row, b)) {
      if (other.hash == cell.hash && !other.covered) return true;
    }
  }
  return false;
}

// Paragraphs are one text when they look alike, or when there is nothing but text; else there is a
// title, or notes, above something.
double JudgeLines(const TextLines& above, const std::optional<TextLines>& below, int64_t gap,
                  bool only_text) {
  if (!below.has_value()) return 0.9;
  if (above.column != below->column || gap > 3) return 0.7;
  if (above.last_look == below->first_look) return -0.8;
  return only_text ? -0.7 : 0.7;
}

// Of blocks that are more than lines of text, `gap` blank rows apart.
double JudgeBlocks(const RegionGrid& grid, const RangeRef& above, const RangeRef& below,
                   int64_t gap) {
  const FoundHeader header_above = FindHeaderRows(grid, above);
  const FoundHeader header_below = FindHeaderRows(grid, below);
  const bool header_only = IsHeaderOnly(grid, above);
  const Columns columns_above(grid, above, header_only ? 0 : header_above.rows);
  const Columns columns_below(grid, below, header_below.rows);
  if (header_only) {
    if (gap <= 6 && Covers(columns_above, columns_below)) return -0.8;
    return 0.8;
  }
  // A line of text at the top of more rows is a title.
  RangeRef top = below;
  top.last.row = top.first.row;
  if (below.rows() > 1 && below.columns() > 1 && grid.Row(top.first.row, below).size() == 1 &&
      AsTextLines(grid, top).has_value() &&
      grid.Row(top.first.row, below).front().look != grid.Row(above.last.row, above).front().look) {
    return 0.8;
  }
  if (header_below.rows > 0 && below.columns() > 1) {
    return header_below.strength >= 0.75 ? 0.9 : 0.6;
  }
  // Things one below the other, each a label above its value.
  if (below.columns() == 1 && below.rows() == 2 && header_below.rows > 0) return 0.7;
  // Rows get labels that those above do not have.
  if (columns_below.has_row_labels() && below.first.column < above.first.column) return 0.7;
  const double likeness = Likeness(columns_above, columns_below);
  if (gap == 1) return likeness >= 0.5 ? -0.5 - 0.4 * likeness : 0.6;
  // Rows were left out, or taken out, of a table.
  const bool wide = above.columns() > 2 && (gap == 2 || above.columns() > 4);
  return gap <= 3 && wide && likeness >= 0.65 ? -0.6 : 0.9;
}

}  // namespace

std::optional<TextLines> AsTextLines(const RegionGrid& grid, const RangeRef& box) {
  if (box.rows() > kMostTextLines * 8) return std::nullopt;
  std::optional<TextLines> lines;
  for (int32_t row = box.first.row; row <= box.last.row; ++row) {
    int texts = 0;
    for (const GridCell& cell : grid.Row(row, box)) {
      if (!cell.text()) return std::nullopt;
      if (cell.covered) continue;
      if (++texts > 1) return std::nullopt;
      if (!lines.has_value()) lines = TextLines{cell.column, cell.look, cell.look};
      if (cell.column != lines->column) return std::nullopt;
      lines->last_look = cell.look;
    }
  }
  return lines;
}

double JudgeRowGutter(const RegionGrid& grid, const RangeRef& above, const RangeRef& below,
                      const std::optional<RangeRef>& next) {
  const std::optional<TextLines> lines_above = AsTextLines(grid, above);
  const std::optional<TextLines> lines_below = AsTextLines(grid, below);
  const int64_t gap = below.first.row - above.last.row - 1;
  if (lines_above.has_value()) {
    return JudgeLines(*lines_above, lines_below, gap, !next.has_value());
  }
  if (!lines_below.has_value()) return JudgeBlocks(grid, above, below, gap);
  // A heading within a table if the table goes on behind it, else one of what follows.
  if (!next.has_value()) return 0.8;
  const int64_t next_gap = next->first.row - below.last.row - 1;
  const double verdict = JudgeBlocks(grid, above, *next, std::max(gap, next_gap));
  return verdict > 0 ? 0.8 : verdict * 0.8;
}

double JudgeColumnGutter(const RegionGrid& grid, const RangeRef& left, const RangeRef& right,
                         int64_t* work) {
  const int64_t gap = right.first.column - left.last.column - 1;
  const int32_t first = std::min(left.first.row, right.first.row);
  const int32_t last = std::max(left.last.row, right.last.row);
  int64_t either = 0, both = 0;
  for (int32_t row = first; row <= last; ++row) {
    const bool in_left = !grid.Row(row, left).empty();
    const bool in_right = !grid.Row(row, right).empty();
    either += in_left || in_right ? 1 : 0;
    both += in_left && in_right ? 1 : 0;
  }
  *work += 2 * (last - first + 1);
  if (gap >= 3) return 0.95;
  if (std::max(left.rows(), right.rows()) <= 3 && AsTextLines(grid, left).has_value() &&
      AsTextLines(grid, right).has_value()) {
    return 0.7;  // titles side by side
  }
  const double overlap = static_cast<double>(both) / static_cast<double>(either);
  if (overlap < 0.8) return gap >= 2 ? 0.95 : 0.85;
  const FoundHeader header_left = FindHeaderRows(grid, left);
  const FoundHeader header_right = FindHeaderRows(grid, right);
  if (gap == 2) return header_right.rows > 0 || overlap < 0.95 ? 0.8 : -0.5;
  if (left.first.row != right.first.row || left.last.row != right.last.row) return 0.65;
  const Columns columns_left(grid, left, header_left.rows);
  const Columns columns_right(grid, right, header_right.rows);
  if (header_left.rows > 0 && header_right.rows > 0 && columns_left.has_row_labels() &&
      columns_right.has_row_labels()) {
    return SameNames(grid, left, right) ? 0.9 : 0.6;
  }
  return -0.5 - 0.4 * overlap;
}

}  // namespace sheetgate::spreadsheet
