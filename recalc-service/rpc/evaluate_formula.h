// EvaluateFormula: one formula in the context of a workbook.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_EVALUATE_FORMULA_H_
#define SHEETGATE_RECALC_SERVICE_RPC_EVALUATE_FORMULA_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/what_if.pb.h"

namespace sheetgate::recalc {

// Errors: see the RPC. Refuses at once what cannot succeed.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::EvaluateFormulaResponse>>> EvaluateFormula(
    const v1::EvaluateFormulaRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_EVALUATE_FORMULA_H_
