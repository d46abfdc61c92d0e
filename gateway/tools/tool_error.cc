// ToolCaller::ErrorResult: an error as a model and a program can act on it.

#include <cmath>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/tools/tool_caller.h"
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

ToolResult ToolCaller::ErrorResult(const absl::Status& status, const std::string& request_id) {
  const ErrorReason reason = platform::ReasonOf(status);
  platform::ErrorMetadata metadata = platform::MetadataOf(status);
  metadata.erase("request_id");  // Services add it; here it has its own place.
  std::string message(status.message());
  // Only a developer can act on a defect, and its message may show internals.
  if (reason == ErrorReason::kInternal) {
    platform::Log(platform::Severity::kError, "a tool call failed by a defect",
                  {{"request_id", request_id}, {"error", status.ToString()}});
    message = platform::StrCat("the server failed; report it with request id ", request_id);
    metadata.clear();
  }

  ToolResult result;
  result.is_error = true;
  result.code = absl::StatusCodeToString(status.code());
  result.reason = platform::ReasonName(reason);
  std::string text = platform::StrCat(result.code, " ", result.reason, ": ", message);
  json error = {{"code", result.code},
                {"reason", result.reason},
                {"message", message},
                {"metadata", metadata},
                {"retryable", IsRetryable(status, reason)},
                {"request_id", request_id}};
  if (const auto delay = platform::RetryAfterOf(status)) {
    const auto milliseconds = static_cast<int64_t>(std::ceil(absl::ToDoubleMilliseconds(*delay)));
    error["retry_after_ms"] = milliseconds;
    platform::StrAppend(&text, "\nRetry after ", milliseconds, " ms.");
  } else if (IsRetryable(status, reason)) {
    platform::StrAppend(&text, "\nThe same call may succeed when repeated.");
  }
  if (const auto example = metadata.find("example"); example != metadata.end()) {
    platform::StrAppend(&text, "\nExample of arguments: ", example->second);
  }
  result.json = std::make_unique<json>(
      json{{"content", json::array({{{"type", "text"}, {"text", std::move(text)}}})},
           {"structuredContent", std::move(error)},
           {"isError", true}});
  return result;
}

}  // namespace sheetgate::gateway
