#include "gateway/resources/resource_entry.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include <nlohmann/json.hpp>

#include "gateway/resources/resource_registry.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Message;
using nlohmann::json;

json Entry(const Resource& resource, const Message& entry) {
  const ResourceLister& lister = *resource.lister;
  const auto* reflection = entry.GetReflection();
  platform::UriTemplate::Values values;
  for (const std::string& name : resource.uri_template->path_variables()) {
    values[name] = reflection->GetString(entry, entry.GetDescriptor()->FindFieldByName(name));
  }
  json result = {{"uri", resource.uri_template->Expand(values)},
                 {"name", reflection->GetString(entry, lister.name)},
                 {"description", resource.title}};
  if (!resource.mime_type.empty()) result["mimeType"] = resource.mime_type;
  if (lister.last_modified != nullptr) {
    result["annotations"] = {{"lastModified", reflection->GetString(entry, lister.last_modified)}};
  }
  if (lister.file_size != nullptr) {
    result["_meta"] = {{kMetaFileSizeBytes, reflection->GetInt64(entry, lister.file_size)}};
  }
  return result;
}

}  // namespace

json EncodeResourcePage(const Resource& resource, const Message& page) {
  const auto* reflection = page.GetReflection();
  const auto* entries = resource.lister->entries;
  json resources = json::array();
  for (int i = 0; i < reflection->FieldSize(page, entries); ++i) {
    resources.push_back(Entry(resource, reflection->GetRepeatedMessage(page, entries, i)));
  }
  json result = {{"resources", std::move(resources)}};
  std::string cursor =
      reflection->GetString(page, page.GetDescriptor()->FindFieldByName("next_page_token"));
  if (!cursor.empty()) result["nextCursor"] = std::move(cursor);
  return result;
}

}  // namespace sheetgate::gateway
