// EditedSheet: a parsed sheet with edits over it, and SheetEditor, which makes one.
#ifndef SHEETGATE_SPREADSHEET_XLSX_EDITED_SHEET_H_
#define SHEETGATE_SPREADSHEET_XLSX_EDITED_SHEET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/overlay.h"
#include "spreadsheet/xlsx/parsed_sheet.h"
#include "spreadsheet/xlsx/styles.h"

namespace sheetgate::spreadsheet {

// Immutable.
class EditedSheet : public Sheet {
 public:
  std::optional<RangeRef> used_range() const override { return used_range_; }
  int64_t cell_count() const override { return cell_count_; }
  int64_t formula_count() const override { return formula_count_; }
  size_t memory_bytes() const override { return base_->memory_bytes() + edit_memory_bytes(); }
  void Visit(const RangeRef& range, absl::FunctionRef<bool(const CellView&)> visit) const override;
  std::optional<CellView> Find(CellRef cell) const override;
  void VisitFormulas(const RangeRef& range,
                     absl::FunctionRef<bool(const FormulaView&)> visit) const override;
  std::string Formula(CellRef cell) const override;

  // What the file says, and what was edited since.
  const ParsedSheet& base() const { return *base_; }
  const Overlay& overlay() const { return overlay_; }
  // memory_bytes() without the base.
  size_t edit_memory_bytes() const { return sizeof(*this) + overlay_.memory_bytes(); }

 private:
  friend class SheetEditor;

  std::shared_ptr<const ParsedSheet> base_;
  Overlay overlay_;
  // Dynamic arrays whose first cell was overwritten: indexes into base().arrays().
  std::vector<size_t> dropped_arrays_;
  std::optional<RangeRef> used_range_;
  int64_t cell_count_ = 0;
  int64_t formula_count_ = 0;
};

// Applies changes to one sheet. Use once, from one thread.
class SheetEditor {
 public:
  explicit SheetEditor(std::shared_ptr<const ParsedSheet> base);
  explicit SheetEditor(const EditedSheet& previous);

  // INVALID_ARGUMENT: `INVALID_ADDRESS` (a cell outside the grid), `INVALID_FORMULA`,
  // `INVALID_ARGUMENT` (a value that no cell can hold, part of an array formula or data table, a
  // result for a cell without a formula).
  absl::Status Apply(const CellChange& change, StyleTable* styles);

  std::shared_ptr<const EditedSheet> Finish();

 private:
  absl::Status CheckArrays(CellRef cell);
  bool InArray(CellRef cell, FormulaKind* kind) const;
  bool Dropped(size_t array) const;
  // INVALID_ARGUMENT when another array overlaps this one: whose their cells are, nobody can say.
  absl::Status CheckApart(size_t array) const;
  void ClearMembers(const ArrayRange& array);
  void Store(const std::optional<CellView>& before, CellEdit edit);
  // The format a cell had before the first change.
  uint32_t FormatBefore(CellRef cell) const;

  std::shared_ptr<EditedSheet> sheet_;
  const Overlay before_;  // the edits before the first change
  // A cell on the edge of the used range was emptied: the range has to be found anew.
  bool edge_emptied_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_EDITED_SHEET_H_
