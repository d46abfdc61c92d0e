// What depends on formulas that keep their values, where those values cannot be calculated with.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_KEPT_DEPENDENTS_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_KEPT_DEPENDENTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/calculation/plan.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::recalc {

struct KeptQuestion {
  // The plan's, or some of them.
  absl::Span<const KeptFormula> kept;
  // The plan's, or one that has more formulas.
  const spreadsheet::Workbook* workbook = nullptr;
  // The workbook was edited since its values were calculated; which cells, or null: any.
  bool stale_values = false;
  const std::vector<spreadsheet::SheetRange>* edited = nullptr;
};

struct KeptDependents {
  struct Cells {
    spreadsheet::SheetRange range;
    std::string reason;
    // It reads a computed address (INDIRECT, OFFSET), which may be that of a formula without a good
    // value, or depends on a formula that does.
    bool perhaps = false;
  };

  // Those of `kept` without a good value: indices.
  std::vector<size_t> outdated;
  // What depends on them, also others of `kept`. Of a cell the first counts.
  std::vector<Cells> cells;
  // Of one of `kept` the edit made the value old.
  bool keeps_stale_values = false;
};

// A kept formula's value is good to calculate with unless it has none, the engine does not know it
// or, when the workbook was edited since, the formula may depend on what was edited; where that is
// not known any formula that reads cells may. Takes the plan's sheets too. Errors as
// LoadDependencies.
absl::StatusOr<KeptDependents> FindKeptDependents(const CalculationPlan& plan,
                                                  const KeptQuestion& question,
                                                  const platform::CancellationToken& cancellation);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_KEPT_DEPENDENTS_H_
