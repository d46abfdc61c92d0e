// Kept formulas the inputs reach, and what of the outputs depends on them.
#include "recalc-service/calculation/doubts.h"

#include <algorithm>
#include <cstddef>

#include "platform/base/status_macros.h"
#include "recalc-service/calculation/kept_dependents.h"

namespace sheetgate::recalc {

using spreadsheet::CellRef;
using spreadsheet::RangeRef;
using spreadsheet::SheetRange;

namespace {

bool Contains(absl::Span<const SheetRange> ranges, int sheet, CellRef cell) {
  return std::ranges::any_of(ranges, [&](const SheetRange& range) {
    return range.sheet == sheet && range.range.Contains(cell);
  });
}

// Without cells (the last before the first) when they do not meet.
RangeRef Common(const RangeRef& a, const RangeRef& b) {
  return {{std::max(a.first.row, b.first.row), std::max(a.first.column, b.first.column)},
          {std::min(a.last.row, b.last.row), std::min(a.last.column, b.last.column)}};
}

}  // namespace

absl::StatusOr<Doubts> Doubts::Find(const CalculationPlan& plan,
                                    const spreadsheet::Workbook& workbook,
                                    const std::vector<SheetRange>& inputs,
                                    absl::Span<const SheetRange> outputs,
                                    const platform::CancellationToken& cancellation) {
  Doubts doubts;
  std::vector<KeptFormula> kept;
  std::vector<SheetRange> changed = inputs;
  for (const KeptFormula& formula : plan.kept) {
    if (formula.dependent || Contains(inputs, formula.sheet, formula.cell)) continue;
    kept.push_back(formula);
    if (formula.outdated) changed.push_back({formula.sheet, {formula.cell, formula.cell}});
  }
  if (kept.empty() || changed.empty()) return doubts;
  const KeptQuestion question{
      .kept = kept, .workbook = &workbook, .stale_values = true, .edited = &changed};
  ASSIGN_OR_RETURN(const KeptDependents found, FindKeptDependents(plan, question, cancellation));
  const auto add = [&](int sheet, CellRef cell, const std::string& reason, bool perhaps) {
    if (Contains(inputs, sheet, cell)) return;
    doubts.cells_.try_emplace({sheet, cell.row, cell.column}, Doubt{reason, perhaps});
  };
  // What such a formula depends on itself says less than what it is.
  for (const size_t i : found.outdated) {
    if (!Contains(outputs, kept[i].sheet, kept[i].cell)) continue;
    add(kept[i].sheet, kept[i].cell, kept[i].reason, false);
  }
  for (const KeptDependents::Cells& dependents : found.cells) {
    RETURN_IF_ERROR(cancellation.Check());
    for (const SheetRange& output : outputs) {
      if (output.sheet != dependents.range.sheet) continue;
      const RangeRef common = Common(output.range, dependents.range.range);
      for (CellRef cell = common.first; cell.row <= common.last.row; ++cell.row) {
        for (cell.column = common.first.column; cell.column <= common.last.column; ++cell.column) {
          add(output.sheet, cell, dependents.reason, dependents.perhaps);
        }
      }
    }
  }
  return doubts;
}

const Doubt* Doubts::Of(int sheet, CellRef cell) const {
  const auto found = cells_.find({sheet, cell.row, cell.column});
  return found == cells_.end() ? nullptr : &found->second;
}

}  // namespace sheetgate::recalc
