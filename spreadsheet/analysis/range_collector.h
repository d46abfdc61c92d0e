// RangeCollector: rectangles of cells that share a key, from cells that come row by row.
//
// Cells side by side become a run; equal runs of rows that follow each other a rectangle. A filled
// block is one rectangle; ragged shapes take a few more than they need.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_COLLECTOR_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_COLLECTOR_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

struct KeyedRange {
  uint32_t key = 0;
  RangeRef range;
};

class RangeCollector {
 public:
  // Cells row by row, columns ascending, each once.
  void Add(CellRef cell, uint32_t key);

  // The rectangles so far, row by row by their first cell; the collector is empty then.
  std::vector<KeyedRange> Take();

 private:
  // Makes the runs of the row at hand parts of rectangles.
  void EndRow();

  std::vector<KeyedRange> ranges_;
  std::vector<KeyedRange> row_;  // runs of the row at hand
  std::vector<size_t> open_;     // rectangles that reach to the row before, by column
};

// Parts of `ranges` that do not overlap and cover the same cells, row by row by their first cell.
std::vector<RangeRef> WithoutOverlaps(const std::vector<RangeRef>& ranges);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_COLLECTOR_H_
