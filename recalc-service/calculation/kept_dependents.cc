// Kept formulas whose values are no good, and their dependents.
#include "recalc-service/calculation/kept_dependents.h"

#include <algorithm>
#include <memory>
#include <string>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/dependents.h"
#include "spreadsheet/formula/sheet_prefix.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellRef;
using spreadsheet::DependencyGraph;
using spreadsheet::Dependents;
using spreadsheet::FormulaBlock;
using spreadsheet::RangeRef;
using spreadsheet::RelativeRange;
using spreadsheet::SheetRange;

bool HasNoGoodValue(const CalculationPlan& plan, const KeptFormula& kept) {
  if (kept.left_to_engine) return true;
  const auto cell = plan.sheets[static_cast<size_t>(kept.sheet)]->Find(kept.cell);
  return !cell.has_value() || cell->type == spreadsheet::CellType::kEmpty;
}

bool MayHaveChanged(const DependencyGraph& graph, const FormulaBlock& block) {
  return graph.ChangesAlways(block) || graph.Gaps(block) != 0 ||
         std::ranges::any_of(graph.References(block), &RelativeRange::has_cells);
}

}  // namespace

absl::StatusOr<KeptDependents> FindKeptDependents(const CalculationPlan& plan, bool stale_values,
                                                  const platform::CancellationToken& cancellation) {
  KeptDependents found;
  const auto is_suspect = [&](const KeptFormula& kept) {
    return stale_values || HasNoGoodValue(plan, kept);
  };
  if (std::ranges::none_of(plan.kept, is_suspect)) return found;
  ASSIGN_OR_RETURN(const std::shared_ptr<const DependencyGraph> graph,
                   spreadsheet::LoadDependencies(*plan.workbook, cancellation));
  std::vector<SheetRange> roots;
  std::vector<const KeptFormula*> causes;  // of each root
  for (const KeptFormula& kept : plan.kept) {
    RETURN_IF_ERROR(cancellation.Check());
    SheetRange root{kept.sheet, {kept.cell, kept.cell}};
    bool is_old = false;
    graph->ForEachBlock(kept.sheet, root.range, [&](const FormulaBlock& part) {
      is_old = is_old || (stale_values && MayHaveChanged(*graph, part));
      if (part.array) root.range = graph->Block(part.id).cells;
      return true;
    });
    found.keeps_stale_values = found.keeps_stale_values || is_old;
    if (!is_old && !HasNoGoodValue(plan, kept)) continue;
    roots.push_back(root);
    causes.push_back(&kept);
  }
  ASSIGN_OR_RETURN(const std::vector<Dependents> dependents,
                   spreadsheet::FindDependents(*graph, roots, cancellation));
  const std::vector<spreadsheet::SheetInfo>& sheets = plan.workbook->sheets();
  for (const Dependents& group : dependents) {
    RETURN_IF_ERROR(cancellation.Check());
    const KeptFormula& cause = *causes[group.root];
    const std::string reason = platform::StrCat(
        "depends on ",
        spreadsheet::FormatSheetPrefix(sheets[static_cast<size_t>(cause.sheet)].name),
        spreadsheet::FormatCell(cause.cell), " (", cause.reason, ")");
    const RangeRef& range = group.cells.range;
    for (CellRef cell = range.first; cell.row <= range.last.row; ++cell.row) {
      for (cell.column = range.first.column; cell.column <= range.last.column; ++cell.column) {
        found.formulas.push_back({group.cells.sheet, cell, reason});
      }
    }
  }
  return found;
}

}  // namespace sheetgate::recalc
