// Where on a sheet a picture or chart is: anchors of drawings (ECMA-376 part 1, 20.5.2.24
// oneCellAnchor, 20.5.2.33 twoCellAnchor).
//
// Lengths are EMU, 9525 a pixel and 12700 a point. Columns are as wide as in Excel with its usual
// font (7 pixels a digit).
#ifndef SHEETGATE_SPREADSHEET_EDIT_PLACEMENT_H_
#define SHEETGATE_SPREADSHEET_EDIT_PLACEMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet_geometry.h"

namespace sheetgate::spreadsheet {

inline constexpr int64_t kEmuPerPixel = 9525;
inline constexpr int64_t kEmuPerInch = 914400;

struct Extent {
  int64_t width = 0;
  int64_t height = 0;
  bool operator==(const Extent&) const = default;
};

// 20.5.2.15 from, 20.5.2.32 to: a point in a cell.
struct AnchorPoint {
  CellRef cell;
  int64_t x = 0;  // from the cell's left edge
  int64_t y = 0;
  bool operator==(const AnchorPoint&) const = default;
};

struct Placement {
  bool two_cell = false;
  AnchorPoint from;
  AnchorPoint to;  // of two_cell
  Extent size;     // of others
};

// What a caller asks for; what is not given follows from what there is.
struct PlacementRequest {
  std::optional<CellRef> cell;
  std::optional<int32_t> offset_x;  // pixels
  std::optional<int32_t> offset_y;
  std::optional<bool> two_cell;
  int32_t width = 0;  // pixels; 0: not given
  int32_t height = 0;
  int32_t columns = 0;  // 0: not given
  int32_t rows = 0;
  double scale = 0;  // 0: not given
  // Of two lengths the one not given follows from the other; else it stays.
  bool keep_ratio = true;
  bool empty() const;
};

// The cells of a sheet as lengths.
class CellGrid {
 public:
  explicit CellGrid(const SheetGeometry& geometry) : geometry_(geometry) {}
  int64_t ColumnWidth(int32_t column) const;
  int64_t RowHeight(int32_t row) const;
  // The point so far right of and below `from`; at most the end of the grid.
  AnchorPoint Beyond(const AnchorPoint& from, const Extent& size) const;
  Extent Between(const AnchorPoint& from, const AnchorPoint& to) const;

 private:
  const SheetGeometry& geometry_;
};

// Where the request puts a thing of size `natural`, that has been at `before` unless it is new.
// INVALID_ARGUMENT (`INVALID_ARGUMENT`) for sizes that contradict each other, (`INVALID_RANGE`) for
// cells beyond the grid.
absl::StatusOr<Placement> Place(const PlacementRequest& request, const Extent& natural,
                                const std::optional<Placement>& before, const CellGrid& grid);

// The children of an anchor that tell its place, with the prefix of `like`.
std::string PlacementXml(const Placement& placement, std::string_view like);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_PLACEMENT_H_
