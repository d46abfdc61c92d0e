#include "gateway/mcp/methods/resources_templates_list.h"

#include <utility>

#include "gateway/mcp/call_params.h"
#include "gateway/mcp/server_core.h"

namespace sheetgate::gateway {

using nlohmann::json;

void AnswerResourcesTemplatesList(Request request) {
  if (request.params().contains("cursor")) {
    return request.Fail(InvalidParams(
        "unknown cursor; all templates are on the first page, call resources/templates/list "
        "without cursor"));
  }
  json result = {{"resourceTemplates", request.core()->resources.templates()}};
  if (request.era() == Era::kModern) {
    result["ttlMs"] = kListingTtlMs;
    result["cacheScope"] = "public";
  }
  request.Succeed(std::move(result));
}

}  // namespace sheetgate::gateway
