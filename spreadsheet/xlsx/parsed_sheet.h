// ParsedSheet: the cells of a worksheet part as read, in columns of plain data.
//
// A cell takes 13 bytes (value 8, column 2, style 2, tag 1), a row with cells 8, a formula 12 and
// its text once; text is in the workbook's shared strings or, for inline strings and formula
// results, once in this sheet. Members of a shared formula hold the number of their group; their
// text is made when asked for.
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
#include "spreadsheet/xlsx/shared_strings.h"

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
  std::string Formula(CellRef cell) const override;

  // memory_bytes() without the shared strings.
  size_t own_memory_bytes() const;
  // Cells stored, styled empty ones included.
  int64_t stored_cells() const { return static_cast<int64_t>(columns_.size()); }
  // Style a new cell gets: the row's, else the column's, else 0 (18.3.1.73 row/@s, 18.3.1.13
  // col/@style).
  uint32_t DefaultStyle(CellRef cell) const;
  // Array formulas and data tables that cover more than one cell.
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
    uint32_t at;    // kShared: group; else offset in text_
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
    return row_index + 1 < rows_.size() ? rows_[row_index + 1].first
                                        : static_cast<uint32_t>(columns_.size());
  }
  // Index of the cell; nullopt when not stored.
  std::optional<uint32_t> IndexOf(CellRef cell) const;
  CellView View(int32_t row, uint32_t index) const;
  const FormulaRecord* RecordOf(uint32_t index) const;

  std::vector<Row> rows_;
  std::vector<uint16_t> columns_;
  std::vector<uint16_t> styles_;
  std::vector<uint8_t> tags_;  // see cell_tag.h
  std::vector<uint64_t>
      payloads_;  // double, string index, (offset, size) in text_, boolean or error
  std::vector<FormulaRecord> formulas_;  // by cell
  std::vector<Group> groups_;
  std::vector<ArrayRange> arrays_;
  std::vector<StyledRows> row_styles_;  // by row
  std::vector<StyledColumns> column_styles_;
  std::string text_;
  std::shared_ptr<const SharedStrings> strings_;
  std::optional<RangeRef> used_range_;
  int64_t cell_count_ = 0;
  int64_t formula_count_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PARSED_SHEET_H_
