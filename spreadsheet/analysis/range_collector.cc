#include "spreadsheet/analysis/range_collector.h"

#include <algorithm>
#include <utility>

namespace sheetgate::spreadsheet {

void RangeCollector::Add(CellRef cell, uint32_t key) {
  if (!row_.empty()) {
    KeyedRange& run = row_.back();
    if (run.range.last.row != cell.row) {
      EndRow();
    } else if (run.key == key && run.range.last.column + 1 == cell.column) {
      run.range.last.column = cell.column;
      return;
    }
  }
  row_.push_back({key, {cell, cell}});
}

void RangeCollector::EndRow() {
  std::vector<size_t> open;
  open.reserve(row_.size());
  auto above = open_.begin();
  for (const KeyedRange& run : row_) {
    const int32_t column = run.range.first.column;
    while (above != open_.end() && ranges_[*above].range.first.column < column) ++above;
    if (above != open_.end()) {
      KeyedRange& candidate = ranges_[*above];
      if (candidate.key == run.key && candidate.range.first.column == column &&
          candidate.range.last.column == run.range.last.column &&
          candidate.range.last.row + 1 == run.range.last.row) {
        candidate.range.last.row = run.range.last.row;
        open.push_back(*above);
        continue;
      }
    }
    open.push_back(ranges_.size());
    ranges_.push_back(run);
  }
  open_ = std::move(open);
  row_.clear();
}

std::vector<KeyedRange> RangeCollector::Take() {
  EndRow();
  open_.clear();
  return std::exchange(ranges_, {});
}

std::vector<RangeRef> WithoutOverlaps(const std::vector<RangeRef>& ranges) {
  if (ranges.size() < 2) return ranges;
  // Rows between two neighbouring borders are covered alike.
  std::vector<int32_t> borders;
  for (const RangeRef& range : ranges) {
    borders.push_back(range.first.row);
    borders.push_back(range.last.row + 1);
  }
  std::ranges::sort(borders);
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  std::vector<RangeRef> parts;
  size_t above = 0;  // the parts of the rows above begin here
  for (size_t i = 0; i + 1 < borders.size(); ++i) {
    const int32_t top = borders[i];
    const int32_t bottom = borders[i + 1] - 1;
    std::vector<std::pair<int32_t, int32_t>> columns;
    for (const RangeRef& range : ranges) {
      if (range.first.row <= top && range.last.row >= bottom) {
        columns.emplace_back(range.first.column, range.last.column);
      }
    }
    std::ranges::sort(columns);
    const size_t begin = parts.size();
    for (const auto& [first, last] : columns) {
      if (parts.size() > begin && parts.back().last.column + 1 >= first) {
        parts.back().last.column = std::max(parts.back().last.column, last);
      } else {
        parts.push_back({{top, first}, {bottom, last}});
      }
    }
    const auto same_columns = [](const RangeRef& a, const RangeRef& b) {
      return a.first.column == b.first.column && a.last.column == b.last.column &&
             a.last.row + 1 == b.first.row;
    };
    if (begin - above == parts.size() - begin && begin != parts.size() &&
        std::equal(parts.begin() + static_cast<ptrdiff_t>(above),
                   parts.begin() + static_cast<ptrdiff_t>(begin),
                   parts.begin() + static_cast<ptrdiff_t>(begin), same_columns)) {
      for (size_t part = above; part < begin; ++part) parts[part].last.row = bottom;
      parts.resize(begin);
    } else {
      above = begin;
    }
  }
  return parts;
}

}  // namespace sheetgate::spreadsheet
