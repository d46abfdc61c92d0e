// RegionGrid: the cells of a sheet as region detection sees them: what kind of value, how long, how
// it looks; 16 bytes each, row by row.
//
// Merged ranges cover all their cells; cells of tables (ListObjects) and cells with nothing but
// spaces are left out.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_GRID_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_GRID_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

enum class Trait : uint8_t { kNumber, kDate, kText, kBoolean, kError };

struct GridCell {
  int32_t column = 0;
  uint32_t hash = 0;    // of the text; 0 when it is none
  uint16_t length = 0;  // of the text, in bytes
  uint16_t look = 0;    // equal for cells that look alike
  Trait trait = Trait::kNumber;
  bool formula : 1 = false;
  bool covered : 1 = false;  // by a merge; a copy of the merge's first cell
  bool year : 1 = false;     // an integer from 1900 to 2100
  bool colon : 1 = false;    // the text ends with a colon

  bool text() const { return trait == Trait::kText; }
  // May stand in a header: text, a date or a year.
  bool label() const { return text() || trait == Trait::kDate || year; }
};

// How the cells of a style look; from styles.
struct StyleLook {
  uint16_t look = 0;
  bool date = false;
};

class RegionGrid {
 public:
  // At most `max_cells` cells, merges included; truncated() when there were more. `looks` by style
  // index; a style it does not have is like the first.
  static absl::StatusOr<RegionGrid> Build(const Sheet& sheet, const SheetFeatures& features,
                                          absl::Span<const StyleLook> looks, int64_t max_cells,
                                          const platform::CancellationToken& cancellation);

  // Around all cells; nullopt when there are none.
  const std::optional<RangeRef>& bounds() const { return bounds_; }
  bool truncated() const { return truncated_; }
  // Cells of the row in these columns, from left to right.
  absl::Span<const GridCell> Row(int32_t row, int32_t first_column, int32_t last_column) const;
  absl::Span<const GridCell> Row(int32_t row, const RangeRef& box) const {
    return Row(row, box.first.column, box.last.column);
  }
  // The cell there, or null.
  const GridCell* At(int32_t row, int32_t column) const;
  // The smallest range around the cells of `box`; nullopt when it has none. Adds what it looked at
  // to `work`.
  std::optional<RangeRef> Shrink(const RangeRef& box, int64_t* work) const;

 private:
  std::vector<GridCell> cells_;
  std::vector<uint32_t> row_ends_;  // by row - first_row_, behind its cells
  int32_t first_row_ = 1;
  std::optional<RangeRef> bounds_;
  bool truncated_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_GRID_H_
