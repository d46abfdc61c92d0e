#include "gateway/tools/public_error.h"

#include <cmath>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using platform::ErrorReason;

// Whether the same call may succeed later.
bool IsRetryable(const absl::Status& status, ErrorReason reason) {
  return status.code() == absl::StatusCode::kUnavailable || reason == ErrorReason::kOverloaded ||
         reason == ErrorReason::kQueueTimeout || platform::RetryAfterOf(status).has_value();
}

}  // namespace

json PublicError(const absl::Status& status, const std::string& request_id) {
  const ErrorReason reason = platform::ReasonOf(status);
  platform::ErrorMetadata metadata = platform::MetadataOf(status);
  metadata.erase("request_id");  // Services add it; here it has its own place.
  std::string message(status.message());
  // Only a developer can act on a defect, and its message may show internals.
  if (reason == ErrorReason::kInternal) {
    platform::Log(platform::Severity::kError, "a call failed by a defect",
                  {{"request_id", request_id}, {"error", status.ToString()}});
    message = platform::StrCat("the server failed; report it with request id ", request_id);
    metadata.clear();
  }
  json error = {{"code", absl::StatusCodeToString(status.code())},
                {"reason", platform::ReasonName(reason)},
                {"message", message},
                {"metadata", metadata},
                {"retryable", IsRetryable(status, reason)},
                {"request_id", request_id}};
  if (const auto delay = platform::RetryAfterOf(status)) {
    error["retry_after_ms"] = static_cast<int64_t>(std::ceil(absl::ToDoubleMilliseconds(*delay)));
  }
  return error;
}

}  // namespace sheetgate::gateway
