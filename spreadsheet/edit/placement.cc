#include "spreadsheet/edit/placement.h"

#include <algorithm>
#include <cmath>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/splicer.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr double kDigitPixels = 7;
constexpr int64_t kUsualColumnPixels = 64;
constexpr double kUsualWidth = 8.43;  // what a geometry says when the file says nothing
constexpr int64_t kEmuPerPoint = 12700;

int64_t Scaled(int64_t length, double factor) {
  return std::max<int64_t>(1, std::llround(static_cast<double>(length) * factor));
}

absl::Status Contradiction(std::string_view what) {
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat(what, "; give width and height in pixels, columns and rows, or scale"));
}

absl::Status CheckSizes(const PlacementRequest& request) {
  const bool pixels = request.width > 0 || request.height > 0;
  const bool cells = request.columns > 0 || request.rows > 0;
  const bool scale = request.scale > 0;
  if (static_cast<int>(pixels) + static_cast<int>(cells) + static_cast<int>(scale) > 1) {
    return Contradiction("the size is given in more than one way");
  }
  return absl::OkStatus();
}

// A size of which one direction may not be given yet: 0.
Extent Completed(Extent size, const Extent& natural, bool keep_ratio) {
  const auto other = [&](int64_t given, int64_t natural_given, int64_t natural_other) {
    if (!keep_ratio) return natural_other;
    return Scaled(natural_other, static_cast<double>(given) /
                                     static_cast<double>(std::max<int64_t>(1, natural_given)));
  };
  if (size.width == 0) size.width = other(size.height, natural.height, natural.width);
  if (size.height == 0) size.height = other(size.width, natural.width, natural.height);
  return size;
}

absl::StatusOr<Extent> SizeInCells(const PlacementRequest& request, const AnchorPoint& from,
                                   const Extent& natural, const CellGrid& grid) {
  if (from.cell.column + request.columns > kMaxColumn || from.cell.row + request.rows > kMaxRow) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat(request.columns, " columns and ", request.rows, " rows from ", FormatCell(from.cell),
               " lead beyond the sheet's last cell XFD1048576"));
  }
  AnchorPoint to = from;
  if (request.columns > 0) to = {{to.cell.row, from.cell.column + request.columns}, 0, to.y};
  if (request.rows > 0) to = {{from.cell.row + request.rows, to.cell.column}, to.x, 0};
  Extent size = grid.Between(from, to);
  if ((request.columns > 0 && size.width <= 0) || (request.rows > 0 && size.height <= 0)) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat("the cells to cover from ", FormatCell(from.cell), " on are all hidden"));
  }
  if (request.columns == 0) size.width = 0;
  if (request.rows == 0) size.height = 0;
  return Completed(size, natural, request.keep_ratio);
}

absl::StatusOr<Extent> SizeOf(const PlacementRequest& request, const AnchorPoint& from,
                              const Extent& natural, const CellGrid& grid) {
  if (request.columns > 0 || request.rows > 0) return SizeInCells(request, from, natural, grid);
  if (request.scale > 0) {
    return Extent{Scaled(natural.width, request.scale), Scaled(natural.height, request.scale)};
  }
  if (request.width == 0 && request.height == 0) return natural;
  return Completed({request.width * kEmuPerPixel, request.height * kEmuPerPixel}, natural,
                   request.keep_ratio);
}

std::string PointXml(std::string_view name, const AnchorPoint& point, std::string_view like) {
  const auto element = [&](std::string_view child, int64_t number) {
    return Concat(Tag("<", like, child), ">", number, Tag("</", like, child), ">");
  };
  return Concat(Tag("<", like, name), ">", element("col", point.cell.column - 1),
                element("colOff", point.x), element("row", point.cell.row - 1),
                element("rowOff", point.y), Tag("</", like, name), ">");
}

}  // namespace

bool PlacementRequest::empty() const {
  return !cell && !offset_x && !offset_y && !two_cell && width == 0 && height == 0 &&
         columns == 0 && rows == 0 && scale == 0;
}

int64_t CellGrid::ColumnWidth(int32_t column) const {
  if (geometry_.ColumnHidden(column)) return 0;
  const double width = geometry_.ColumnWidth(column);
  if (width == kUsualWidth) return kUsualColumnPixels * kEmuPerPixel;
  // 18.3.1.13 col/@width, which has the padding in it.
  const double rounding = std::floor(128 / kDigitPixels);
  return kEmuPerPixel *
         static_cast<int64_t>(std::floor((256 * width + rounding) / 256 * kDigitPixels));
}

int64_t CellGrid::RowHeight(int32_t row) const {
  if (geometry_.RowHidden(row)) return 0;
  double points = geometry_.default_row_height;
  const auto behind = std::ranges::upper_bound(geometry_.rows, row, {}, &SizeSpan::first);
  if (behind != geometry_.rows.begin()) {
    const SizeSpan& span = *std::prev(behind);
    if (row <= span.last && span.size > 0) points = span.size;
  }
  return std::llround(points * kEmuPerPoint);
}

AnchorPoint CellGrid::Beyond(const AnchorPoint& from, const Extent& size) const {
  AnchorPoint to = {from.cell, from.x + size.width, from.y + size.height};
  // A point on the edge between two cells is in the second, but not behind hidden ones.
  const auto beyond = [](int64_t point, int64_t length) {
    return point > length || (point == length && length > 0);
  };
  for (int64_t width = ColumnWidth(to.cell.column);
       beyond(to.x, width) && to.cell.column < kMaxColumn; width = ColumnWidth(to.cell.column)) {
    to.x -= width;
    ++to.cell.column;
  }
  to.x = std::min(to.x, ColumnWidth(to.cell.column));
  for (int64_t height = RowHeight(to.cell.row); beyond(to.y, height) && to.cell.row < kMaxRow;
       height = RowHeight(to.cell.row)) {
    to.y -= height;
    ++to.cell.row;
  }
  to.y = std::min(to.y, RowHeight(to.cell.row));
  return to;
}

Extent CellGrid::Between(const AnchorPoint& from, const AnchorPoint& to) const {
  Extent size = {to.x - from.x, to.y - from.y};
  for (int32_t i = from.cell.column; i < to.cell.column; ++i) size.width += ColumnWidth(i);
  for (int32_t i = from.cell.row; i < to.cell.row; ++i) size.height += RowHeight(i);
  return size;
}

absl::StatusOr<Placement> Place(const PlacementRequest& request, const Extent& natural,
                                const std::optional<Placement>& before, const CellGrid& grid) {
  RETURN_IF_ERROR(CheckSizes(request));
  Placement placed;
  if (before.has_value()) placed.from = before->from;
  if (request.cell.has_value()) placed.from = {*request.cell, 0, 0};
  if (request.offset_x.has_value()) placed.from.x = *request.offset_x * kEmuPerPixel;
  if (request.offset_y.has_value()) placed.from.y = *request.offset_y * kEmuPerPixel;
  // A point outside of its cell would be taken as one on its edge (20.5.2.15 from).
  placed.from.x = std::min(placed.from.x, grid.ColumnWidth(placed.from.cell.column));
  placed.from.y = std::min(placed.from.y, grid.RowHeight(placed.from.cell.row));
  ASSIGN_OR_RETURN(placed.size, SizeOf(request, placed.from, natural, grid));
  const bool by_cells = request.columns > 0 || request.rows > 0;
  placed.two_cell = request.two_cell.value_or(by_cells || (before.has_value() && before->two_cell));
  if (!placed.two_cell) return placed;
  placed.to = grid.Beyond(placed.from, placed.size);
  // Hidden cells at the end are covered too when they were asked for.
  if (request.columns > 0) {
    placed.to.cell.column = placed.from.cell.column + request.columns;
    placed.to.x = 0;
  }
  if (request.rows > 0) {
    placed.to.cell.row = placed.from.cell.row + request.rows;
    placed.to.y = 0;
  }
  return placed;
}

std::string PlacementXml(const Placement& placement, std::string_view like) {
  const std::string from = PointXml("from", placement.from, like);
  if (placement.two_cell) return from + PointXml("to", placement.to, like);
  return Concat(from, Tag("<", like, "ext"), " cx=\"", placement.size.width, "\" cy=\"",
                placement.size.height, "\"/>");
}

}  // namespace sheetgate::spreadsheet
