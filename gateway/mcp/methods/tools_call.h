// tools/call: runs a tool.
//
// Protocol faults (unknown tool, malformed params) are JSON-RPC errors; what the tool objects to,
// wrong arguments included, is a result with isError that a model can act on. `_meta` may hold
// progressToken, traceparent, tracestate, and io.sheetgate/timeoutMs, the time the caller is
// willing to wait (100 to 600000; default: the tool's deadline).
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_TOOLS_CALL_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_TOOLS_CALL_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerToolsCall(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_TOOLS_CALL_H_
