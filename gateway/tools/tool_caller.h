// ToolCaller: one tool call from JSON arguments to a CallToolResult: decode, check, call upstream,
// encode.
#ifndef SHEETGATE_GATEWAY_TOOLS_TOOL_CALLER_H_
#define SHEETGATE_GATEWAY_TOOLS_TOOL_CALLER_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include <nlohmann/json_fwd.hpp>

#include "gateway/tools/tool_registry.h"
#include "gateway/upstream/deadlines.h"
#include "platform/rpc/request_context.h"

namespace sheetgate::platform {
class Clock;
class MetricsRegistry;
}  // namespace sheetgate::platform

namespace sheetgate::gateway {

class Upstreams;

struct ToolResult {
  // {content, structuredContent, isError} as MCP's CallToolResult wants it (without resultType and
  // _meta).
  std::unique_ptr<nlohmann::json> json;
  bool is_error = false;
  // For logs and metrics: gRPC code name ("OK", "NOT_FOUND") and reason ("" when OK).
  std::string code;
  std::string reason;
};

struct ToolProgress {
  double progress = 0;
  double total = 0;  // 0: unknown
  std::string message;
};

class ToolCaller {
 public:
  using Options = Deadlines;
  // All must outlive the caller and its calls, as must the registry the tools come from.
  ToolCaller(Upstreams& upstreams, Options options, const platform::Clock& clock,
             platform::MetricsRegistry& metrics);

  // Starts the call. `done` is called exactly once, on this or a gRPC thread; `progress` (may be
  // null) any number of times before, one at a time. The context's deadline (infinite: the tool's
  // default), held within the options' bounds, limits the call; cancelling its token cancels the
  // gRPC call, and then `done` gets a CANCELLED result. Argument errors come as is_error results
  // with `INVALID_ARGUMENT` and an example.
  void Call(const Tool& tool, const nlohmann::json& arguments,
            const platform::RequestContext& context,
            absl::AnyInvocable<void(const ToolProgress&)> progress,
            absl::AnyInvocable<void(ToolResult)> done);

  // An error as a tool result: text for the model and {code, reason, message, metadata, retryable,
  // retry_after_ms, request_id}. What only a developer can act on (INTERNAL, UNKNOWN, DATA_LOSS
  // without a reason) goes to the log; the result then only names the request id.
  static ToolResult ErrorResult(const absl::Status& status, const std::string& request_id);

 private:
  Upstreams& upstreams_;
  const Options options_;
  const platform::Clock& clock_;
  platform::MetricsRegistry& metrics_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_TOOL_CALLER_H_
