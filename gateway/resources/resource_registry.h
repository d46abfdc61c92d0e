// ResourceRegistry: what resources/read can read, made from the embedded descriptor set. Adding an
// RPC with the resource option adds a resource, and nothing else.
#ifndef SHEETGATE_GATEWAY_RESOURCES_RESOURCE_REGISTRY_H_
#define SHEETGATE_GATEWAY_RESOURCES_RESOURCE_REGISTRY_H_

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include <nlohmann/json_fwd.hpp>

#include "gateway/tools/tool_registry.h"
#include "gateway/upstream/rpc.h"
#include "platform/base/uri_template.h"

namespace sheetgate::gateway {

// The RPC that lists resources of a kind, and what it says about each: fields of an entry.
struct ResourceLister : Rpc {
  const google::protobuf::FieldDescriptor* entries = nullptr;
  const google::protobuf::FieldDescriptor* name = nullptr;
  const google::protobuf::FieldDescriptor* last_modified = nullptr;  // null: not said
  const google::protobuf::FieldDescriptor* file_size = nullptr;      // null: not said
};

// One kind of resource: the URIs of a template, and the RPC that reads them.
struct Resource : Rpc {
  std::string name;
  std::string title;
  std::string description;
  std::string mime_type;  // empty: differs between URIs
  bool immutable = false;
  const platform::UriTemplate* uri_template = nullptr;
  std::optional<ResourceLister> lister;
};

// What a URI stands for.
struct ResourceTarget {
  const Resource* resource = nullptr;
  std::unique_ptr<google::protobuf::Message> request;  // of the resource's RPC
};

// Immutable and thread-safe.
class ResourceRegistry {
 public:
  // Resources whose tool the filter's lists exclude are left out; profile and features do not
  // matter. INTERNAL for options that make no sense.
  static absl::StatusOr<std::unique_ptr<ResourceRegistry>> Create(const ToolFilter& filter);
  ~ResourceRegistry();

  const std::vector<Resource>& resources() const;
  // The kind that resources/list lists, or null.
  const Resource* listed() const;
  // The `resourceTemplates` array of resources/templates/list.
  const nlohmann::json& templates() const;

  // NOT_FOUND when no template has such URIs; INVALID_ARGUMENT for one that is malformed or whose
  // values break the request's field rules. Both name the templates.
  absl::StatusOr<ResourceTarget> Resolve(std::string_view uri) const;

 private:
  struct State;
  explicit ResourceRegistry(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_RESOURCES_RESOURCE_REGISTRY_H_
