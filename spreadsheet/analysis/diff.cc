// Two sheets walked side by side, a band of rows at a time.
#include "spreadsheet/analysis/diff.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

// Memory is bounded by the cells of one band on both sides.
constexpr int32_t kBandRows = 1024;
constexpr int64_t kCellsBetweenChecks = 4096;

absl::Status Collect(const Sheet& sheet, const RangeRef& band,
                     const platform::CancellationToken& cancellation,
                     std::vector<CellView>* cells) {
  cells->clear();
  absl::Status status;
  sheet.Visit(band, [&](const CellView& cell) {
    cells->push_back(cell);
    if (cells->size() % kCellsBetweenChecks == 0) status = cancellation.Check();
    return status.ok();
  });
  return status;
}

// What changed between two states of a cell that exists in both; nullopt when nothing did.
std::optional<CellDifference> Compare(const Sheet& before, const CellView& old_cell,
                                      const Sheet& after, const CellView& new_cell) {
  const bool same_value = SameValue(old_cell, new_cell);
  const bool formulas = old_cell.has_formula() || new_cell.has_formula();
  if (!formulas && same_value) return std::nullopt;
  CellDifference difference{.cell = new_cell.ref, .kind = ChangeKind::kValueEdit};
  if (formulas) {
    difference.old_formula = before.Formula(old_cell.ref);
    difference.new_formula = after.Formula(new_cell.ref);
    const bool same_formula = old_cell.has_formula() == new_cell.has_formula() &&
                              difference.old_formula == difference.new_formula;
    if (same_formula && same_value) return std::nullopt;
    difference.kind = same_formula ? ChangeKind::kRecalcResult : ChangeKind::kFormulaEdit;
  }
  difference.old_value = ToValue(old_cell);
  difference.new_value = ToValue(new_cell);
  return difference;
}

CellDifference Removed(const Sheet& before, const CellView& cell) {
  CellDifference difference{.cell = cell.ref, .kind = ChangeKind::kRemoved};
  difference.old_value = ToValue(cell);
  if (cell.has_formula()) difference.old_formula = before.Formula(cell.ref);
  return difference;
}

CellDifference Added(const Sheet& after, const CellView& cell) {
  CellDifference difference{.cell = cell.ref, .kind = ChangeKind::kAdded};
  difference.new_value = ToValue(cell);
  if (cell.has_formula()) difference.new_formula = after.Formula(cell.ref);
  return difference;
}

// The smallest range around both; nullopt when both sheets are empty.
std::optional<RangeRef> UsedByEither(const Sheet& before, const Sheet& after) {
  const std::optional<RangeRef> a = before.used_range(), b = after.used_range();
  if (!a.has_value() || !b.has_value()) return a.has_value() ? a : b;
  return RangeRef{
      {std::min(a->first.row, b->first.row), std::min(a->first.column, b->first.column)},
      {std::max(a->last.row, b->last.row), std::max(a->last.column, b->last.column)}};
}

}  // namespace

absl::Status DiffSheet(const Workbook& before, const Workbook& after, int index,
                       const platform::CancellationToken& cancellation,
                       absl::FunctionRef<bool(const CellDifference&)> visit) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> old_sheet,
                   before.LoadSheet(index, cancellation));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> new_sheet,
                   after.LoadSheet(index, cancellation));
  if (old_sheet == new_sheet) return absl::OkStatus();
  const std::optional<RangeRef> used = UsedByEither(*old_sheet, *new_sheet);
  if (!used.has_value()) return absl::OkStatus();

  std::vector<CellView> old_cells, new_cells;
  for (int32_t row = used->first.row; row <= used->last.row; row += kBandRows) {
    RETURN_IF_ERROR(cancellation.Check());
    const RangeRef band{{row, used->first.column},
                        {std::min(row + kBandRows - 1, used->last.row), used->last.column}};
    RETURN_IF_ERROR(Collect(*old_sheet, band, cancellation, &old_cells));
    RETURN_IF_ERROR(Collect(*new_sheet, band, cancellation, &new_cells));
    int64_t steps = 0;
    for (auto a = old_cells.begin(), b = new_cells.begin();
         a != old_cells.end() || b != new_cells.end();) {
      if (++steps % kCellsBetweenChecks == 0) RETURN_IF_ERROR(cancellation.Check());
      std::optional<CellDifference> difference;
      if (b == new_cells.end() || (a != old_cells.end() && a->ref < b->ref)) {
        difference = Removed(*old_sheet, *a++);
      } else if (a == old_cells.end() || b->ref < a->ref) {
        difference = Added(*new_sheet, *b++);
      } else {
        difference = Compare(*old_sheet, *a++, *new_sheet, *b++);
      }
      if (!difference.has_value()) continue;
      difference->sheet = index;
      if (!visit(*difference)) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
