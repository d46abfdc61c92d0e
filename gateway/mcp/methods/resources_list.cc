#include "gateway/mcp/methods/resources_list.h"

#include <string>
#include <utility>

#include "gateway/mcp/call_params.h"
#include "gateway/mcp/resource_error.h"
#include "gateway/mcp/server_core.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

void Finish(Request& request, bool cancelled_by_client, absl::StatusOr<ResourcePage> page) {
  if (cancelled_by_client) return request.FinishCancelled();
  if (!page.ok()) {
    return request.FailCall(page.status(), ResourceError(page.status(), request.era(), "",
                                                         request.context().request_id));
  }
  json result = std::move(*page->result);
  if (request.era() == Era::kModern) {
    // Files come and go at any time, and whoever asks next may be allowed to see others.
    result["ttlMs"] = 0;
    result["cacheScope"] = "private";
  }
  request.Succeed(std::move(result));
}

}  // namespace

void AnswerResourcesList(Request request) {
  ServerCore& core = *request.core();
  std::string cursor;
  if (request.params().contains("cursor")) {
    // We never hand out an empty one.
    cursor = StringMember(request.params(), "cursor").value_or("");
    if (cursor.empty()) {
      return request.Fail(
          InvalidParams("unknown cursor; pass nextCursor of the page before, or no cursor"));
    }
  }
  CallMeta meta;
  if (const auto error = ReadCallMeta(request.params(), &meta)) return request.Fail(*error);
  const Resource* resource = core.resources.listed();
  if (resource == nullptr) {
    return Finish(request, false,
                  ResourcePage{std::make_unique<json>(json{{"resources", json::array()}})});
  }
  auto started = StartCall(request, meta);
  if (!started.ok()) return request.Refuse(started.status());
  core.reader.List(*resource, cursor, started->context,
                   [ticket = std::move(started->ticket),
                    request = std::move(request)](absl::StatusOr<ResourcePage> page) mutable {
                     Finish(request, ticket->Settle(), std::move(page));
                     // Only now: "no call in flight" means that all were answered.
                     ticket.reset();
                   });
}

}  // namespace sheetgate::gateway
