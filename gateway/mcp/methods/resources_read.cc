#include "gateway/mcp/methods/resources_read.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"

#include "gateway/mcp/call_params.h"
#include "gateway/mcp/resource_error.h"
#include "gateway/mcp/server_core.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

// What never changes may be kept for a day.
constexpr int kImmutableTtlMs = 86'400'000;

void Fail(Request& request, const absl::Status& status, const std::string& uri) {
  request.FailCall(status, ResourceError(status, request.era(), uri, request.context().request_id));
}

void Finish(Request& request, bool cancelled_by_client, const std::string& uri,
            const Resource& resource, absl::StatusOr<ResourceContent> content) {
  if (cancelled_by_client) return request.FinishCancelled();
  if (!content.ok()) return Fail(request, content.status(), uri);
  json entry = {{"uri", uri}, {"mimeType", std::move(content->mime_type)}};
  if (content->is_text) {
    entry["text"] = std::move(content->bytes);
  } else {
    entry["blob"] = absl::Base64Escape(content->bytes);
  }
  json result = {{"contents", json::array({std::move(entry)})}};
  if (request.era() == Era::kModern) {
    result["ttlMs"] = resource.immutable ? kImmutableTtlMs : 0;
    result["cacheScope"] = "private";
  }
  request.Succeed(std::move(result));
}

}  // namespace

void AnswerResourcesRead(Request request) {
  ServerCore& core = *request.core();
  const auto uri = StringMember(request.params(), "uri");
  if (!uri) {
    return request.Fail(
        InvalidParams("uri must be a string, such as one of resources/list or of a resource_link"));
  }
  CallMeta meta;
  if (const auto error = ReadCallMeta(request.params(), &meta)) return request.Fail(*error);
  auto target = core.resources.Resolve(*uri);
  if (!target.ok()) return Fail(request, target.status(), *uri);
  const Resource& resource = *target->resource;
  request.set_resource(resource.name);
  auto started = StartCall(request, meta);
  if (!started.ok()) return request.Refuse(started.status());
  core.reader.Read(*std::move(target), started->context,
                   [ticket = std::move(started->ticket), request = std::move(request), uri = *uri,
                    &resource](absl::StatusOr<ResourceContent> content) mutable {
                     Finish(request, ticket->Settle(), uri, resource, std::move(content));
                     // Only now: "no call in flight" means that all were answered.
                     ticket.reset();
                   });
}

}  // namespace sheetgate::gateway
