// Comparing the cells of two states of one sheet.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_CELLS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_CELLS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/changed_ranges.h"
#include "spreadsheet/analysis/compare_looks.h"
#include "spreadsheet/analysis/moved_references.h"
#include "spreadsheet/analysis/row_alignment.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

// How a cell changed. A cell that changed in several ways has the first of these that holds.
enum class CellChangeKind : uint8_t {
  kAdded,         // had no value and no formula
  kRemoved,       // has none any more
  kFormulaEdit,   // another formula, or one came or went
  kTypeChange,    // a constant of another type
  kValueEdit,     // another constant
  kRecalcResult,  // the same formula with another result
  kStyleEdit,     // looks different
};
inline constexpr size_t kCellChangeKinds = 7;
// "added", "removed", "formula_edit", "type_change", "value_edit", "recalc_result", "style_edit".
std::string_view NameOf(CellChangeKind kind);
std::optional<CellChangeKind> ParseCellChangeKind(std::string_view name);

using CellCounts = std::array<int64_t, kCellChangeKinds>;  // by CellChangeKind

// Two states of a sheet.
struct SheetStates {
  const Sheet& before;
  const Sheet& after;
  std::string_view old_name;
};

// Compares single cells. Not thread-safe.
class CellComparer {
 public:
  // `looks` may be null: looks are not compared then. Both must outlive the comparer.
  CellComparer(std::string_view old_name, const MovedReferences& moves, LookTable* looks)
      : old_name_(old_name), moves_(moves), looks_(looks) {}

  // How a cell with content on both sides changed; nullopt when it did not. The formulas are null
  // for cells that have no text of their own. Constants are compared exactly; numbers that formulas
  // of both sides gave are the same within a billionth, or 1e-15.
  std::optional<CellChangeKind> Compare(const CellView& before, const FormulaView* before_formula,
                                        const CellView& after, const FormulaView* after_formula);

  // Formulas that were the same only because their references moved with what they refer to.
  int64_t moved_formulas() const { return moved_formulas_; }

 private:
  bool SameFormula(const CellView& before, const FormulaView* before_formula, const CellView& after,
                   const FormulaView* after_formula);

  const std::string old_name_;
  const MovedReferences& moves_;
  LookTable* const looks_;
  int64_t moved_formulas_ = 0;
};

struct CellChanges {
  // Inserted and deleted rows do not count.
  CellCounts counts = {};
  // Keys are CellChangeKinds. Of removed cells as they were, of the others as they are; by first
  // cell, at most kMostChangedRanges.
  std::vector<ChangedRange> ranges;
  bool truncated = false;
  int64_t moved_formulas = 0;
  int64_t inserted_cells = 0;
  int64_t deleted_cells = 0;
};
inline constexpr size_t kMostChangedRanges = 20'000;

// Compares all cells, rows as `alignment` says. Memory is bounded by some ten thousand cells of
// both sides and the ranges.
absl::Status CompareCells(const SheetStates& sheets, const RowAlignment& alignment,
                          const MovedReferences& moves, LookTable* looks,
                          const platform::CancellationToken& cancellation, CellChanges* changes);

// The formula at a cell as it is stored, if it has one of its own.
std::optional<FormulaView> FormulaAt(const Sheet& sheet, CellRef cell);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_CELLS_H_
