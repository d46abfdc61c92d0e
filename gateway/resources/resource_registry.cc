#include "gateway/resources/resource_registry.h"

#include <google/protobuf/descriptor.h>

#include <utility>

#include "absl/strings/str_join.h"
#include <nlohmann/json.hpp>

#include "gateway/tools/argument_codec.h"
#include "gateway/tools/descriptors.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/rpc/resource_uri.h"
#include "platform/rpc/validate.h"

namespace sheetgate::gateway {
namespace {

namespace annotations = ::sheetgate::mcp::v1;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using nlohmann::json;
using platform::ErrorReason;
using platform::StrCat;
using platform::UriTemplate;

absl::Status Wrong(const MethodDescriptor& method, std::string_view what) {
  return platform::Internal(StrCat(method.full_name(), " cannot serve a resource: ", what));
}

bool IsText(const FieldDescriptor* field, FieldDescriptor::Type type) {
  return field != nullptr && !field->is_repeated() && field->type() == type;
}

absl::Status CheckStream(const MethodDescriptor& method) {
  const Descriptor* response = method.output_type();
  const FieldDescriptor* header = response->FindFieldByName("header");
  if (header == nullptr || header->message_type() != annotations::ResourceHeader::descriptor() ||
      !(IsText(response->FindFieldByName("text"), FieldDescriptor::TYPE_STRING) ||
        IsText(response->FindFieldByName("blob"), FieldDescriptor::TYPE_BYTES))) {
    return Wrong(method, "its response must have a header and text or blob");
  }
  return absl::OkStatus();
}

absl::StatusOr<ResourceLister> MakeLister(const MethodDescriptor& reader,
                                          const UriTemplate& uri_template,
                                          const std::string& name) {
  const MethodDescriptor* method = reader.service()->FindMethodByName(name);
  if (method == nullptr || method->server_streaming()) {
    return Wrong(reader, StrCat(name, " is no unary RPC of its service"));
  }
  ResourceLister lister{RpcOf(*method, /*idempotent=*/true, absl::ZeroDuration())};
  const Descriptor* response = method->output_type();
  for (int i = 0; i < response->field_count(); ++i) {
    if (response->field(i)->is_repeated()) lister.entries = response->field(i);
  }
  if (lister.entries == nullptr || lister.entries->message_type() == nullptr ||
      response->FindFieldByName("next_page_token") == nullptr ||
      method->input_type()->FindFieldByName("page_token") == nullptr) {
    return Wrong(reader, StrCat(name, " does not list by pages"));
  }
  const Descriptor* entry = lister.entries->message_type();
  for (int i = 0; i < entry->field_count(); ++i) {
    const FieldDescriptor* field = entry->field(i);
    switch (FieldRulesOf(*field).resource_property()) {
      case annotations::RESOURCE_PROPERTY_NAME:
        lister.name = field;
        break;
      case annotations::RESOURCE_PROPERTY_LAST_MODIFIED:
        lister.last_modified = field;
        break;
      case annotations::RESOURCE_PROPERTY_FILE_SIZE:
        lister.file_size = field;
        break;
      default:
        break;
    }
  }
  if (lister.name == nullptr)
    return Wrong(reader, StrCat("the entries of ", name, " have no name"));
  for (const std::string& variable : uri_template.path_variables()) {
    if (!IsText(entry->FindFieldByName(variable), FieldDescriptor::TYPE_STRING)) {
      return Wrong(reader, StrCat("the entries of ", name, " have no ", variable));
    }
  }
  return lister;
}

absl::StatusOr<Resource> MakeResource(const MethodDescriptor& method) {
  const annotations::ResourceOptions& options = ResourceOptionsOf(method);
  Resource resource{RpcOf(method, /*idempotent=*/true, absl::Milliseconds(options.deadline_ms()))};
  resource.name = options.name();
  resource.title = options.title();
  resource.description = DescriptionOf(method);
  resource.mime_type = options.mime_type();
  resource.immutable = options.immutable();
  resource.uri_template = platform::TemplateOf(method);
  if (resource.uri_template == nullptr) return Wrong(method, "its template is none");
  for (const auto* names :
       {&resource.uri_template->path_variables(), &resource.uri_template->query_variables()}) {
    for (const std::string& name : *names) {
      if (method.input_type()->FindFieldByName(name) == nullptr) {
        return Wrong(method, StrCat("its request has no field ", name));
      }
    }
  }
  if (method.client_streaming()) return Wrong(method, "it streams requests");
  if (method.server_streaming()) RETURN_IF_ERROR(CheckStream(method));
  if (!options.listed_by().empty()) {
    ASSIGN_OR_RETURN(resource.lister,
                     MakeLister(method, *resource.uri_template, options.listed_by()));
  }
  return resource;
}

json TemplateEntry(const Resource& resource) {
  json entry = {{"uriTemplate", resource.uri_template->text()},
                {"name", resource.name},
                {"title", resource.title},
                {"description", resource.description}};
  if (!resource.mime_type.empty()) entry["mimeType"] = resource.mime_type;
  return entry;
}

// The values of a URI, which are text, as the JSON that the fields take.
json Arguments(const Descriptor& request, const UriTemplate::Values& values) {
  json arguments = json::object();
  for (const auto& [name, text] : values) {
    const FieldDescriptor* field = request.FindFieldByName(name);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      arguments[name] = text;
      continue;
    }
    const json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
    arguments[name] = value.is_discarded() ? json(text) : value;
  }
  return arguments;
}

}  // namespace

struct ResourceRegistry::State {
  std::vector<Resource> resources;
  const Resource* listed = nullptr;
  json templates = json::array();

  std::string TemplateTexts() const {
    return absl::StrJoin(resources, ", ", [](std::string* out, const Resource& resource) {
      *out += resource.uri_template->text();
    });
  }
};

ResourceRegistry::ResourceRegistry(std::unique_ptr<State> state) : state_(std::move(state)) {}
ResourceRegistry::~ResourceRegistry() = default;

absl::StatusOr<std::unique_ptr<ResourceRegistry>> ResourceRegistry::Create(
    const ToolFilter& filter) {
  auto state = std::make_unique<State>();
  for (const MethodDescriptor* method : ResourceMethods()) {
    if (!IsPermitted(filter, ResourceOptionsOf(*method).tool())) continue;
    ASSIGN_OR_RETURN(Resource resource, MakeResource(*method));
    state->templates.push_back(TemplateEntry(resource));
    state->resources.push_back(std::move(resource));
  }
  for (const Resource& resource : state->resources) {
    if (!resource.lister) continue;
    // A second kind needs cursors that say which kind they continue.
    if (state->listed != nullptr) return Wrong(*resource.method, "another kind is listed already");
    state->listed = &resource;
  }
  return std::unique_ptr<ResourceRegistry>(new ResourceRegistry(std::move(state)));
}

const std::vector<Resource>& ResourceRegistry::resources() const { return state_->resources; }

const Resource* ResourceRegistry::listed() const { return state_->listed; }

const json& ResourceRegistry::templates() const { return state_->templates; }

absl::StatusOr<ResourceTarget> ResourceRegistry::Resolve(std::string_view uri) const {
  for (const Resource& resource : state_->resources) {
    auto values = resource.uri_template->Match(uri);
    if (values.ok() && !values->has_value()) continue;
    absl::Status status = values.status();
    ResourceTarget target{&resource, NewMessage(*resource.method->input_type())};
    if (status.ok()) {
      const json arguments = Arguments(*resource.method->input_type(), **values);
      status = DecodeMessage(arguments, ArgumentLimits(), *target.request);
    }
    if (status.ok()) status = platform::ValidateRequest(*target.request);
    if (status.ok()) return target;
    return platform::WithMetadata(std::move(status), "uri_template", resource.uri_template->text());
  }
  return platform::NotFound(
      ErrorReason::kInvalidArgument,
      StrCat("no resource has this URI; resources/list lists some, and the templates are ",
             state_->TemplateTexts()));
}

}  // namespace sheetgate::gateway
