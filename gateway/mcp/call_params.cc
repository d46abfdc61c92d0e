#include "gateway/mcp/call_params.h"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/mcp/request.h"
#include "gateway/mcp/server_core.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/trace_context.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

// The caller's trace from `_meta` (2026-07-28), else from the HTTP headers.
platform::TraceContext TraceOf(const json& params, const MessageContext& context) {
  const json* meta = MetaOf(params);
  if (meta != nullptr && meta->contains(kMetaTraceparent)) {
    return platform::ContinueTrace(StringMember(*meta, kMetaTraceparent).value_or(""),
                                   StringMember(*meta, kMetaTracestate).value_or(""));
  }
  const auto header = [&context](const char* name) {
    const auto found = context.headers.find(name);
    return found == context.headers.end() ? std::string() : found->second;
  };
  return platform::ContinueTrace(header(kMetaTraceparent), header(kMetaTracestate));
}

}  // namespace

RpcError InvalidParams(std::string_view what) {
  return {.code = kInvalidParams, .message = platform::StrCat("invalid params: ", what)};
}

std::optional<RpcError> ReadCallMeta(const json& params, CallMeta* out) {
  const json* meta = Member(params, "_meta");
  if (meta == nullptr) return std::nullopt;
  if (!meta->is_object()) return InvalidParams("_meta must be an object");
  if (const json* token = Member(*meta, kMetaProgressToken); token != nullptr) {
    if (!token->is_string() && !token->is_number_integer()) {
      return InvalidParams("_meta.progressToken must be a string or an integer");
    }
    out->progress_token = *token;
  }
  if (const json* timeout = Member(*meta, kMetaTimeoutMs); timeout != nullptr) {
    if (!timeout->is_number() || !(timeout->get<double>() > 0)) {
      return InvalidParams(platform::StrCat(
          "_meta[\"", kMetaTimeoutMs, "\"] must be a number of milliseconds, for example 5000"));
    }
    // Deadlines hold it within their bounds; this one keeps the sum with the clock's time finite.
    out->timeout = std::min(absl::Milliseconds(timeout->get<double>()), absl::Hours(24));
  }
  return std::nullopt;
}

absl::StatusOr<StartedCall> StartCall(Request& request, const CallMeta& meta) {
  ServerCore& core = *request.core();
  const MessageContext& message = request.context();
  StartedCall call;
  ASSIGN_OR_RETURN(call.ticket, core.calls.Enter(message.cancellation_scope, ToText(request.id()),
                                                 message.cancellation));
  call.context.request_id = message.request_id;
  call.context.trace = TraceOf(request.params(), message);
  call.context.principal = message.principal;
  call.context.cancellation = call.ticket->token();
  if (meta.timeout) call.context.deadline = core.clock.Now() + *meta.timeout;
  request.set_trace_id(call.context.trace.trace_id);
  return call;
}

}  // namespace sheetgate::gateway
