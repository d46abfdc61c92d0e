// Stale dependents: the formulas that an edit puts out of date, directly or through others.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_STALE_DEPENDENTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_STALE_DEPENDENTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/relative_range.h"

namespace sheetgate::workbook {

struct StaleDependents {
  int64_t formulas = 0;
  // There may be more: it took more than kMostDependentSteps to follow them.
  bool truncated = false;
};
inline constexpr int kMostDependentSteps = 5000;

// Cells with formulas outside `cells` that read them, each once. References that only INDIRECT and
// the like know are not seen. Errors: the token's status.
absl::StatusOr<StaleDependents> CountStaleDependents(
    const spreadsheet::DependencyGraph& graph, const std::vector<spreadsheet::SheetRange>& cells,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_STALE_DEPENDENTS_H_
