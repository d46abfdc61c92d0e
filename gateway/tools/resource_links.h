// Resource links: a result's fields of type sheetgate.mcp.v1.ResourceLink, as MCP resource_link
// blocks beside the structured content.
#ifndef SHEETGATE_GATEWAY_TOOLS_RESOURCE_LINKS_H_
#define SHEETGATE_GATEWAY_TOOLS_RESOURCE_LINKS_H_

#include <nlohmann/json_fwd.hpp>

namespace google::protobuf {
class Message;
}

namespace sheetgate::gateway {

// Appends a block for each link that is set at the top of the result, in the order of the fields.
void AddResourceLinks(const google::protobuf::Message& result, nlohmann::json& content);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_RESOURCE_LINKS_H_
