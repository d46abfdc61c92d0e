// Content blocks: a result's fields of type sheetgate.mcp.v1.ResourceLink as MCP resource_link
// blocks, and those of type sheetgate.mcp.v1.Image as image blocks, or resource blocks where the
// file is no image.
#ifndef SHEETGATE_GATEWAY_TOOLS_CONTENT_BLOCKS_H_
#define SHEETGATE_GATEWAY_TOOLS_CONTENT_BLOCKS_H_

#include <nlohmann/json_fwd.hpp>

namespace google::protobuf {
class Message;
}

namespace sheetgate::gateway {

// Appends a block for each that is set at the top of the result, in the order of the fields.
void AddContentBlocks(const google::protobuf::Message& result, nlohmann::json& content);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_CONTENT_BLOCKS_H_
