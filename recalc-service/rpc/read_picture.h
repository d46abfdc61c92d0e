// ReadPicture: the picture of a call that draws, without the call's progress, as a resource's
// bytes.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_READ_PICTURE_H_
#define SHEETGATE_RECALC_SERVICE_RPC_READ_PICTURE_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"

#include "platform/rpc/response_source.h"
#include "sheetgate/recalc/v1/screenshot.pb.h"

namespace sheetgate::recalc {

// `Response` is that of a tool whose result has an `image`.
template <typename Response>
class PictureSource final : public platform::AsyncSource<v1::ReadScreenshotResponse> {
 public:
  explicit PictureSource(std::unique_ptr<platform::AsyncSource<Response>> call)
      : call_(std::move(call)) {}

  // Not used any more when `done` is called, which may destroy this source.
  void Next(Done done) override {
    call_->Next(
        [this, done = std::move(done)](absl::StatusOr<std::optional<Response>> update) mutable {
          if (!update.ok()) return done(update.status());
          if (!update->has_value()) return done(std::nullopt);
          if ((*update)->has_progress()) return Next(std::move(done));
          done(PictureOf(**std::move(update)));
        });
  }

 private:
  static v1::ReadScreenshotResponse PictureOf(Response update) {
    mcp::v1::Image& image = *update.mutable_result()->mutable_image();
    v1::ReadScreenshotResponse response;
    response.mutable_header()->set_mime_type(image.mime_type());
    response.mutable_header()->set_size_bytes(static_cast<int64_t>(image.data().size()));
    response.set_blob(std::move(*image.mutable_data()));
    return response;
  }

  const std::unique_ptr<platform::AsyncSource<Response>> call_;
};

// The picture of a call that was started, or the error it was refused with.
template <typename Response>
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::ReadScreenshotResponse>>> ReadPicture(
    absl::StatusOr<std::unique_ptr<platform::AsyncSource<Response>>> call) {
  if (!call.ok()) return call.status();
  return std::make_unique<PictureSource<Response>>(*std::move(call));
}

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_READ_PICTURE_H_
