// A call of ScreenshotSheet without its progress.
#include "recalc-service/rpc/read_screenshot.h"

#include "recalc-service/rpc/read_picture.h"
#include "recalc-service/rpc/screenshot_sheet.h"

namespace sheetgate::recalc {

absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::ReadScreenshotResponse>>> ReadScreenshot(
    const v1::ScreenshotSheetRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  return ReadPicture(ScreenshotSheet(request, context, dependencies));
}

}  // namespace sheetgate::recalc
