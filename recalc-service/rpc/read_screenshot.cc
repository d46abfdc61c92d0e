// A screenshot without its progress.
#include "recalc-service/rpc/read_screenshot.h"

#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "recalc-service/rpc/screenshot_sheet.h"

namespace sheetgate::recalc {
namespace {

using platform::AsyncSource;
using v1::ReadScreenshotResponse;
using v1::ScreenshotSheetResponse;

ReadScreenshotResponse PictureOf(ScreenshotSheetResponse update) {
  mcp::v1::Image& image = *update.mutable_result()->mutable_image();
  ReadScreenshotResponse response;
  response.mutable_header()->set_mime_type(image.mime_type());
  response.mutable_header()->set_size_bytes(static_cast<int64_t>(image.data().size()));
  response.set_blob(std::move(*image.mutable_data()));
  return response;
}

class PictureSource final : public AsyncSource<ReadScreenshotResponse> {
 public:
  explicit PictureSource(std::unique_ptr<AsyncSource<ScreenshotSheetResponse>> screenshot)
      : screenshot_(std::move(screenshot)) {}

  // Not used any more when `done` is called, which may destroy this source.
  void Next(Done done) override {
    screenshot_->Next([this, done = std::move(done)](
                          absl::StatusOr<std::optional<ScreenshotSheetResponse>> update) mutable {
      if (!update.ok()) return done(update.status());
      if (!update->has_value()) return done(std::nullopt);
      if ((*update)->has_progress()) return Next(std::move(done));
      done(PictureOf(**std::move(update)));
    });
  }

 private:
  const std::unique_ptr<AsyncSource<ScreenshotSheetResponse>> screenshot_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AsyncSource<ReadScreenshotResponse>>> ReadScreenshot(
    const v1::ScreenshotSheetRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  ASSIGN_OR_RETURN(auto screenshot, ScreenshotSheet(request, context, dependencies));
  return std::make_unique<PictureSource>(std::move(screenshot));
}

}  // namespace sheetgate::recalc
