// What the methods that call a service have in common: `_meta`, the trace, the ticket and the
// context of the call.
#ifndef SHEETGATE_GATEWAY_MCP_CALL_PARAMS_H_
#define SHEETGATE_GATEWAY_MCP_CALL_PARAMS_H_

#include <memory>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include <nlohmann/json.hpp>

#include "gateway/mcp/calls_in_flight.h"
#include "gateway/mcp/json_rpc.h"
#include "platform/rpc/request_context.h"

namespace sheetgate::gateway {

class Request;

// The -32602 of malformed params.
RpcError InvalidParams(std::string_view what);

struct CallMeta {
  nlohmann::json progress_token;  // null: none
  std::optional<absl::Duration> timeout;
};

// Reads progressToken and io.sheetgate/timeoutMs of params._meta; what is wrong with them.
std::optional<RpcError> ReadCallMeta(const nlohmann::json& params, CallMeta* out);

// A call that may start: it is counted, can be cancelled by its client, and carries on its trace.
struct StartedCall {
  std::unique_ptr<CallsInFlight::Ticket> ticket;
  platform::RequestContext context;
};

// RESOURCE_EXHAUSTED or UNAVAILABLE as CallsInFlight::Enter says.
absl::StatusOr<StartedCall> StartCall(Request& request, const CallMeta& meta);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_CALL_PARAMS_H_
