// A call of RenderChart without its progress.
#include "recalc-service/rpc/read_chart.h"

#include "recalc-service/rpc/read_picture.h"
#include "recalc-service/rpc/render_chart.h"

namespace sheetgate::recalc {

absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::ReadScreenshotResponse>>> ReadChart(
    const v1::RenderChartRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  return ReadPicture(RenderChart(request, context, dependencies));
}

}  // namespace sheetgate::recalc
