// Header rows: whether a block begins with rows that name its columns, by contrast with the rows
// below: other types, another look, texts that do not come again.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_HEADER_ROWS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_HEADER_ROWS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

#include "spreadsheet/analysis/regions/grid.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// What the cells of a column below a header are like, over a sample of rows.
struct ColumnSample {
  int cells = 0;
  int texts = 0;
  int labels = 0;  // texts, dates and years
  int formulas = 0;
  uint16_t look = 0;  // of most cells
  int look_votes = 0;
  uint16_t min_length = 0;  // of texts
  uint16_t max_length = 0;
  std::vector<uint32_t> hashes;  // of texts
  bool mostly_values() const { return cells > 0 && texts * 5 <= cells * 2; }
};

// Blocks are looked at in their first so many columns and rows.
inline constexpr int32_t kSampledColumns = 256;
inline constexpr int kSampledRows = 24;

// Rows of `box` that have cells, from the first on, at most `count`.
std::vector<int32_t> RowsWithCells(const RegionGrid& grid, const RangeRef& box, int count);

// By column - box.first.column, over `rows`.
std::vector<ColumnSample> SampleColumns(const RegionGrid& grid, const RangeRef& box,
                                        absl::Span<const int32_t> rows);

struct FoundHeader {
  int rows = 0;         // at the top of the block; 0: none
  double strength = 0;  // of the evidence, 0.5 to 1
};
FoundHeader FindHeaderRows(const RegionGrid& grid, const RangeRef& box);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_HEADER_ROWS_H_
