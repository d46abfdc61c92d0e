// RenderChart: fetches a workbook's package and has the engine draw one chart of it. Its steps:
// picture_call.h.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_RENDER_CHART_H_
#define SHEETGATE_RECALC_SERVICE_RPC_RENDER_CHART_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/recalc_service.pb.h"

namespace sheetgate::recalc {

// Errors: see the RPC. Refuses at once what cannot succeed: no engine, or an unknown format.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::RenderChartResponse>>> RenderChart(
    const v1::RenderChartRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_RENDER_CHART_H_
