// Rows and columns are independent, and along each a coordinate is constant or grows by one from
// one formula to the next: so all sets here are intervals.
#include "spreadsheet/analysis/relative_range.h"

#include <algorithm>
#include <limits>

namespace sheetgate::spreadsheet {
namespace {

// One axis of a reference.
struct Axis {
  int32_t value[2];
  bool fixed[2];
  int32_t size;  // of the sheet

  int32_t At(int corner, int32_t reader) const {
    return fixed[corner] ? value[corner] : value[corner] + reader;
  }
};

Axis Rows(const RelativeRange& range) {
  return {{range.rows[0], range.rows[1]},
          {(range.flags & RelativeRange::kRow0) != 0, (range.flags & RelativeRange::kRow1) != 0},
          kMaxRow};
}
Axis Columns(const RelativeRange& range) {
  return {
      {range.columns[0], range.columns[1]},
      {(range.flags & RelativeRange::kColumn0) != 0, (range.flags & RelativeRange::kColumn1) != 0},
      kMaxColumn};
}

struct Interval {
  int32_t first;
  int32_t last;
};

// What readers first..last read. The interval of one reader and that of the next touch.
Interval ReadAlong(const Axis& axis, Interval readers) {
  return {std::max(1, std::min(axis.At(0, readers.first), axis.At(1, readers.first))),
          std::min(axis.size, std::max(axis.At(0, readers.last), axis.At(1, readers.last)))};
}

// Reader r reads up from min(a, b) and down from max(a, b), both growing with r: it reads something
// of `cells` from the first r on whose max reaches them, up to the last whose min does.
Interval ReadersAlong(const Axis& axis, Interval readers, Interval cells) {
  constexpr int32_t kFar = std::numeric_limits<int32_t>::max();
  int32_t from = kFar;
  int32_t to = -kFar;
  for (const int corner : {0, 1}) {
    const int32_t value = axis.value[corner];
    if (axis.fixed[corner]) {
      from = std::min(from, value >= cells.first ? -kFar : kFar);
      to = std::max(to, value <= cells.last ? kFar : -kFar);
    } else {
      from = std::min(from, cells.first - value);
      to = std::max(to, cells.last - value);
    }
  }
  return {std::max(from, readers.first), std::min(to, readers.last)};
}

}  // namespace

RelativeRange MakeRelative(const ReferenceCorner& first, const ReferenceCorner& last, CellRef at) {
  RelativeRange range;
  const auto set_row = [&](int i, const ReferenceCorner& corner, RelativeRange::Flag flag,
                           int32_t whole) {
    const bool fixed = corner.row_absolute || corner.row == 0;
    if (fixed) range.flags |= flag;
    range.rows[i] = corner.row == 0 ? whole : fixed ? corner.row : corner.row - at.row;
  };
  const auto set_column = [&](int i, const ReferenceCorner& corner, RelativeRange::Flag flag,
                              int32_t whole) {
    const bool fixed = corner.column_absolute || corner.column == 0;
    if (fixed) range.flags |= flag;
    range.columns[i] = static_cast<int16_t>(corner.column == 0 ? whole
                                            : fixed            ? corner.column
                                                               : corner.column - at.column);
  };
  set_row(0, first, RelativeRange::kRow0, 1);
  set_row(1, last, RelativeRange::kRow1, kMaxRow);
  set_column(0, first, RelativeRange::kColumn0, 1);
  set_column(1, last, RelativeRange::kColumn1, kMaxColumn);
  return range;
}

RelativeRange MakeAbsolute(const RangeRef& range) {
  RelativeRange made;
  made.rows[0] = range.first.row;
  made.rows[1] = range.last.row;
  made.columns[0] = static_cast<int16_t>(range.first.column);
  made.columns[1] = static_cast<int16_t>(range.last.column);
  made.flags = RelativeRange::kRow0 | RelativeRange::kRow1 | RelativeRange::kColumn0 |
               RelativeRange::kColumn1;
  return made;
}

bool ReadBy(const RelativeRange& reference, const RangeRef& readers, RangeRef* cells) {
  const Interval rows = ReadAlong(Rows(reference), {readers.first.row, readers.last.row});
  const Interval columns =
      ReadAlong(Columns(reference), {readers.first.column, readers.last.column});
  *cells = {{rows.first, columns.first}, {rows.last, columns.last}};
  return rows.first <= rows.last && columns.first <= columns.last;
}

bool ReadersOf(const RelativeRange& reference, const RangeRef& readers, const RangeRef& cells,
               RangeRef* found) {
  const Interval rows = ReadersAlong(Rows(reference), {readers.first.row, readers.last.row},
                                     {cells.first.row, cells.last.row});
  const Interval columns =
      ReadersAlong(Columns(reference), {readers.first.column, readers.last.column},
                   {cells.first.column, cells.last.column});
  *found = {{rows.first, columns.first}, {rows.last, columns.last}};
  return rows.first <= rows.last && columns.first <= columns.last;
}

}  // namespace sheetgate::spreadsheet
