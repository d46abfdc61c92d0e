// Addresses: one corner parser for cells, columns and both sides of ranges.
#include "spreadsheet/model/address.h"

#include <algorithm>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kCellExample =
    "; write a column letter A..XFD and a row 1..1048576, for example B7";
constexpr std::string_view kRangeExample = "; write for example A1:C10, B2, A:C or 3:5";

// Reads letters at the front of `text` as a column; 0 when there are none or they lie beyond XFD.
int32_t TakeColumn(std::string_view* text, bool* too_far) {
  int32_t column = 0;
  size_t used = 0;
  while (used < text->size() && IsAsciiAlpha((*text)[used])) {
    column = column * 26 + (ToUpperAscii((*text)[used]) - 'A' + 1);
    ++used;
    if (column > kMaxColumn) {
      *too_far = true;
      return 0;
    }
  }
  text->remove_prefix(used);
  return column;
}

int32_t TakeRow(std::string_view* text, bool* too_far) {
  int32_t row = 0;
  size_t used = 0;
  while (used < text->size() && IsAsciiDigit((*text)[used])) {
    row = row * 10 + ((*text)[used] - '0');
    ++used;
    if (row > kMaxRow) {
      *too_far = true;
      return 0;
    }
  }
  text->remove_prefix(used);
  return row;
}

void TakeDollar(std::string_view* text) {
  if (!text->empty() && text->front() == '$') text->remove_prefix(1);
}

// One side of a range: a cell, or only a column or row (the other part is then 0).
struct Corner {
  int32_t row = 0;
  int32_t column = 0;
};

// Empty when `text` is a corner, else why it is not.
std::string_view ParseCorner(std::string_view text, Corner* corner) {
  bool too_far = false;
  if (text.empty()) return "is empty";
  TakeDollar(&text);
  corner->column = TakeColumn(&text, &too_far);
  if (too_far) return "lies beyond the last column XFD";
  // The $ before the row, unless the first one already was it ($5).
  if (corner->column != 0 && !text.empty()) {
    TakeDollar(&text);
    if (text.empty()) return "ends with $";
  }
  if (!text.empty()) {
    if (!IsAsciiDigit(text.front())) return "is not an address";
    corner->row = TakeRow(&text, &too_far);
    if (too_far) return "lies beyond the last row 1048576";
    if (corner->row == 0) return "has row 0, but rows count from 1";
    if (!text.empty()) return "has something after the row number";
  }
  return corner->row == 0 && corner->column == 0 ? "is not an address" : "";
}

// Empty when `text` is a range, else why it is not.
std::string_view ParseCorners(std::string_view text, RangeRef* range) {
  const size_t colon = text.find(':');
  Corner a, b;
  if (std::string_view problem = ParseCorner(text.substr(0, colon), &a); !problem.empty()) {
    return problem;
  }
  if (colon == std::string_view::npos) {
    if (a.row == 0 || a.column == 0) return "is half an address";
    b = a;
  } else if (std::string_view problem = ParseCorner(text.substr(colon + 1), &b); !problem.empty()) {
    return problem;
  }
  if ((a.row == 0) != (b.row == 0) || (a.column == 0) != (b.column == 0)) {
    return "has corners of different kinds";
  }
  if (a.row == 0) {
    a.row = 1;
    b.row = kMaxRow;
  }
  if (a.column == 0) {
    a.column = 1;
    b.column = kMaxColumn;
  }
  *range = RangeRef{{std::min(a.row, b.row), std::min(a.column, b.column)},
                    {std::max(a.row, b.row), std::max(a.column, b.column)}};
  return "";
}

}  // namespace

bool RangeRef::Contains(CellRef cell) const {
  return cell.row >= first.row && cell.row <= last.row && cell.column >= first.column &&
         cell.column <= last.column;
}

absl::StatusOr<CellRef> ParseCell(std::string_view text) {
  Corner corner;
  std::string_view problem = ParseCorner(text, &corner);
  if (problem.empty() && corner.row == 0) problem = "has no row number";
  if (problem.empty() && corner.column == 0) problem = "has no column letter";
  if (!problem.empty()) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidAddress,
        Concat("cell address ", Quoted(text), " ", problem, kCellExample));
  }
  return CellRef{corner.row, corner.column};
}

absl::StatusOr<RangeRef> ParseRange(std::string_view text) {
  RangeRef range;
  const std::string_view problem = ParseCorners(text, &range);
  if (problem.empty()) return range;
  return platform::InvalidArgument(ErrorReason::kInvalidRange,
                                   Concat("range ", Quoted(text), " ", problem, kRangeExample));
}

std::optional<RangeRef> TryParseRange(std::string_view text) {
  RangeRef range;
  if (!ParseCorners(text, &range).empty()) return std::nullopt;
  return range;
}

absl::StatusOr<int32_t> ParseColumn(std::string_view text) {
  Corner corner;
  std::string_view problem = ParseCorner(text, &corner);
  if (problem.empty() && (corner.row != 0 || corner.column == 0)) problem = "is not a column";
  if (!problem.empty()) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidAddress,
        Concat("column ", Quoted(text), " ", problem, "; write letters A..XFD, for example C"));
  }
  return corner.column;
}

std::string ColumnName(int32_t column) {
  std::string name;
  for (; column > 0; column = (column - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (column - 1) % 26));
  }
  return name;
}

std::string FormatCell(CellRef cell) { return Concat(ColumnName(cell.column), cell.row); }

std::string FormatRange(const RangeRef& range) {
  if (range.first == range.last) return FormatCell(range.first);
  return Concat(FormatCell(range.first), ":", FormatCell(range.last));
}

bool Intersect(const RangeRef& a, const RangeRef& b, RangeRef* common) {
  const RangeRef both{
      {std::max(a.first.row, b.first.row), std::max(a.first.column, b.first.column)},
      {std::min(a.last.row, b.last.row), std::min(a.last.column, b.last.column)}};
  if (both.first.row > both.last.row || both.first.column > both.last.column) return false;
  *common = both;
  return true;
}

}  // namespace sheetgate::spreadsheet
