#include "gateway/tools/content_blocks.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include <nlohmann/json.hpp>

#include "sheetgate/mcp/v1/annotations.pb.h"
#include "sheetgate/mcp/v1/image.pb.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Message;
using nlohmann::json;
using ::sheetgate::mcp::v1::Image;
using ::sheetgate::mcp::v1::ResourceLink;

json LinkBlock(const ResourceLink& link) {
  json block = {{"type", "resource_link"}, {"uri", link.uri()}, {"name", link.name()}};
  if (!link.mime_type().empty()) block["mimeType"] = link.mime_type();
  if (link.has_size_bytes()) block["size"] = link.size_bytes();
  return block;
}

json ImageBlock(const Image& image) {
  std::string data = absl::Base64Escape(image.data());
  if (absl::StartsWith(image.mime_type(), "image/")) {
    return {{"type", "image"}, {"data", std::move(data)}, {"mimeType", image.mime_type()}};
  }
  return {{"type", "resource"},
          {"resource",
           {{"uri", image.uri()}, {"mimeType", image.mime_type()}, {"blob", std::move(data)}}}};
}

// Appends the block of a message that has one.
void AddBlock(const Message& message, json& content) {
  if (const auto* link = google::protobuf::DynamicCastToGenerated<ResourceLink>(&message)) {
    content.push_back(LinkBlock(*link));
  } else if (const auto* image = google::protobuf::DynamicCastToGenerated<Image>(&message)) {
    content.push_back(ImageBlock(*image));
  }
}

}  // namespace

void AddContentBlocks(const Message& result, json& content) {
  const auto* type = result.GetDescriptor();
  const auto* reflection = result.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->message_type() == nullptr || field->is_map()) continue;
    if (field->is_repeated()) {
      for (int j = 0; j < reflection->FieldSize(result, field); ++j) {
        AddBlock(reflection->GetRepeatedMessage(result, field, j), content);
      }
    } else if (reflection->HasField(result, field)) {
      AddBlock(reflection->GetMessage(result, field), content);
    }
  }
}

}  // namespace sheetgate::gateway
