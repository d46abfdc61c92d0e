#include "spreadsheet/analysis/changed_ranges.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sheetgate::spreadsheet {

void ChangedRanges::Add(CellRef cell, uint32_t key, int32_t row_shift) {
  if (in_run_) {
    const bool continues = run_.key == key && run_.row_shift == row_shift &&
                           run_.range.last.row == cell.row &&
                           run_.range.last.column + 1 == cell.column;
    if (continues) {
      run_.range.last.column = cell.column;
      return;
    }
    FinishRun();
  }
  run_ = {key, row_shift, {cell, cell}};
  in_run_ = true;
}

void ChangedRanges::FinishRun() {
  in_run_ = false;
  const RangeRef& run = run_.range;
  if (run.first.row != row_) {
    if (run.first.row == row_ + 1) {
      std::swap(above_, here_);
    } else {
      above_.clear();
    }
    here_.clear();
    next_above_ = 0;
    row_ = run.first.row;
  }
  while (next_above_ < above_.size() &&
         ranges_[above_[next_above_]].range.first.column < run.first.column) {
    ++next_above_;
  }
  if (next_above_ < above_.size()) {
    const size_t index = above_[next_above_];
    ChangedRange& range = ranges_[index];
    if (range.range.first.column == run.first.column &&
        range.range.last.column == run.last.column && range.key == run_.key &&
        range.row_shift == run_.row_shift) {
      range.range.last.row = run.last.row;
      here_.push_back(index);
      return;
    }
  }
  if (ranges_.size() >= most_) {
    truncated_ = true;
    return;
  }
  here_.push_back(ranges_.size());
  ranges_.push_back(run_);
}

std::vector<ChangedRange> ChangedRanges::Take() {
  if (in_run_) FinishRun();
  // Runs are made row by row, so ranges stand in the order of their first cells.
  return std::move(ranges_);
}

void VisitCells(const std::vector<ChangedRange>& ranges, CellRef from,
                absl::FunctionRef<bool(CellRef, const ChangedRange&)> visit) {
  std::vector<const ChangedRange*> active;  // that have cells in `row`, by column
  auto next = ranges.begin();
  int32_t row = from.row;
  while (next != ranges.end() || !active.empty()) {
    if (active.empty()) row = std::max(row, next->range.first.row);
    const size_t kept = active.size();
    for (; next != ranges.end() && next->range.first.row <= row; ++next) {
      if (next->range.last.row >= row) active.push_back(&*next);
    }
    if (active.size() != kept) {
      std::sort(active.begin(), active.end(), [](const ChangedRange* a, const ChangedRange* b) {
        return a->range.first.column < b->range.first.column;
      });
    }
    for (const ChangedRange* range : active) {
      const int32_t first = row == from.row ? from.column : 1;
      for (int32_t column = std::max(first, range->range.first.column);
           column <= range->range.last.column; ++column) {
        if (!visit({row, column}, *range)) return;
      }
    }
    std::erase_if(active,
                  [row](const ChangedRange* range) { return range->range.last.row == row; });
    ++row;
  }
}

}  // namespace sheetgate::spreadsheet
