// Roots, their dependents, and both in an index.
#include "recalc-service/calculation/edit_effects.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/dependents.h"

namespace sheetgate::recalc {

using spreadsheet::CompactRange;
using spreadsheet::DependencyGraph;
using spreadsheet::Dependents;
using spreadsheet::FormulaBlock;
using spreadsheet::SheetRange;

absl::StatusOr<EditEffects> EditEffects::Find(const DependencyGraph& graph,
                                              absl::Span<const SheetRange> edited,
                                              const platform::CancellationToken& cancellation) {
  std::vector<SheetRange> touched(edited.begin(), edited.end());
  for (uint32_t id = 0; !edited.empty() && id < graph.block_count(); ++id) {
    const FormulaBlock block = graph.Block(id);
    if (graph.Gaps(block) != 0) touched.push_back({block.sheet, block.cells});
  }
  ASSIGN_OR_RETURN(const std::vector<Dependents> dependents,
                   spreadsheet::FindDependents(graph, touched, cancellation));
  for (const Dependents& group : dependents) touched.push_back(group.cells);

  std::vector<std::vector<Index::Entry>> entries;
  for (const SheetRange& cells : touched) {
    const auto sheet = static_cast<size_t>(cells.sheet);
    entries.resize(std::max(entries.size(), sheet + 1));
    const CompactRange range = CompactRange::Of(cells.range);
    entries[sheet].push_back({range, range});
  }
  EditEffects effects;
  for (std::vector<Index::Entry>& of_sheet : entries) {
    effects.by_sheet_.emplace_back(std::move(of_sheet));
  }
  return effects;
}

bool EditEffects::Touch(const SheetRange& cells) const {
  const auto sheet = static_cast<size_t>(cells.sheet);
  if (sheet >= by_sheet_.size()) return false;
  const CompactRange wanted = CompactRange::Of(cells.range);
  bool touched = false;
  by_sheet_[sheet].ForEach(cells.range, [&](const CompactRange& range) {
    touched = range.Touches(wanted);
    return !touched;
  });
  return touched;
}

}  // namespace sheetgate::recalc
