#include "spreadsheet/analysis/row_alignment.h"

#include <algorithm>

namespace sheetgate::spreadsheet {
namespace {

using Segment = RowAlignment::Segment;

// The last segment that begins at or above `row` on one side; end() when there is none.
std::vector<Segment>::const_iterator At(const std::vector<Segment>& segments, int32_t row,
                                        int32_t Segment::*side) {
  const auto behind =
      std::upper_bound(segments.begin(), segments.end(), row,
                       [side](int32_t value, const Segment& s) { return value < s.*side; });
  return behind == segments.begin() ? segments.end() : behind - 1;
}

std::optional<int32_t> Map(const std::vector<Segment>& segments, int32_t row,
                           int32_t Segment::*from, int32_t Segment::*to) {
  const auto segment = At(segments, row, from);
  if (segment == segments.end() || row - (*segment).*from >= segment->rows) return std::nullopt;
  return row - (*segment).*from + (*segment).*to;
}

}  // namespace

void RowAlignment::Continue(int32_t before, int32_t after) {
  if (segments_.back().rows == 0) segments_.pop_back();
  segments_.push_back({before, after, kMaxRow - std::max(before, after) + 1});
}

void RowAlignment::Insert(int32_t row, int32_t count) {
  Segment& last = segments_.back();
  last.rows = row - last.after;
  inserted_.push_back({row, row + count - 1});
  Continue(last.before + last.rows, row + count);
}

void RowAlignment::Delete(int32_t row, int32_t count) {
  Segment& last = segments_.back();
  last.rows = row - last.before;
  deleted_.push_back({row, row + count - 1});
  Continue(row + count, last.after + last.rows);
}

std::optional<int32_t> RowAlignment::After(int32_t row) const {
  return Map(segments_, row, &Segment::before, &Segment::after);
}

std::optional<int32_t> RowAlignment::Before(int32_t row) const {
  return Map(segments_, row, &Segment::after, &Segment::before);
}

std::optional<RowRun> RowAlignment::After(RowRun rows) const {
  if (identity() || (rows.first == 1 && rows.last == kMaxRow)) return rows;
  RowRun left = rows;
  // The first row that is left: of this segment, or the first of the next.
  auto segment = At(segments_, rows.first, &Segment::before);
  if (segment != segments_.end() && rows.first - segment->before < segment->rows) {
    left.first = rows.first - segment->before + segment->after;
  } else {
    segment = segment == segments_.end() ? segments_.begin() : segment + 1;
    if (segment == segments_.end()) return std::nullopt;
    left.first = segment->after;
  }
  segment = At(segments_, rows.last, &Segment::before);
  if (segment == segments_.end()) return std::nullopt;
  const int32_t offset = std::min(rows.last - segment->before, segment->rows - 1);
  left.last = rows.last == kMaxRow ? kMaxRow : segment->after + offset;
  if (left.first > left.last) return std::nullopt;
  return left;
}

std::optional<RangeRef> RowAlignment::After(const RangeRef& range) const {
  const std::optional<RowRun> rows = After(RowRun{range.first.row, range.last.row});
  if (!rows.has_value()) return std::nullopt;
  return RangeRef{{rows->first, range.first.column}, {rows->last, range.last.column}};
}

size_t RowAlignment::memory_bytes() const {
  return segments_.capacity() * sizeof(Segment) +
         (inserted_.capacity() + deleted_.capacity()) * sizeof(RowRun);
}

}  // namespace sheetgate::spreadsheet
