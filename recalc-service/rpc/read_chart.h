// ReadChart: the picture of RenderChart as a resource.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_READ_CHART_H_
#define SHEETGATE_RECALC_SERVICE_RPC_READ_CHART_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/recalc_service.pb.h"

namespace sheetgate::recalc {

// Errors: see the RPC.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::ReadScreenshotResponse>>> ReadChart(
    const v1::RenderChartRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_READ_CHART_H_
