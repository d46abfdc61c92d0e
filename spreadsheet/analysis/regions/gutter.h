// Gutters: whether blank rows or columns between two blocks separate them.
//
// A verdict is positive when they do and negative when the blocks are one; its size is how sure
// that is, from 0 to 1.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_GUTTER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_GUTTER_H_

#include <optional>

#include "spreadsheet/analysis/regions/grid.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// A block of rows with one text in each (merged over columns or not), all in one column.
struct TextLines {
  int32_t column = 0;
  uint16_t first_look = 0;
  uint16_t last_look = 0;
};
std::optional<TextLines> AsTextLines(const RegionGrid& grid, const RangeRef& box);

// Both are as small as their cells allow, `below` behind blank rows. `next` is the first block
// below that is not only lines of text, if there is one.
double JudgeRowGutter(const RegionGrid& grid, const RangeRef& above, const RangeRef& below,
                      const std::optional<RangeRef>& next);

// `right` is behind blank columns. Adds what it looked at to `work`.
double JudgeColumnGutter(const RegionGrid& grid, const RangeRef& left, const RangeRef& right,
                         int64_t* work);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_GUTTER_H_
