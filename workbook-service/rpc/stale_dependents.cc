#include "workbook-service/rpc/stale_dependents.h"

#include <deque>
#include <map>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/range_set.h"

namespace sheetgate::workbook {

using spreadsheet::FormulaBlock;
using spreadsheet::RangeRef;
using spreadsheet::RelativeRange;
using spreadsheet::SheetRange;

absl::StatusOr<StaleDependents> CountStaleDependents(
    const spreadsheet::DependencyGraph& graph, const std::vector<SheetRange>& cells,
    const platform::CancellationToken& cancellation) {
  // Every cell is followed once; a filled column is one step.
  std::map<int, spreadsheet::RangeSet> reached;
  std::deque<SheetRange> waiting;
  const auto add = [&](int sheet, const RangeRef& range) {
    int64_t fresh = 0;
    for (const RangeRef& piece : reached[sheet].Add(range)) {
      waiting.push_back({sheet, piece});
      fresh += piece.cells();
    }
    return fresh;
  };
  std::map<int, std::vector<RangeRef>> written;
  for (const SheetRange& cell : cells) written[cell.sheet].push_back(cell.range);
  for (auto& [sheet, ranges] : written) {
    for (const RangeRef& range : spreadsheet::JoinRanges(std::move(ranges))) add(sheet, range);
  }
  StaleDependents dependents;
  for (int steps = 0; !waiting.empty(); ++steps) {
    if (steps == kMostDependentSteps) {
      dependents.truncated = true;
      break;
    }
    RETURN_IF_ERROR(cancellation.Check());
    const SheetRange from = waiting.front();
    waiting.pop_front();
    graph.ForEachReader(from.sheet, from.range,
                        [&](const FormulaBlock& part, const RelativeRange& reference) {
                          if (!reference.address_only()) {
                            dependents.formulas += add(part.sheet, part.cells);
                          }
                          return true;
                        });
  }
  return dependents;
}

}  // namespace sheetgate::workbook
