#include "gateway/tools/descriptors.h"

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "proto/descriptor_set.h"
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/struct.pb.h>

#include "platform/base/strings.h"
#include "platform/observability/log.h"
#include "sheetgate/mcp/v1/image.pb.h"

namespace sheetgate::gateway {
namespace {

namespace annotations = ::sheetgate::mcp::v1;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorSet;
using google::protobuf::MethodDescriptor;

// The embedded set as a pool, and its file names in order. Never destroyed.
struct EmbeddedSet {
  DescriptorPool pool;
  std::vector<std::string> files;
};

const EmbeddedSet& Embedded() {
  static const EmbeddedSet& set = *[] {
    auto* result = new EmbeddedSet;
    FileDescriptorSet files;
    const std::string_view bytes = proto::DescriptorSetBytes();
    bool ok = files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    // protoc writes a file after those it imports, which is the order BuildFile needs.
    for (const auto& file : files.file()) {
      ok = ok && result->pool.BuildFile(file) != nullptr;
      result->files.push_back(file.name());
    }
    if (!ok) {
      platform::Log(platform::Severity::kError, "the embedded descriptor set is damaged");
      std::abort();
    }
    return result;
  }();
  return set;
}

template <typename D>
std::string CommentOf(const D* descriptor) {
  google::protobuf::SourceLocation location;
  if (descriptor == nullptr || !descriptor->GetSourceLocation(&location)) return "";
  return Unwrap(location.leading_comments);
}

// Every RPC of the generated pool that has the option.
template <typename Option>
std::vector<const MethodDescriptor*> MethodsWith(const Option& option) {
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : Embedded().files) {
    const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) continue;
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const MethodDescriptor* method = file->service(s)->method(m);
        if (method->options().HasExtension(option)) methods.push_back(method);
      }
    }
  }
  return methods;
}

}  // namespace

std::vector<const MethodDescriptor*> ToolMethods() { return MethodsWith(annotations::tool); }

std::vector<const MethodDescriptor*> ResourceMethods() {
  return MethodsWith(annotations::resource);
}

const annotations::ResourceOptions& ResourceOptionsOf(const MethodDescriptor& method) {
  return method.options().GetExtension(annotations::resource);
}

const annotations::ToolOptions& ToolOptionsOf(const MethodDescriptor& method) {
  return method.options().GetExtension(annotations::tool);
}

const annotations::FieldRules& FieldRulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(annotations::field);
}

bool IsJsonScalar(const Descriptor& message) {
  return message.options().GetExtension(annotations::message).json_scalar();
}

bool IsJsonValue(const Descriptor& message) {
  return &message == google::protobuf::Value::descriptor();
}

bool IsImage(const FieldDescriptor& field) {
  return field.message_type() == annotations::Image::descriptor();
}

std::string DescriptionOf(const MethodDescriptor& method) {
  return CommentOf(Embedded().pool.FindMethodByName(method.full_name()));
}

std::string DescriptionOf(const FieldDescriptor& field) {
  return CommentOf(Embedded().pool.FindFieldByName(field.full_name()));
}

std::string Unwrap(std::string_view comment) {
  std::string text;
  for (absl::string_view line : absl::StrSplit(platform::ToAbsl(comment), '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (absl::StartsWith(line, "Errors:")) break;
    if (line.empty()) continue;
    platform::StrAppend(&text, text.empty() ? "" : " ", line);
  }
  return text;
}

std::unique_ptr<google::protobuf::Message> NewMessage(const Descriptor& type) {
  const google::protobuf::Message* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<google::protobuf::Message>(prototype->New());
}

}  // namespace sheetgate::gateway
