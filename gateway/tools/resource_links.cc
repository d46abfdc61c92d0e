#include "gateway/tools/resource_links.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>

#include <nlohmann/json.hpp>

#include "sheetgate/mcp/v1/annotations.pb.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Message;
using nlohmann::json;
using ::sheetgate::mcp::v1::ResourceLink;

json Block(const Message& message) {
  const auto& link = *google::protobuf::DynamicCastToGenerated<ResourceLink>(&message);
  json block = {{"type", "resource_link"}, {"uri", link.uri()}, {"name", link.name()}};
  if (!link.mime_type().empty()) block["mimeType"] = link.mime_type();
  if (link.has_size_bytes()) block["size"] = link.size_bytes();
  return block;
}

}  // namespace

void AddResourceLinks(const Message& result, json& content) {
  const auto* type = result.GetDescriptor();
  const auto* reflection = result.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->message_type() != ResourceLink::descriptor()) continue;
    if (field->is_repeated()) {
      for (int j = 0; j < reflection->FieldSize(result, field); ++j) {
        content.push_back(Block(reflection->GetRepeatedMessage(result, field, j)));
      }
    } else if (reflection->HasField(result, field)) {
      content.push_back(Block(reflection->GetMessage(result, field)));
    }
  }
}

}  // namespace sheetgate::gateway
