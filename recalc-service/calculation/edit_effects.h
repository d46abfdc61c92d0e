// EditEffects: where results may differ after an edit.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_EDIT_EFFECTS_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_EDIT_EFFECTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/range_index.h"
#include "spreadsheet/analysis/relative_range.h"

namespace sheetgate::recalc {

// The edited cells and every formula that may depend on them, however many formulas away: one that
// reads a computed address (INDIRECT, OFFSET) may read any of them.
class EditEffects {
 public:
  // Errors: the token's status.
  static absl::StatusOr<EditEffects> Find(const spreadsheet::DependencyGraph& graph,
                                          absl::Span<const spreadsheet::SheetRange> edited,
                                          const platform::CancellationToken& cancellation);

  // Whether any cell of the range is one of them.
  bool Touch(const spreadsheet::SheetRange& cells) const;

 private:
  using Index = spreadsheet::RangeIndex<spreadsheet::CompactRange>;
  std::vector<Index> by_sheet_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_EDIT_EFFECTS_H_
