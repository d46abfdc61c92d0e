#include "spreadsheet/analysis/regions/header_rows.h"

#include <algorithm>

namespace sheetgate::spreadsheet {
namespace {

constexpr int kMostHeaderRows = 6;
constexpr double kEnough = 0.5;  // strength of a header

using Cells = absl::Span<const GridCell>;

// The row could be a header: text, dates and years, hardly anything else.
bool IsLabelRow(Cells cells) {
  const auto labels = std::ranges::count_if(cells, &GridCell::label);
  const auto texts = std::ranges::count_if(cells, &GridCell::text);
  return !cells.empty() && labels * 10 >= static_cast<int64_t>(cells.size()) * 9 &&
         (texts > 0 || labels > 1);
}

int Anchors(Cells cells) {
  return static_cast<int>(
      std::ranges::count_if(cells, [](const GridCell& cell) { return !cell.covered; }));
}

// Names for groups of columns: merged over them, or repeated for each of them.
bool HasGroups(Cells cells) {
  int repeats = 0;
  for (size_t i = 1; i < cells.size(); ++i) {
    if (cells[i].covered) return true;
    if (cells[i].hash != 0 && cells[i].hash == cells[i - 1].hash) ++repeats;
  }
  return repeats * 4 >= static_cast<int>(cells.size());
}

// What speaks for `cells` as the header of the sampled columns, from the contrast between them.
class Contrast {
 public:
  Contrast(Cells cells, int32_t first_column, const std::vector<ColumnSample>& columns) {
    for (const ColumnSample& column : columns) used_columns_ += column.cells > 0 ? 1 : 0;
    for (const GridCell& cell : cells) {
      const ColumnSample& column = columns[cell.column - first_column];
      if (column.cells == 0) continue;
      ++above_cells_;
      if (cell.look != column.look) ++other_look_;
      if (column.mostly_values() && (cell.text() || column.labels * 2 < column.cells)) {
        ++other_type_;
      } else if (cell.text()) {
        AddText(cell, column);
      }
    }
  }

  double coverage() const {
    return used_columns_ == 0 ? 0 : static_cast<double>(above_cells_) / used_columns_;
  }
  double type_share() const {
    return above_cells_ == 0 ? 0 : static_cast<double>(other_type_) / above_cells_;
  }
  bool other_type() const { return other_type_ > 0; }
  bool other_look() const { return above_cells_ > 0 && other_look_ * 10 >= above_cells_ * 7; }

  double Strength() const {
    double strength = 0;
    if (other_type_ > 0) strength += 0.45 + 0.4 * type_share();
    if (other_look()) strength += 0.5;
    strength += std::min(0.55, 0.3 * distinct_texts_);
    // Beside other types it may be that the header comes again.
    if (type_share() < 0.5) strength -= 0.4 * repeated_texts_;
    return std::clamp(strength, 0.0, 1.0);
  }

 private:
  // A text over a column of texts: its own if the column repeats itself, but not this text, or if
  // all its texts but this one are equally long.
  void AddText(const GridCell& cell, const ColumnSample& column) {
    if (std::ranges::find(column.hashes, cell.hash) != column.hashes.end()) {
      ++repeated_texts_;
      return;
    }
    std::vector<uint32_t> hashes = column.hashes;
    std::ranges::sort(hashes);
    const bool repeats = std::ranges::adjacent_find(hashes) != hashes.end();
    const bool same_length = hashes.size() > 2 && column.min_length == column.max_length &&
                             column.min_length != cell.length;
    if (repeats || same_length) ++distinct_texts_;
    if (same_length && hashes.size() >= 8) ++distinct_texts_;
  }

  int used_columns_ = 0;
  int above_cells_ = 0;  // above a column that has cells
  int other_look_ = 0;
  int other_type_ = 0;
  int distinct_texts_ = 0;
  int repeated_texts_ = 0;
};

class HeaderFinder {
 public:
  HeaderFinder(const RegionGrid& grid, const RangeRef& box) : grid_(grid), box_(box) {
    box_.last.column = std::min(box.last.column, box.first.column + kSampledColumns - 1);
    rows_ = RowsWithCells(grid, box_, kMostHeaderRows + kSampledRows);
  }

  FoundHeader Find() {
    const auto limit = std::min<size_t>(kMostHeaderRows, rows_.empty() ? 0 : rows_.size() - 1);
    size_t run = 0;
    while (run < limit && IsLabelRow(Row(run))) ++run;
    FoundHeader best;
    if (run == 0) return best;
    // As many rows as there are above the first that is no header: each alone may look like one.
    size_t count = run;
    while (count > 1 && !AreHeaders(count)) --count;
    best.strength = Strength(count, count);
    best.rows = rows_[count - 1] - box_.first.row + 1;
    if (best.strength < kEnough) return {};
    return best;
  }

 private:
  Cells Row(size_t index) const { return grid_.Row(rows_[index], box_); }

  std::vector<ColumnSample> Below(size_t count) const {
    const absl::Span<const int32_t> rows(rows_);
    return SampleColumns(grid_, box_, rows.subspan(count, kSampledRows));
  }

  // Of row number `row` (from 1) as a header of what is below the first `count` rows.
  double Strength(size_t row, size_t count) const {
    const Cells cells = Row(row - 1);
    const Contrast contrast(cells, box_.first.column, Below(count));
    if (cells.size() == 1 && box_.columns() > 1) {
      // A lone label names its column if that holds values; at the left it is a title.
      return cells[0].column > box_.first.column && contrast.other_type() ? kEnough : 0;
    }
    if (contrast.coverage() < 0.4) return 0;
    return contrast.Strength();
  }

  // Whether the first `count` rows (at least 2) are a header of several rows.
  bool AreHeaders(size_t count) const {
    if (Strength(count, count) < kEnough) return false;
    const std::vector<ColumnSample> below = Below(count);
    for (size_t row = 1; row <= count; ++row) {
      const Cells cells = Row(row - 1);
      const bool grouped = HasGroups(cells);
      if (Anchors(cells) < 2 && !grouped && box_.columns() > 1) return false;
      const Contrast contrast(cells, box_.first.column, below);
      if (contrast.type_share() < 0.5 && !contrast.other_look()) return false;
      if (row == count) break;
      // Above another row of the header: names of groups, or the same look.
      const Cells next = Row(row);
      const bool alike = cells.back().look == next.back().look;
      if (!grouped && cells.size() >= next.size() && !alike) return false;
      if (contrast.type_share() < 0.5 && !(alike && grouped)) return false;
    }
    return true;
  }

  const RegionGrid& grid_;
  RangeRef box_;
  std::vector<int32_t> rows_;
};

}  // namespace

std::vector<int32_t> RowsWithCells(const RegionGrid& grid, const RangeRef& box, int count) {
  std::vector<int32_t> rows;
  for (int32_t row = box.first.row; row <= box.last.row && static_cast<int>(rows.size()) < count;
       ++row) {
    if (!grid.Row(row, box).empty()) rows.push_back(row);
  }
  return rows;
}

std::vector<ColumnSample> SampleColumns(const RegionGrid& grid, const RangeRef& box,
                                        absl::Span<const int32_t> rows) {
  std::vector<ColumnSample> columns(std::min<int64_t>(box.columns(), kSampledColumns));
  const int32_t last_column = box.first.column + static_cast<int32_t>(columns.size()) - 1;
  for (const int32_t row : rows) {
    for (const GridCell& cell : grid.Row(row, box.first.column, last_column)) {
      ColumnSample& column = columns[cell.column - box.first.column];
      ++column.cells;
      // Majority vote of Boyer and Moore.
      if (column.look_votes == 0) column.look = cell.look;
      column.look_votes += cell.look == column.look ? 1 : -1;
      column.labels += cell.label() ? 1 : 0;
      column.formulas += cell.formula ? 1 : 0;
      if (!cell.text()) continue;
      const bool first = column.texts++ == 0;
      column.min_length = first ? cell.length : std::min(column.min_length, cell.length);
      column.max_length = std::max(column.max_length, cell.length);
      column.hashes.push_back(cell.hash);
    }
  }
  return columns;
}

FoundHeader FindHeaderRows(const RegionGrid& grid, const RangeRef& box) {
  return HeaderFinder(grid, box).Find();
}

}  // namespace sheetgate::spreadsheet
