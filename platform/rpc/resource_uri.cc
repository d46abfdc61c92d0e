#include "platform/rpc/resource_uri.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "platform/base/strings.h"
#include "sheetgate/mcp/v1/annotations.pb.h"

namespace sheetgate::platform {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The field's value as a URI holds it; empty when it is not set.
std::string TextOf(const Message& message, const FieldDescriptor* field) {
  const google::protobuf::Reflection* reflection = message.GetReflection();
  if (field == nullptr || field->is_repeated() || !reflection->HasField(message, field)) return "";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return StrCat(reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return StrCat(reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return StrCat(reflection->GetDouble(message, field));
    default:
      return "";
  }
}

}  // namespace

const UriTemplate* TemplateOf(const MethodDescriptor& method) {
  static std::mutex mutex;
  static auto* const templates = new std::map<const MethodDescriptor*, std::optional<UriTemplate>>;
  const std::lock_guard lock(mutex);
  const auto [entry, added] = templates->try_emplace(&method);
  if (added && method.options().HasExtension(mcp::v1::resource)) {
    auto parsed =
        UriTemplate::Parse(method.options().GetExtension(mcp::v1::resource).uri_template());
    if (parsed.ok()) entry->second = *std::move(parsed);
  }
  return entry->second ? &*entry->second : nullptr;
}

std::string ResourceUri(std::string_view method, const Message& request) {
  const MethodDescriptor* reader =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(method));
  const UriTemplate* uri = reader == nullptr ? nullptr : TemplateOf(*reader);
  if (uri == nullptr) return "";
  UriTemplate::Values values;
  for (const auto* names : {&uri->path_variables(), &uri->query_variables()}) {
    for (const std::string& name : *names) {
      values[name] = TextOf(request, request.GetDescriptor()->FindFieldByName(name));
    }
  }
  return uri->Expand(values);
}

}  // namespace sheetgate::platform
