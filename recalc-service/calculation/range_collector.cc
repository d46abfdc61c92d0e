// Runs of a row, joined with those of the row above.
#include "recalc-service/calculation/range_collector.h"

#include <utility>

namespace sheetgate::recalc {

using spreadsheet::RangeRef;

void RangeCollector::Add(spreadsheet::CellRef cell) {
  if (!row_.empty() && row_.back().last.row != cell.row) EndRow();
  if (!row_.empty() && row_.back().last.column + 1 == cell.column) {
    row_.back().last.column = cell.column;
  } else {
    row_.push_back({cell, cell});
  }
}

void RangeCollector::EndRow() {
  auto above = open_.begin();
  for (RangeRef& run : row_) {
    while (above != open_.end() && above->first.column < run.first.column)
      done_.push_back(*above++);
    if (above == open_.end()) continue;
    if (above->last.row + 1 == run.first.row && above->first.column == run.first.column &&
        above->last.column == run.last.column) {
      run.first.row = above->first.row;
      ++above;
    }
  }
  done_.insert(done_.end(), above, open_.end());
  open_ = std::exchange(row_, {});
}

std::vector<RangeRef> RangeCollector::Finish() {
  EndRow();
  done_.insert(done_.end(), open_.begin(), open_.end());
  open_.clear();
  return std::move(done_);
}

}  // namespace sheetgate::recalc
