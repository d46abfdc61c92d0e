// Whether an engine loaded the whole workbook: engines read a part of a damaged or unusual package
// without a word. What they have is compared with what our own reader read.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_LOAD_CHECK_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_LOAD_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

#include "recalc-service/calculation/plan.h"
#include "recalc-service/engine/engine.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::recalc {

// FAILED_PRECONDITION (`ENGINE_PARTIAL_LOAD`) when `found`, the sheets an engine found, lacks a
// worksheet.
absl::Status CheckSheets(const spreadsheet::Workbook& workbook,
                         const std::vector<std::string>& found);

// The same when a constant is not what we read. `values` are those of the plan's probes.
absl::Status CheckProbes(const CalculationPlan& plan, absl::Span<const EngineValue> values);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_LOAD_CHECK_H_
