// Doubts: which values a what-if question does not get.
//
// Formulas the engine cannot calculate are constants there. What depends on one of them is right as
// long as nothing that one depends on is other than it was when its value was calculated.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_DOUBTS_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_DOUBTS_H_

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/calculation/plan.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::recalc {

struct Doubt {
  std::string reason;
  // The value may be right: a computed address (INDIRECT, OFFSET) leads to it.
  bool perhaps = false;
};

class Doubts {
 public:
  // `inputs` are cells that are set: formulas among them are replaced. `workbook` is the plan's, or
  // one that has more formulas. Errors as LoadDependencies.
  static absl::StatusOr<Doubts> Find(const CalculationPlan& plan,
                                     const spreadsheet::Workbook& workbook,
                                     const std::vector<spreadsheet::SheetRange>& inputs,
                                     absl::Span<const spreadsheet::SheetRange> outputs,
                                     const platform::CancellationToken& cancellation);

  // Of a cell of the outputs; null when the engine's value is the right one.
  const Doubt* Of(int sheet, spreadsheet::CellRef cell) const;

 private:
  absl::flat_hash_map<std::tuple<int, int32_t, int32_t>, Doubt> cells_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_DOUBTS_H_
