// Circular references: formulas that read, over any number of others, themselves.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_CIRCULAR_REFERENCES_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_CIRCULAR_REFERENCES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

struct SheetCell {
  int32_t sheet = 0;
  CellRef cell;
  auto operator<=>(const SheetCell&) const = default;
};

// Cells that all depend on each other, and on themselves.
struct CircularReference {
  // The shortest circle through the first of the cells: each reads the next, the last the first.
  std::vector<SheetCell> circle;
  // All cells that depend on each other; a circle is part of them.
  int64_t cells = 0;
};

// Every circular reference, by first cell. References that only ask for a place (ROW(A1)) close no
// circle. What INDIRECT and OFFSET read is not known. Linear in formulas and the columns their
// references span, however many cells those hold. The token's status when cancelled;
// RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`) when array formulas span millions of columns.
absl::StatusOr<std::vector<CircularReference>> FindCircularReferences(
    const DependencyGraph& graph, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_CIRCULAR_REFERENCES_H_
