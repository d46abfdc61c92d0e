#include "gateway/mcp/methods/tools_call.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/mcp/progress.h"
#include "gateway/mcp/server_core.h"
#include "platform/base/strings.h"
#include "platform/observability/trace_context.h"
#include "platform/rpc/request_context.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

struct CallParams {
  std::string name;
  json arguments = json::object();
  json progress_token;  // null: none
  std::optional<absl::Duration> timeout;
};

RpcError Invalid(std::string_view what) {
  return {.code = kInvalidParams, .message = platform::StrCat("invalid params: ", what)};
}

std::optional<RpcError> ReadMeta(const json& meta, CallParams* out) {
  if (const json* token = Member(meta, kMetaProgressToken); token != nullptr) {
    if (!token->is_string() && !token->is_number_integer()) {
      return Invalid("_meta.progressToken must be a string or an integer");
    }
    out->progress_token = *token;
  }
  if (const json* timeout = Member(meta, kMetaTimeoutMs); timeout != nullptr) {
    if (!timeout->is_number() || !(timeout->get<double>() > 0)) {
      return Invalid(platform::StrCat("_meta[\"", kMetaTimeoutMs,
                                      "\"] must be a number of milliseconds, for example 5000"));
    }
    // ToolCaller holds it within its bounds; this one keeps the sum with the clock's time finite.
    out->timeout = std::min(absl::Milliseconds(timeout->get<double>()), absl::Hours(24));
  }
  return std::nullopt;
}

std::optional<RpcError> ReadParams(json& params, CallParams* out) {
  const auto name = StringMember(params, "name");
  if (!name) return Invalid("name must be a string, the name of a tool of tools/list");
  out->name = *name;
  if (const auto arguments = params.find("arguments"); arguments != params.end()) {
    if (!arguments->is_object()) {
      return Invalid(
          "arguments must be an object, for example {\"workbook_id\": \"wb-1a2b3c\"}; not a string "
          "that holds JSON");
    }
    out->arguments = std::move(*arguments);
  }
  if (const json* meta = Member(params, "_meta"); meta != nullptr) {
    if (!meta->is_object()) return Invalid("_meta must be an object");
    return ReadMeta(*meta, out);
  }
  return std::nullopt;
}

RpcError UnknownTool(const ToolRegistry& tools, const std::string& name) {
  const std::string nearest = tools.Nearest(name);
  RpcError error = Invalid(
      platform::StrCat("unknown tool '", name, "'",
                       nearest.empty() ? "; call tools/list to see the tools"
                                       : platform::StrCat("; did you mean '", nearest, "'?")));
  error.data = {{"tool", name}};
  if (!nearest.empty()) error.data["suggestion"] = nearest;
  return error;
}

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

void Finish(Request& request, bool cancelled_by_client, ToolResult result) {
  if (cancelled_by_client) return request.FinishCancelled();
  request.SucceedTool(std::move(*result.json), result.is_error, std::move(result.code),
                      std::move(result.reason));
}

}  // namespace

void AnswerToolsCall(Request request) {
  ServerCore& core = *request.core();
  CallParams call;
  if (const auto error = ReadParams(request.params(), &call)) return request.Fail(*error);
  const Tool* tool = core.tools.Find(call.name);
  if (tool == nullptr) return request.Fail(UnknownTool(core.tools, call.name));
  request.set_tool(tool->name);

  const MessageContext& message = request.context();
  auto ticket =
      core.calls.Enter(message.cancellation_scope, ToText(request.id()), message.cancellation);
  if (!ticket.ok()) return request.Refuse(ticket.status());

  platform::RequestContext context;
  context.request_id = message.request_id;
  context.trace = TraceOf(request.params(), message);
  context.principal = message.principal;
  context.cancellation = (*ticket)->token();
  if (call.timeout) context.deadline = core.clock.Now() + *call.timeout;
  request.set_trace_id(context.trace.trace_id);

  absl::AnyInvocable<void(const ToolProgress&)> progress;
  if (!call.progress_token.is_null()) {
    progress = [reporter = ProgressReporter(std::move(call.progress_token), request.responder(),
                                            core.clock)](const ToolProgress& step) mutable {
      reporter.Report(step);
    };
  }
  core.caller.Call(
      *tool, call.arguments, context, std::move(progress),
      [ticket = *std::move(ticket), request = std::move(request)](ToolResult result) mutable {
        Finish(request, ticket->Settle(), std::move(result));
        // Only now: "no call in flight" means that all were answered.
        ticket.reset();
      });
}

}  // namespace sheetgate::gateway
