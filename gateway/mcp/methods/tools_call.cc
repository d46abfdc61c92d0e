#include "gateway/mcp/methods/tools_call.h"

#include <optional>
#include <utility>

#include "gateway/mcp/call_params.h"
#include "gateway/mcp/progress.h"
#include "gateway/mcp/server_core.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

struct CallParams {
  std::string name;
  json arguments = json::object();
  CallMeta meta;
};

std::optional<RpcError> ReadParams(json& params, CallParams* out) {
  const auto name = StringMember(params, "name");
  if (!name) return InvalidParams("name must be a string, the name of a tool of tools/list");
  out->name = *name;
  if (const auto arguments = params.find("arguments"); arguments != params.end()) {
    if (!arguments->is_object()) {
      return InvalidParams(
          "arguments must be an object, for example {\"workbook_id\": \"wb-1a2b3c\"}; not a string "
          "that holds JSON");
    }
    out->arguments = std::move(*arguments);
  }
  return ReadCallMeta(params, &out->meta);
}

// A tool that is not offered is unknown; the message says what would offer it, if anything.
RpcError UnknownTool(const ToolRegistry& tools, const std::string& name) {
  const std::string setting = tools.HowToEnable(name);
  const std::string nearest = setting.empty() ? tools.Nearest(name) : "";
  RpcError error = InvalidParams(
      platform::StrCat("unknown tool '", name, "'; ",
                       !setting.empty()  ? setting
                       : nearest.empty() ? "call tools/list to see the tools"
                                         : platform::StrCat("did you mean '", nearest, "'?")));
  error.data = {{"tool", name}};
  if (!nearest.empty()) error.data["suggestion"] = nearest;
  if (!setting.empty()) error.data["howToEnable"] = setting;
  return error;
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

  auto started = StartCall(request, call.meta);
  if (!started.ok()) return request.Refuse(started.status());

  absl::AnyInvocable<void(const ToolProgress&)> progress;
  if (!call.meta.progress_token.is_null()) {
    progress = [reporter = ProgressReporter(std::move(call.meta.progress_token),
                                            request.responder(), core.clock)](
                   const ToolProgress& step) mutable { reporter.Report(step); };
  }
  core.caller.Call(*tool, call.arguments, started->context, std::move(progress),
                   [ticket = std::move(started->ticket),
                    request = std::move(request)](ToolResult result) mutable {
                     Finish(request, ticket->Settle(), std::move(result));
                     // Only now: "no call in flight" means that all were answered.
                     ticket.reset();
                   });
}

}  // namespace sheetgate::gateway
