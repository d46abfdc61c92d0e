// GridChange: what an edit of the grid (cells inserted, deleted or moved) does to cells and ranges.
//
// Rows and columns inserted are cells whose band, the lines across them that move along, is the
// whole grid.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_GRID_CHANGE_H_
#define SHEETGATE_SPREADSHEET_FORMULA_GRID_CHANGE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

// Positions of lines from 1, both included.
struct LineSpan {
  int32_t first = 1;
  int32_t last = 1;
  bool operator==(const LineSpan&) const = default;
  bool Contains(const LineSpan& other) const { return first <= other.first && other.last <= last; }
  bool Meets(const LineSpan& other) const { return first <= other.last && other.first <= last; }
};

inline LineSpan LinesOf(const RangeRef& range, Axis axis) {
  if (axis == Axis::kRows) return {range.first.row, range.last.row};
  return {range.first.column, range.last.column};
}
inline void SetLines(const LineSpan& lines, Axis axis, RangeRef* range) {
  (axis == Axis::kRows ? range->first.row : range->first.column) = lines.first;
  (axis == Axis::kRows ? range->last.row : range->last.column) = lines.last;
}
inline Axis Across(Axis axis) { return axis == Axis::kRows ? Axis::kColumns : Axis::kRows; }
inline int32_t LineCount(Axis axis) { return axis == Axis::kRows ? kMaxRow : kMaxColumn; }

class GridChange {
 public:
  // nullopt for edits that leave the grid alone.
  static std::optional<GridChange> Of(const StructuralEdit& edit);

  // The sheet the edit is on, and where cells move to (elsewhere the same).
  int sheet() const { return sheet_; }
  int target_sheet() const { return target_sheet_; }
  bool Moves(int sheet, CellRef cell) const {
    return kind_ == Kind::kMove && sheet == sheet_ && block_.Contains(cell);
  }
  // A reference that changes has an end among these lines: of what is inserted or deleted and
  // behind it, of what moves and where it moves to. nullopt when it need not, being of all lines.
  std::optional<std::array<LineSpan, 2>> Touched(Axis axis) const;
  // Whether whole rows or columns are inserted or deleted, and which.
  bool IsOfLines(Axis axis) const { return lines_ && axis_ == axis; }

  // The range as a formula refers to it: beside what Range does, one whose edge moves follows it.
  std::optional<PlacedRange> Reference(int sheet, const RangeRef& range) const;
  std::optional<PlacedRange> Range(int sheet, const RangeRef& range, InsertBehind behind) const;
  bool Tears(int sheet, const RangeRef& range) const;
  // Adds where the cells of the range are.
  void AddPieces(int sheet, const RangeRef& range, InsertBehind behind,
                 std::vector<PlacedRange>* pieces) const;
  // Lines of an edit that IsOfLines: several together, or one alone, which stays on the grid and
  // beside what is deleted.
  std::optional<LineSpan> Lines(LineSpan lines) const;
  int32_t Line(int32_t line) const;

 private:
  enum class Kind : uint8_t { kInsert, kDelete, kMove };

  // Lines within the band become what they are after it; false when they are gone.
  bool Map(InsertBehind behind, LineSpan* lines) const;
  std::optional<PlacedRange> InBand(int sheet, const RangeRef& range, InsertBehind behind) const;
  PlacedRange Moved(const RangeRef& range) const;
  void FollowEdge(RangeRef* range) const;

  Kind kind_ = Kind::kInsert;
  Axis axis_ = Axis::kRows;
  bool lines_ = false;
  int sheet_ = 0;
  int target_sheet_ = 0;
  LineSpan span_;    // of what is inserted or deleted, along the axis
  LineSpan band_;    // and across it
  RangeRef block_;   // what is inserted, deleted or moved
  RangeRef target_;  // where it moves to
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_GRID_CHANGE_H_
