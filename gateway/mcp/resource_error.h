// Errors of the resources methods: resources have no isError, so what a service objects to is a
// JSON-RPC error.
//
// * No such resource: -32602 in 2026-07-28, -32002 before (resources, error handling).
// * The URI or cursor is malformed, or asks for more than may be given: -32602.
// * Overloaded, unreachable: kUnavailable with `data.retryAfterMs`.
// * Not in time: kTimedOut. Cancelled by the transport or a shutdown: kRequestCancelled.
// * All else: -32603.
// `data` says code, reason, metadata, retryable and request_id as tool errors do, and `uri`.
#ifndef SHEETGATE_GATEWAY_MCP_RESOURCE_ERROR_H_
#define SHEETGATE_GATEWAY_MCP_RESOURCE_ERROR_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/protocol.h"

namespace sheetgate::gateway {

// `uri` empty: the error is about a list.
RpcError ResourceError(const absl::Status& status, Era era, std::string_view uri,
                       const std::string& request_id);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_RESOURCE_ERROR_H_
