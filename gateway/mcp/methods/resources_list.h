// resources/list: the workbooks of the workspace as resources, a page at a time; the cursor is the
// service's page token.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_LIST_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_LIST_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerResourcesList(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_LIST_H_
