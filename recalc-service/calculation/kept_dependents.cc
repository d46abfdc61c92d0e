// Kept formulas whose values are no good, and their dependents.
#include "recalc-service/calculation/kept_dependents.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/calculation/edit_effects.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/dependents.h"
#include "spreadsheet/analysis/formula_calls.h"
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

// Whether an edit may have changed what the formulas of a block come to. Without effects nothing is
// known of the edit.
bool MayHaveChanged(const DependencyGraph& graph, const FormulaBlock& block,
                    const std::optional<EditEffects>& effects) {
  if (effects.has_value()) return effects->Touch({block.sheet, block.cells});
  return graph.ChangesAlways(block) || graph.Gaps(block) != 0 ||
         std::ranges::any_of(graph.References(block), &RelativeRange::has_cells);
}

// "Sheet1!A1 (XLOOKUP)".
std::string Describe(const CalculationPlan& plan, int sheet, CellRef cell,
                     std::string_view reason) {
  return platform::StrCat(
      spreadsheet::FormatSheetPrefix(plan.workbook->sheets()[static_cast<size_t>(sheet)].name),
      spreadsheet::FormatCell(cell), " (", reason, ")");
}

// "INDIRECT"; empty when all that the block reads is known.
std::string_view ReadsUnknownCellsBy(const DependencyGraph& graph, const FormulaBlock& block) {
  for (const spreadsheet::DependencyGap gap : spreadsheet::kAllGaps) {
    if ((graph.Gaps(block) & gap) != 0) return spreadsheet::GapName(gap);
  }
  return {};
}

}  // namespace

absl::StatusOr<KeptDependents> FindKeptDependents(const CalculationPlan& plan,
                                                  const KeptQuestion& question,
                                                  const platform::CancellationToken& cancellation) {
  KeptDependents found;
  const auto is_suspect = [&](const KeptFormula& kept) {
    return question.stale_values || HasNoGoodValue(plan, kept);
  };
  if (std::ranges::none_of(question.kept, is_suspect)) return found;
  ASSIGN_OR_RETURN(const std::shared_ptr<const DependencyGraph> graph,
                   spreadsheet::LoadDependencies(*question.workbook, cancellation));
  std::optional<EditEffects> effects;
  if (question.stale_values && question.edited != nullptr) {
    ASSIGN_OR_RETURN(effects, EditEffects::Find(*graph, *question.edited, cancellation));
  }
  std::vector<SheetRange> roots;
  std::vector<std::string> causes;  // of each root
  for (size_t i = 0; i < question.kept.size(); ++i) {
    RETURN_IF_ERROR(cancellation.Check());
    const KeptFormula& kept = question.kept[i];
    SheetRange root{kept.sheet, {kept.cell, kept.cell}};
    bool is_old = false;
    graph->ForEachBlock(kept.sheet, root.range, [&](const FormulaBlock& part) {
      is_old = is_old || (question.stale_values && MayHaveChanged(*graph, part, effects));
      if (part.array) root.range = graph->Block(part.id).cells;
      return true;
    });
    found.keeps_stale_values = found.keeps_stale_values || is_old;
    if (!is_old && !HasNoGoodValue(plan, kept)) continue;
    found.outdated.push_back(i);
    roots.push_back(root);
    causes.push_back(Describe(plan, kept.sheet, kept.cell, kept.reason));
  }
  if (roots.empty()) return found;
  const auto add_dependents = [&](bool perhaps) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<Dependents> dependents,
                     spreadsheet::FindDependents(*graph, roots, cancellation));
    for (const Dependents& group : dependents) {
      found.cells.push_back(
          {group.cells, platform::StrCat("depends on ", causes[group.root]), perhaps});
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(add_dependents(/*perhaps=*/false));
  const std::string cause = causes.front();
  roots.clear();
  causes.clear();
  for (uint32_t id = 0; id < graph->block_count(); ++id) {
    const FormulaBlock block = graph->Block(id);
    const std::string_view by = ReadsUnknownCellsBy(*graph, block);
    if (by.empty()) continue;
    roots.push_back({block.sheet, block.cells});
    causes.push_back(Describe(plan, block.sheet, block.cells.first, by));
    found.cells.push_back(
        {roots.back(), platform::StrCat("may depend on ", cause, " through ", by), true});
  }
  RETURN_IF_ERROR(add_dependents(/*perhaps=*/true));
  return found;
}

}  // namespace sheetgate::recalc
