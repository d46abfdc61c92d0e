// FormulaMap: the formulas of a sheet in groups, and the cells that break a pattern.
//
// Formulas with the same relative form (relative_form.h) are one group however many cells they
// fill: B2:B10001 filled down from =A2*2 is one group with one range.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_MAP_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_MAP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Formulas that say the same wherever they stand.
struct FormulaGroup {
  // Of the relative form and the kind (see RelativeFingerprint): equal in every workbook.
  uint64_t fingerprint = 0;
  // Formulas: an array formula counts once, however many cells it fills.
  int64_t count = 0;
  // The first cell with such a formula, row by row; Sheet::Formula gives it.
  CellRef first;
  // kNormal also for shared formulas; else kArray or kDataTable.
  FormulaKind kind = FormulaKind::kNormal;
  bool has_shared = false;   // some are stored as members of a shared formula
  bool is_volatile = false;  // calls a function of IsVolatileFunction
  // Operands, operators and function calls.
  uint32_t complexity = 0;
  // The place of its ranges in FormulaMap::ranges.
  uint32_t first_range = 0;
  uint32_t range_count = 0;
};

// A cell inside a run of equal formulas, along a column or row, that has something else: the
// formula that was typed over. Up to 3 such cells in a row are found, when the equal formulas on
// both sides of them, at least one on each, are together at least 3 for each of them. Not among
// them: a formula that has its like beside it across the run, as the subtotals of a row of columns
// do; formulas that differ in the same way at 3 or more places of a run's row or column, which is
// how the sheet is built; members of array formulas.
struct FormulaOutlier {
  CellRef cell;
  // Has a value instead of a formula; else the group its formula is of.
  bool constant = false;
  uint32_t found_group = 0;
  // The run, from its first cell to its last, the outlier included.
  RangeRef run;
  bool along_column = true;
  // The group the run's formulas are of, and one cell that has it.
  uint32_t expected_group = 0;
  CellRef expected_at;
};

// Immutable once made.
class FormulaMap {
 public:
  // By first cell, row by row.
  const std::vector<FormulaGroup>& groups() const { return groups_; }
  // The cells of a group as rectangles that do not overlap, row by row by their first cell. Of an
  // array formula or data table the cells it fills.
  absl::Span<const RangeRef> ranges(const FormulaGroup& group) const {
    return absl::MakeConstSpan(ranges_).subspan(group.first_range, group.range_count);
  }
  // By cell, row by row.
  const std::vector<FormulaOutlier>& outliers() const { return outliers_; }
  // Heap bytes held, this object included.
  size_t memory_bytes() const;

 private:
  friend class FormulaMapBuilder;
  std::vector<FormulaGroup> groups_;
  std::vector<RangeRef> ranges_;
  std::vector<FormulaOutlier> outliers_;
};

// The map of a sheet as it is. The token's status when cancelled.
absl::StatusOr<std::shared_ptr<const FormulaMap>> MakeFormulaMap(
    const Sheet& sheet, const platform::CancellationToken& cancellation);

// The map of sheet `index` of a workbook, made when first asked for and kept in
// Workbook::derived(). Errors as Workbook::LoadSheet.
absl::StatusOr<std::shared_ptr<const FormulaMap>> LoadFormulaMap(
    const Workbook& workbook, int index, const platform::CancellationToken& cancellation);

// The formula an outlier would have if it went with its run, without the leading =.
std::string ExpectedFormula(const Sheet& sheet, const FormulaOutlier& outlier);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_MAP_H_
