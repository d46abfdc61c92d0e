// Structural edits: changes of the grid, the sheets and the names under the formulas, and how one
// formula, one range and one list of ranges read afterwards, as Excel leaves them.
//
// The one rule: what refers keeps referring to the same cells; what is gone becomes #REF!, and
// everything that is no reference stays to the byte. docs/architecture/structural-edits.md has the
// rules with their sources. Example:
//
//   const StructuralRewriter rewriter(InsertLines{.sheet = 0, .first = 3, .count = 2}, {"Sales"});
//   rewriter.Rewrite("SUM($A$1:A2)*B7", 0)   // "SUM($A$1:A2)*B9"
//   rewriter.Rewrite("SUM($A$1:A2)", 0)      // nullopt: as it was
//
// Sheets are meant by their index in tab order before the edit, in what goes in and what comes out.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_STRUCTURAL_EDIT_H_
#define SHEETGATE_SPREADSHEET_FORMULA_STRUCTURAL_EDIT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

// Rows or columns; of cells inserted or deleted, the direction the others move in: kRows is up and
// down, kColumns left and right.
enum class Axis : uint8_t { kRows, kColumns };

// `count` (from 1) empty rows or columns in front of the one that is `first` (from 1).
struct InsertLines {
  int sheet = 0;
  Axis axis = Axis::kRows;
  int32_t first = 1;
  int32_t count = 1;
};

struct DeleteLines {
  int sheet = 0;
  Axis axis = Axis::kRows;
  int32_t first = 1;
  int32_t count = 1;
};

// Empty cells where `block` is; what is there and behind it moves down (kRows) or right.
struct InsertCells {
  int sheet = 0;
  RangeRef block;
  Axis shift = Axis::kRows;
};

// The cells of `block` go; those behind move up (kRows) or left.
struct DeleteCells {
  int sheet = 0;
  RangeRef block;
  Axis shift = Axis::kRows;
};

// Cut and paste: the cells of `source` come to stand at `anchor`, their new upper left cell, and
// overwrite what is there. The target must lie within the grid.
struct MoveCells {
  int sheet = 0;
  RangeRef source;
  int target_sheet = 0;
  CellRef anchor;
  // The names that are local to `sheet`: formulas that move to another sheet say whose they mean.
  std::vector<std::string> local_names;
};

struct RenameSheet {
  int sheet = 0;
  std::string name;
  // Also where it is an end of a 3-D reference; not in a copy of the sheet, which is beside it.
  bool spans = true;
};

// The tables and names of the sheet go with it: a DeleteTable for each of its tables belongs to
// this edit.
struct DeleteSheet {
  int sheet = 0;
};

// `position`: the index in tab order the sheet then has. Matters to 3-D references only.
struct MoveSheet {
  int sheet = 0;
  int position = 0;
};

struct RenameName {
  std::string from, to;
  int sheet = -1;              // the sheet the name is local to; -1: of the workbook
  std::vector<int> hidden_on;  // sheets with a local name `from`, which hides the workbook's there
  bool callable = false;       // it stands for a LAMBDA, so that Tax(1) calls it
};

struct RenameTable {
  std::string from, to;
};

struct PlacedTable {
  int sheet = 0;
  Table table;  // as it is before the edit
};

struct RenameTableColumn {
  PlacedTable table;
  std::string from, to;  // as people read them, without escapes
};

// Columns go from a table: `first` (from 0) among its columns.
struct DeleteTableColumns {
  PlacedTable table;
  int first = 0;
  int count = 1;
};

// A table ends. With `keep_cells` it becomes a plain range (Excel's Convert to Range) and
// references to it become addresses; otherwise its cells are deleted and references become #REF!.
struct DeleteTable {
  PlacedTable table;
  bool keep_cells = true;
};

using StructuralEdit = std::variant<InsertLines, DeleteLines, InsertCells, DeleteCells, MoveCells,
                                    RenameSheet, DeleteSheet, MoveSheet, RenameName, RenameTable,
                                    RenameTableColumn, DeleteTableColumns, DeleteTable>;

struct PlacedCell {
  int sheet = 0;
  CellRef cell;
  bool operator==(const PlacedCell&) const = default;
};

struct PlacedRange {
  int sheet = 0;
  RangeRef range;
  bool operator==(const PlacedRange&) const = default;
};

// What lines (or cells) inserted just behind the last line of a range do to it. In front of the
// first line a range always moves, between its lines it always grows.
enum class InsertBehind : uint8_t {
  // Nothing: references, merged cells, tables, filters, hyperlinks, print areas, protected ranges.
  kStays,
  // It grows: conditional formats and validations, because what is inserted takes over the format
  // of the line before it.
  kGrows,
};

class FormulaRewriter;

// One edit. Immutable; use from any number of threads.
class StructuralRewriter {
 public:
  // `sheets`: the names of all sheets in tab order before the edit, chart sheets included. The edit
  // must lie within the grid and name sheets that are there.
  StructuralRewriter(StructuralEdit edit, std::vector<std::string> sheets);
  StructuralRewriter(StructuralRewriter&&) noexcept;
  StructuralRewriter& operator=(StructuralRewriter&&) noexcept;
  ~StructuralRewriter();

  const StructuralEdit& edit() const { return edit_; }

  // A formula, as stored, of a cell (or chart, sparkline, ...) of `sheet` after the edit, as
  // stored; nullopt when it stays. `cell`: where a formula of a cell stands before the edit; it
  // matters to moves and to tables that end. Allocates nothing for a formula that stays, but for
  // names of sheets in other scripts than Latin. A formula whose tokens or parentheses are not
  // sound stays.
  std::optional<std::string> Rewrite(std::string_view formula, int sheet,
                                     std::optional<CellRef> cell = std::nullopt) const;

  // A formula whose relative references are distances from an anchor, not places: of a defined name
  // (both anchors A1, `sheet` -1 unless the name is local), of a conditional format or validation
  // (the upper left cells of its ranges before and after the edit). Relative parts follow the
  // anchor, the other parts follow the edit.
  std::optional<std::string> RewriteAnchored(std::string_view formula, int sheet, CellRef before,
                                             CellRef after) const;

  // Where a cell is after the edit; nullopt when it is gone: deleted, overwritten, pushed off the
  // grid.
  std::optional<PlacedCell> RewriteCell(int sheet, CellRef cell) const;

  // Where a range that is one thing (a merge, a table, a hyperlink, a filter) is after the edit:
  // it grows, shrinks, moves; nullopt when it is gone. One that the edit would tear stays.
  std::optional<PlacedRange> RewriteRange(int sheet, const RangeRef& range,
                                          InsertBehind behind = InsertBehind::kStays) const;

  // Whether the edit moves, deletes or overwrites a part of the range only and the rest could not
  // close up to one range again. Excel refuses such edits of merged cells, tables and arrays.
  bool Tears(int sheet, const RangeRef& range) const;

  // Where the cells of `ranges` (the sqref of a conditional format or validation) are: cell by
  // cell, so that an edit which tears a range leaves pieces of it. Cells moved to another sheet
  // come under that sheet. nullopt when nothing changes; empty when all are gone.
  std::optional<std::vector<PlacedRange>> RewriteRanges(
      int sheet, const std::vector<RangeRef>& ranges,
      InsertBehind behind = InsertBehind::kGrows) const;

 private:
  StructuralEdit edit_;
  std::unique_ptr<const FormulaRewriter> formulas_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_STRUCTURAL_EDIT_H_
