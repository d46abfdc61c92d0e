// What depends on formulas that keep their values, where those values cannot be calculated with.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_KEPT_DEPENDENTS_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_KEPT_DEPENDENTS_H_

#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/calculation/plan.h"

namespace sheetgate::recalc {

struct KeptDependents {
  // The first reason of a cell counts; also cells of `plan.kept` that depend on others of them.
  std::vector<KeptFormula> formulas;
  // A formula of `plan.kept` may be older than the last edit.
  bool keeps_stale_values = false;
};

// A kept formula's value is good to calculate with unless it has none, the engine does not know it
// or, when the workbook was edited since (`stale_values`), the formula may depend on what was
// edited; without `edited` any formula that reads cells may. Formulas that read computed addresses
// (INDIRECT, OFFSET) may read any formula without a good value: they are dependents. Takes the
// plan's workbook, sheets and kept formulas. Errors as LoadDependencies.
absl::StatusOr<KeptDependents> FindKeptDependents(
    const CalculationPlan& plan, bool stale_values,
    const std::vector<spreadsheet::SheetRange>* edited,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_KEPT_DEPENDENTS_H_
