// Resources as MCP lists and links them, from messages.
#ifndef SHEETGATE_GATEWAY_RESOURCES_RESOURCE_ENTRY_H_
#define SHEETGATE_GATEWAY_RESOURCES_RESOURCE_ENTRY_H_

#include <nlohmann/json_fwd.hpp>

namespace google::protobuf {
class Message;
}

namespace sheetgate::gateway {

struct Resource;

// Key of an entry's `_meta`: bytes of the file that the resource describes.
inline constexpr char kMetaFileSizeBytes[] = "io.sheetgate/fileSizeBytes";

// The result of resources/list from a page of the resource's lister: `resources`, and `nextCursor`
// when there are more.
//
// An entry's `size` would be that of its content, which is not known before it is made; the size of
// the file it describes is in `_meta`.
nlohmann::json EncodeResourcePage(const Resource& resource, const google::protobuf::Message& page);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_RESOURCES_RESOURCE_ENTRY_H_
