#include "gateway/mcp/request.h"

#include <utility>

#include "gateway/mcp/server_core.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {

using nlohmann::json;

Request::Request(std::shared_ptr<ServerCore> core, Era era, RpcMessage message,
                 std::string method_label, MessageContext context,
                 std::shared_ptr<Responder> responder)
    : core_(std::move(core)),
      era_(era),
      message_(std::move(message)),
      context_(std::move(context)),
      responder_(std::move(responder)),
      start_(core_->clock.Now()) {
  operation_.method = std::move(method_label);
  operation_.request_id = context_.request_id;
  operation_.transport = context_.http ? "http" : "stdio";
}

Request::~Request() {
  if (responder_ != nullptr) Fail({.code = kInternalError, .message = "internal error"});
}

void Request::Succeed(json result) { SucceedTool(std::move(result), false, "OK", ""); }

void Request::SucceedTool(json result, bool is_error, std::string code, std::string reason) {
  operation_.error_type = is_error ? "tool_error" : "";
  operation_.code = std::move(code);
  operation_.reason = std::move(reason);
  if (era_ == Era::kModern) {
    result["resultType"] = "complete";
    result["_meta"][kMetaServerInfo] = ServerInfo(*core_);
  }
  Answer(ResultResponse(message_.id, std::move(result)), 200);
}

void Request::Fail(const RpcError& error) {
  operation_.error_type = platform::StrCat(error.code);
  if (operation_.code.empty()) operation_.code = operation_.error_type;
  Answer(ErrorResponse(message_.id, error), error.http_status);
}

void Request::FailCall(const absl::Status& status, const RpcError& error) {
  operation_.code = absl::StatusCodeToString(status.code());
  operation_.reason = platform::ReasonName(platform::ReasonOf(status));
  Fail(error);
}

void Request::Refuse(const absl::Status& status) {
  operation_.reason = platform::ReasonName(platform::ReasonOf(status));
  const absl::Duration retry_after = platform::RetryAfterOf(status).value_or(absl::Seconds(1));
  Fail({.code = kUnavailable,
        .message = std::string(status.message()),
        .data = {{"reason", operation_.reason},
                 {"retryable", true},
                 {"retryAfterMs", absl::ToInt64Milliseconds(retry_after)}},
        .http_status = 503});
}

void Request::FinishCancelled() {
  operation_.error_type = "cancelled";
  operation_.code = "CANCELLED";
  operation_.reason = platform::ReasonName(platform::ErrorReason::kCancelled);
  if (!context_.http) return Answer(std::nullopt, 0);
  Answer(ErrorResponse(message_.id,
                       {.code = kRequestCancelled, .message = "the client cancelled the request"}),
         200);
}

void Request::Answer(std::optional<json> response, int http_status) {
  operation_.duration = core_->clock.Now() - start_;
  core_->operations.Record(operation_);
  std::exchange(responder_, nullptr)->Respond(std::move(response), http_status);
}

}  // namespace sheetgate::gateway
