// resources/templates/list: the RFC 6570 templates of the URIs that resources/read reads, all on
// one page.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_TEMPLATES_LIST_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_TEMPLATES_LIST_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerResourcesTemplatesList(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_RESOURCES_TEMPLATES_LIST_H_
