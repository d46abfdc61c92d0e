// ping: an empty result, in the legacy era only.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_PING_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_PING_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerPing(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_PING_H_
