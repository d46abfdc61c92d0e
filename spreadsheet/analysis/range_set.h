// RangeSet: cells of one sheet, as disjoint ranges.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_SET_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_SET_H_

#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

class RangeSet {
 public:
  // Adds the cells of `range`; those that were not yet in it, as disjoint ranges. Takes time in the
  // number of ranges.
  std::vector<RangeRef> Add(const RangeRef& range);

  const std::vector<RangeRef>& ranges() const { return ranges_; }

 private:
  std::vector<RangeRef> ranges_;
};

// Joins ranges that lie side by side or above each other; sorted by row and column.
std::vector<RangeRef> JoinRanges(std::vector<RangeRef> ranges);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_SET_H_
