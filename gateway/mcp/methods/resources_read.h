// resources/read: the content of a URI. All that a read needs is in the URI, so any replica answers
// it.
//
// Errors: gateway/mcp/resource_error.h. `_meta` is that of tools/call; a read reports no progress.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_READ_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_READ_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerResourcesRead(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_READ_H_
