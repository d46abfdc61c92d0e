// Content and parts.
#include "recalc-service/calculation/picture_ranges.h"

#include <algorithm>
#include <optional>

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellRef;
using spreadsheet::RangeRef;

void Include(const std::optional<RangeRef>& range, std::optional<RangeRef>* all) {
  if (!range.has_value()) return;
  if (!all->has_value()) {
    *all = range;
    return;
  }
  RangeRef& sum = **all;
  sum.first = {std::min(sum.first.row, range->first.row),
               std::min(sum.first.column, range->first.column)};
  sum.last = {std::max(sum.last.row, range->last.row),
              std::max(sum.last.column, range->last.column)};
}

}  // namespace

RangeRef ContentOf(const spreadsheet::Sheet& sheet, const spreadsheet::SheetObjects& objects) {
  std::optional<RangeRef> content = sheet.used_range();
  for (const spreadsheet::Chart& chart : objects.charts) Include(chart.range, &content);
  for (const spreadsheet::Image& image : objects.images) Include(image.range, &content);
  return content.value_or(RangeRef{});
}

RangeRef WithoutEmptyEnds(RangeRef range, const RangeRef& content) {
  if (range.rows() == spreadsheet::kMaxRow) range.last.row = content.last.row;
  if (range.columns() == spreadsheet::kMaxColumn) range.last.column = content.last.column;
  return range;
}

std::vector<RangeRef> SplitIntoPictures(const RangeRef& range, size_t most) {
  std::vector<RangeRef> parts;
  for (int32_t row = range.first.row; row <= range.last.row; row += kMaxPictureRows) {
    for (int32_t column = range.first.column; column <= range.last.column;
         column += kMaxPictureColumns) {
      if (parts.size() == most) return parts;
      const CellRef last{std::min(range.last.row, row + kMaxPictureRows - 1),
                         std::min(range.last.column, column + kMaxPictureColumns - 1)};
      parts.push_back({{row, column}, last});
    }
  }
  return parts;
}

}  // namespace sheetgate::recalc
