// Descriptors of tools and resources: options from the generated pool, comments from the embedded
// descriptor set.
//
// Generated code drops comments, so they are read from the descriptor set that the build embeds
// (with source info); options and messages come from generated code, which is typed and fast. Both
// are made from the same files by the same build.
#ifndef SHEETGATE_GATEWAY_TOOLS_DESCRIPTORS_H_
#define SHEETGATE_GATEWAY_TOOLS_DESCRIPTORS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sheetgate/mcp/v1/annotations.pb.h"

namespace sheetgate::gateway {

// Every RPC of the generated pool that has the tool option, in the order of the descriptor set.
std::vector<const google::protobuf::MethodDescriptor*> ToolMethods();

// The same for the resource option.
std::vector<const google::protobuf::MethodDescriptor*> ResourceMethods();

const ::sheetgate::mcp::v1::ResourceOptions& ResourceOptionsOf(
    const google::protobuf::MethodDescriptor& method);
const ::sheetgate::mcp::v1::ToolOptions& ToolOptionsOf(
    const google::protobuf::MethodDescriptor& method);
const ::sheetgate::mcp::v1::FieldRules& FieldRulesOf(
    const google::protobuf::FieldDescriptor& field);
// Whether the message is written as a bare JSON scalar (MessageRules.json_scalar).
bool IsJsonScalar(const google::protobuf::Descriptor& message);
// Whether the message stands for any JSON value (google.protobuf.Value).
bool IsJsonValue(const google::protobuf::Descriptor& message);

// Whether the field of a result is a picture (sheetgate.mcp.v1.Image): a content block, and nothing
// in the structured content.
bool IsImage(const google::protobuf::FieldDescriptor& field);

// The leading comment as one paragraph, without what follows a line that starts with "Errors:";
// empty without one.
std::string DescriptionOf(const google::protobuf::MethodDescriptor& method);
std::string DescriptionOf(const google::protobuf::FieldDescriptor& field);

// A comment unwrapped into one paragraph, up to a line that starts with "Errors:".
std::string Unwrap(std::string_view comment);

// An empty message of generated code.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_DESCRIPTORS_H_
