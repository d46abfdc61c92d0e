#include "gateway/mcp/methods/server_discover.h"

#include <utility>

#include "gateway/mcp/server_core.h"

namespace sheetgate::gateway {

using nlohmann::json;

void AnswerServerDiscover(Request request) {
  const ServerCore& core = *request.core();
  json result = {{"supportedVersions", json::array({kModernVersion})},
                 {"capabilities", ServerCapabilities()},
                 {"ttlMs", kListingTtlMs},
                 {"cacheScope", "public"}};
  if (!core.options.instructions.empty()) result["instructions"] = core.options.instructions;
  request.Succeed(std::move(result));
}

}  // namespace sheetgate::gateway
