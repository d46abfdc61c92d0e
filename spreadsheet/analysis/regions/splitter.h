// Splitting a sheet into blocks: at gutters (blank rows and columns) where the evidence speaks for
// it, and titles and notes off the blocks they stand at.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_SPLITTER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_SPLITTER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/regions/grid.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

struct RegionBlock {
  RangeRef box;          // as small as its cells allow
  double certainty = 1;  // of its borders, 0 to 1
  bool heading = false;  // text above a block, or below it
  bool coarse = false;   // not split further because of a limit
};

struct RegionBlocks {
  std::vector<RegionBlock> blocks;
  bool exhausted = false;  // a limit ended the splitting
};

// The blocks of the grid. Gutters that touch `fixed` ranges (tables, which the grid leaves out)
// always split. `max_work` bounds the cells and rows looked at, over and over.
absl::StatusOr<RegionBlocks> SplitIntoBlocks(const RegionGrid& grid,
                                             absl::Span<const RangeRef> fixed, int64_t max_work,
                                             const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_SPLITTER_H_
