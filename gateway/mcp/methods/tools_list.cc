#include "gateway/mcp/methods/tools_list.h"

#include <utility>

#include "gateway/mcp/server_core.h"

namespace sheetgate::gateway {

using nlohmann::json;

void AnswerToolsList(Request request) {
  // We never hand out a cursor, so whatever is given is none of ours; the empty string too.
  if (request.params().contains("cursor")) {
    return request.Fail({.code = kInvalidParams,
                         .message = "invalid params: unknown cursor; all tools are on the first "
                                    "page, call tools/list without cursor"});
  }
  json result = {{"tools", request.core()->tools.listing()}};
  if (request.era() == Era::kModern) {
    result["ttlMs"] = kListingTtlMs;
    result["cacheScope"] = "public";
  }
  request.Succeed(std::move(result));
}

}  // namespace sheetgate::gateway
