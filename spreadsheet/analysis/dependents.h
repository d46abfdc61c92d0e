// Everything that depends on cells, however many formulas away.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_DEPENDENTS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_DEPENDENTS_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/relative_range.h"

namespace sheetgate::spreadsheet {

// Formulas that depend on a root.
struct Dependents {
  SheetRange cells;
  size_t root = 0;  // one of those they depend on: the nearest, and of these the first
};

// The formulas that read `roots`, those that read them, and so on, as ranges of formulas that do
// not overlap; a root comes too when it depends on a root. References that only ask for a place
// (ROW(A1)) do not count; what INDIRECT and OFFSET read is not known. Takes time in the formulas
// found, not in those a reference spans. The token's status when cancelled.
absl::StatusOr<std::vector<Dependents>> FindDependents(
    const DependencyGraph& graph, absl::Span<const SheetRange> roots,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_DEPENDENTS_H_
