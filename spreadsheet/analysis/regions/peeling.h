// Peeling: taking what stands directly at a block off it: titles above, notes below, another table
// with a header of its own below.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_PEELING_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_PEELING_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "spreadsheet/analysis/regions/grid.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

struct Peeled {
  std::optional<RangeRef> heading;  // a title or notes
  std::vector<RangeRef> rest;       // to be split further
};

// What can be peeled off `box`, a block without gutters that separate; nullopt when it is one
// thing. Adds what it looked at to `work`.
std::optional<Peeled> PeelBlock(const RegionGrid& grid, const RangeRef& box, int64_t* work);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_PEELING_H_
