// server/discover: what this server speaks and can do (2026-07-28); the modern era's answer to
// initialize.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_SERVER_DISCOVER_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_SERVER_DISCOVER_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerServerDiscover(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_SERVER_DISCOVER_H_
