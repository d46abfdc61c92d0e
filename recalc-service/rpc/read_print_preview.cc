// A call of PrintPreview without its progress.
#include "recalc-service/rpc/read_print_preview.h"

#include "recalc-service/rpc/print_preview.h"
#include "recalc-service/rpc/read_picture.h"

namespace sheetgate::recalc {

absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::ReadScreenshotResponse>>> ReadPrintPreview(
    const v1::PrintPreviewRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  return ReadPicture(PrintPreview(request, context, dependencies));
}

}  // namespace sheetgate::recalc
