// Regions: the blocks a worksheet is made of, found by their layout, types and looks.
//
//   ASSIGN_OR_RETURN(auto regions, RegionsOf(workbook, sheet, cancellation));
//   ASSIGN_OR_RETURN(const Region* region, FindRegion(*regions, "r3"));
//
// How they are found, and how well: docs/architecture/regions.md.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_REGIONS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_REGIONS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// What a region is for.
enum class RegionKind : uint8_t {
  kData,        // rows of values
  kParameters,  // labels with values that were entered
  kCalculator,  // rows of formulas
  kOutputs,     // labels with formulas
  kNotes,       // text to read
  kTitle,       // a heading
};
// "data", "parameters", "calculator", "outputs", "notes" or "title".
std::string_view RegionKindName(RegionKind kind);

// How a region is read.
enum class RegionLayout : uint8_t {
  kRows,         // a row for each thing, below header rows if there are any
  kPairs,        // labels with the value right of each
  kPairsAcross,  // labels with the value below each
  kText,         // text only
};
// "rows", "pairs", "pairs_across" or "text".
std::string_view RegionLayoutName(RegionLayout layout);

struct Region {
  int number = 0;  // from 1, by top-left corner row by row; of this revision only
  RangeRef range;  // with header and totals rows, without the titles above
  RegionKind kind = RegionKind::kData;
  RegionLayout layout = RegionLayout::kRows;
  int header_rows = 0;  // at the top of `range`
  int totals_rows = 0;  // at its bottom
  std::string table;    // the table (ListObject) it is; empty: none
  int64_t cells = 0;    // with a value or formula
  int64_t formulas = 0;
  // How likely the range is exactly right, from 0 to 1 (1: a table).
  double confidence = 0;
  // Scattered cells, or more than was looked at: the range is only around them.
  bool coarse = false;

  std::string id() const;  // "r1"
  // The rows between header and totals rows.
  int64_t data_rows() const { return range.rows() - header_rows - totals_rows; }
};

struct SheetRegions {
  std::vector<Region> regions;
  // The work limit ended the search: `regions` are coarse, or end at `rows_read`.
  bool partial = false;
  int32_t rows_read = 0;  // the last row looked at

  size_t memory_bytes() const;
};

// The regions of a worksheet, found when first asked for and kept with the workbook. At most some
// 200 ms, by a limit on the work done. Errors as Workbook::LoadSheet.
absl::StatusOr<std::shared_ptr<const SheetRegions>> RegionsOf(
    const Workbook& workbook, int sheet, const platform::CancellationToken& cancellation);

// The region of that id. INVALID_ARGUMENT (`INVALID_ARGUMENT`) naming those there are.
absl::StatusOr<const Region*> FindRegion(const SheetRegions& regions, std::string_view id);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_REGIONS_H_
