// RelativeRange: the cells a formula reads, seen from the cell that holds the formula.
//
// Each coordinate of its two corners is either a place on the sheet ($B$7) or a distance from the
// formula's cell, so one RelativeRange serves all cells a formula was filled over:
//
//   SUM($A$1:A5) in B5 and below:  rows 1 and +0, columns A and -1
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_RELATIVE_RANGE_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_RELATIVE_RANGE_H_

#include <cstdint>

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// A range and its sheet, by index.
struct SheetRange {
  int32_t sheet = 0;
  RangeRef range;
  bool operator==(const SheetRange&) const = default;
};

struct RelativeRange {
  // Values of `sheet` that are no sheet.
  static constexpr int32_t kOwnSheet = -1;  // of a name: the sheet of the formula that uses it
  static constexpr int32_t kNoCells = -2;   // a name that stands for no cells, see `via`
  static constexpr int32_t kExternal = -3;  // another workbook, see `via`

  enum Flag : uint8_t {
    kRow0 = 1,  // the coordinate is a place, else a distance
    kRow1 = 2,
    kColumn0 = 4,
    kColumn1 = 8,
    // Only where the cells are counts, not what they hold (ROW(A1)): closes no circle.
    kAddressOnly = 16,
  };

  int32_t sheet = 0;
  int32_t rows[2] = {0, 0};  // of the two corners, in the order written
  int16_t columns[2] = {0, 0};
  // What the formula says instead of the cells: an index into DependencyGraph::names(); of an
  // external reference into externals(). -1: nothing.
  int32_t via = -1;
  uint8_t flags = 0;

  bool operator==(const RelativeRange&) const = default;
  bool has_cells() const { return sheet >= 0; }
  bool address_only() const { return (flags & kAddressOnly) != 0; }
};

// The range between two corners written in a formula at `at`.
RelativeRange MakeRelative(const ReferenceCorner& first, const ReferenceCorner& last, CellRef at);
// A range that is the same from everywhere.
RelativeRange MakeAbsolute(const RangeRef& range);

// The cells that the formulas of `readers` read, all with this reference; exact, since a filled
// reference covers a rectangle. Cut to the sheet; false when nothing of it lies there.
bool ReadBy(const RelativeRange& reference, const RangeRef& readers, RangeRef* cells);

// Those of `readers` that read at least one of `cells`; false when none does.
bool ReadersOf(const RelativeRange& reference, const RangeRef& readers, const RangeRef& cells,
               RangeRef* found);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_RELATIVE_RANGE_H_
