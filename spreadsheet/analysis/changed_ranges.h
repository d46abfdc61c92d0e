// ChangedRanges: cells in the order of a sheet, put together to rectangles of one key.
//
// Neighbours in a row with the same key are a run; runs below each other with the same columns and
// key are one range. A filled-down column is one range however long it is, so that a million
// changes need a few bytes. Every cell of a range was added: none has holes.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_CHANGED_RANGES_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_CHANGED_RANGES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

struct ChangedRange {
  uint32_t key = 0;
  // What to add to a row of the range to have the row of its counterpart in the other state.
  int32_t row_shift = 0;
  RangeRef range;
  bool operator==(const ChangedRange&) const = default;
};

class ChangedRanges {
 public:
  // Keeps at most `most` ranges; cells that would need more are dropped, and it says so.
  explicit ChangedRanges(size_t most) : most_(most) {}

  // Cells come row by row, columns ascending.
  void Add(CellRef cell, uint32_t key, int32_t row_shift = 0);

  // The ranges, by their first cells, row by row. Ends the use of this object.
  std::vector<ChangedRange> Take();
  // Whether cells were dropped. After Take.
  bool truncated() const { return truncated_; }

 private:
  void FinishRun();

  const size_t most_;
  std::vector<ChangedRange> ranges_;
  bool truncated_ = false;
  bool in_run_ = false;
  ChangedRange run_;
  // Indexes of the ranges that end in the row above the run, and in the run's row; by column.
  std::vector<size_t> above_, here_;
  size_t next_above_ = 0;  // the first of above_ that the next run of this row may continue
  int32_t row_ = 0;
};

// Calls `visit` for each cell of `ranges` (as Take gives them) from `from` on, row by row, columns
// ascending, until it returns false.
void VisitCells(const std::vector<ChangedRange>& ranges, CellRef from,
                absl::FunctionRef<bool(CellRef, const ChangedRange&)> visit);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_CHANGED_RANGES_H_
