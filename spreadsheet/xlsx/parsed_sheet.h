// ParsedSheet: the cells of a worksheet part as read, in columns of plain data.
//
// A cell takes 13 bytes (see cell_blocks.h), a row 8 and another 8 where the part is plain (see
// SheetLayout), a formula 12 and its text once; text is in the workbook's shared strings or, for
// inline strings and formula results, once in this sheet. Members of a shared formula hold the
// number of their group; their text is made when asked for.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PARSED_SHEET_H_
#define SHEETGATE_SPREADSHEET_XLSX_PARSED_SHEET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

#include "spreadsheet/model/sheet.h"
#include "spreadsheet/xlsx/block_vector.h"
#include "spreadsheet/xlsx/cell_blocks.h"
#include "spreadsheet/xlsx/shared_strings.h"
#include "spreadsheet/xlsx/sheet_layout.h"
#include "spreadsheet/xlsx/text_arena.h"

namespace sheetgate::spreadsheet {

// An array formula (18.3.1.40, t="array") or data table. Its first cell has the formula.
struct ArrayRange {
  RangeRef range;
  CellRef first;
  FormulaKind kind = FormulaKind::kArray;
  // Spilled by a dynamic array formula: its size is a result, so its first cell may be overwritten.
  bool dynamic = false;
};

// Immutable once built (by SheetBuilder).
class ParsedSheet : public Sheet {
 public:
  std::optional<RangeRef> used_range() const override { return used_range_; }
  int64_t cell_count() const override { return cell_count_; }
  int64_t formula_count() const override { return formula_count_; }
  size_t memory_bytes() const override;
  void Visit(const RangeRef& range, absl::FunctionRef<bool(const CellView&)> visit) const override;
  std::optional<CellView> Find(CellRef cell) const override;
  void VisitFormulas(const RangeRef& range,
                     absl::FunctionRef<bool(const FormulaView&)> visit) const override;
  std::string Formula(CellRef cell) const override;

  // memory_bytes() without the shared strings.
  size_t own_memory_bytes() const;
  // Cells stored, styled empty ones included.
  int64_t stored_cells() const { return cells_.size(); }
  // Where things stand in the part; null when the part has to be read for it (a part that is not
  // plain: see ContentPlace).
  const SheetLayout* layout() const { return layout_.get(); }
  // Style a new cell gets: the row's, else the column's, else 0 (18.3.1.73 row/@s, 18.3.1.13
  // col/@style).
  uint32_t DefaultStyle(CellRef cell) const;
  // Array formulas and data tables that cover more than one cell, by first cell.
  const std::vector<ArrayRange>& arrays() const { return arrays_; }
  // Group of the shared formula whose text stands at `cell`; nullopt when that is not so.
  std::optional<uint32_t> GroupOfMaster(CellRef cell) const;
  // Calls `visit` for each cell of these groups other than their masters, by cell.
  void VisitMembers(const std::vector<uint32_t>& groups,
                    absl::FunctionRef<void(CellRef)> visit) const;
  // Whether the cell has an <f> element of its own (members of an array do not).
  bool HasOwnFormula(CellRef cell) const;

 private:
  friend class SheetBuilder;

  struct Row {
    int32_t row;
    uint32_t first;  // cells of the row: [first, next row's first)
  };
  struct FormulaRecord {
    uint32_t cell;
    uint32_t at;    // kShared: group; else place in text_
    uint32_t size;  // of the text
  };
  struct Group {
    CellRef master;
    uint32_t at = 0;
    uint32_t size = 0;
  };
  struct StyledRows {
    int32_t row;
    uint32_t style;
  };
  struct StyledColumns {
    int32_t first, last;
    uint32_t style;
  };

  // Index into rows_ of the first row >= `row`.
  size_t RowFrom(int32_t row) const;
  uint32_t RowEnd(size_t row_index) const {
    return row_index + 1 < rows_.size() ? rows_[row_index + 1].first : cells_.size();
  }
  // Index of the cell; nullopt when not stored.
  std::optional<uint32_t> IndexOf(CellRef cell) const;
  CellView View(int32_t row, uint32_t index) const;
  const FormulaRecord* RecordOf(uint32_t index) const;
  FormulaView ViewFormula(int32_t row, const FormulaRecord& record) const;

  BlockVector<Row> rows_;
  CellBlocks cells_;
  BlockVector<FormulaRecord> formulas_;  // by cell
  std::vector<Group> groups_;
  std::vector<ArrayRange> arrays_;
  std::vector<StyledRows> row_styles_;  // by row
  std::vector<StyledColumns> column_styles_;
  TextArena text_;
  std::shared_ptr<const SharedStrings> strings_;
  std::unique_ptr<const SheetLayout> layout_;
  std::optional<RangeRef> used_range_;
  int64_t cell_count_ = 0;
  int64_t formula_count_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PARSED_SHEET_H_
