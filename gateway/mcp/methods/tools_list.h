// tools/list: the callable tools, all on one page, in an order that never changes between releases.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_TOOLS_LIST_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_TOOLS_LIST_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerToolsList(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_TOOLS_LIST_H_
