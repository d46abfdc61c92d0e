// Sheet: the cells of one worksheet, immutable and safe to read from any thread.
#ifndef SHEETGATE_SPREADSHEET_MODEL_SHEET_H_
#define SHEETGATE_SPREADSHEET_MODEL_SHEET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

// A formula as stored. Valid as long as the sheet it comes from.
struct FormulaView {
  CellRef ref;
  FormulaKind kind = FormulaKind::kNormal;
  // Without the leading =, as it stands at `origin`: of a shared formula the cell that holds the
  // text, else `ref`. At `ref` it reads as ShiftFormula moves it by ref - origin.
  std::string_view text;
  CellRef origin;
  // The cells an array formula or data table fills; else the one cell.
  RangeRef range;
};

class Sheet {
 public:
  virtual ~Sheet() = default;

  // The smallest range with every cell that has a value or a formula; nullopt for an empty sheet.
  virtual std::optional<RangeRef> used_range() const = 0;
  // Cells with a value or formula, and cells with a formula.
  virtual int64_t cell_count() const = 0;
  virtual int64_t formula_count() const = 0;
  // Heap bytes this sheet holds, shared parts included.
  virtual size_t memory_bytes() const = 0;

  // Calls `visit` for each cell of `range` that has a value or a formula, row by row, columns
  // ascending, until it returns false. Styled empty cells are skipped.
  virtual void Visit(const RangeRef& range,
                     absl::FunctionRef<bool(const CellView&)> visit) const = 0;

  // The cell, also when it only has a style; nullopt when nothing is stored there.
  virtual std::optional<CellView> Find(CellRef cell) const = 0;

  // Calls `visit` for each formula of `range`, row by row, columns ascending, until it returns
  // false. Array formulas and data tables come once, at their first cell. Makes no texts.
  virtual void VisitFormulas(const RangeRef& range,
                             absl::FunctionRef<bool(const FormulaView&)> visit) const = 0;

  // Formula text without the leading =, shared formulas shifted to this cell; empty when the cell
  // has none. For a cell inside an array formula or data table other than its first cell: empty
  // too.
  virtual std::string Formula(CellRef cell) const = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_SHEET_H_
