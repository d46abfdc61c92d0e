#include "gateway/mcp/resource_error.h"

#include <utility>

#include "gateway/tools/public_error.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

constexpr int kDefaultRetryMs = 1000;

int CodeOf(const absl::Status& status, Era era, bool retryable) {
  if (retryable) return kUnavailable;
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return era == Era::kModern ? kInvalidParams : kResourceNotFound;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kResourceExhausted:
      return kInvalidParams;
    case absl::StatusCode::kDeadlineExceeded:
      return kTimedOut;
    case absl::StatusCode::kCancelled:
      return kRequestCancelled;
    default:
      return kInternalError;
  }
}

}  // namespace

RpcError ResourceError(const absl::Status& status, Era era, std::string_view uri,
                       const std::string& request_id) {
  json data = PublicError(status, request_id);
  const std::string message = data["message"];
  data.erase("message");
  if (!uri.empty()) data["uri"] = uri;
  RpcError error;
  error.code = CodeOf(status, era, data["retryable"].get<bool>());
  error.message = status.code() == absl::StatusCode::kNotFound
                      ? platform::StrCat("resource not found: ", message)
                      : message;
  if (error.code == kUnavailable) {
    data["retryAfterMs"] = data.value("retry_after_ms", kDefaultRetryMs);
    error.http_status = 503;
  }
  data.erase("retry_after_ms");
  error.data = std::move(data);
  return error;
}

}  // namespace sheetgate::gateway
