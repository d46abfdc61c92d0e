// What a recalculation tells.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_RECALCULATION_REPORT_H_
#define SHEETGATE_RECALC_SERVICE_RPC_RECALCULATION_REPORT_H_

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/calculation/results.h"
#include "sheetgate/recalc/v1/recalc_service.pb.h"

namespace sheetgate::recalc {

// All but revisions, engine and time. Lists end after 50 entries; counts tell how many there are.
// Errors as Workbook::LoadSheet.
absl::StatusOr<v1::RecalculateResult> ReportRecalculation(
    const CalculationPlan& plan, const CalculationResults& results,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_RECALCULATION_REPORT_H_
