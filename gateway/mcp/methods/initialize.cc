#include "gateway/mcp/methods/initialize.h"

#include <algorithm>
#include <utility>

#include "gateway/mcp/server_core.h"

namespace sheetgate::gateway {

using nlohmann::json;

void AnswerInitialize(Request request) {
  const auto asked = StringMember(request.params(), "protocolVersion");
  if (!asked) {
    return request.Fail({.code = kInvalidParams,
                         .message = "invalid params: protocolVersion must be a string, for example "
                                    "\"2025-11-25\""});
  }
  const auto served = std::find(std::begin(kLegacyVersions), std::end(kLegacyVersions), *asked);
  const std::string_view version =
      served == std::end(kLegacyVersions) ? kLegacyVersions[0] : *served;
  const ServerCore& core = *request.core();
  json result = {{"protocolVersion", version},
                 {"capabilities", ServerCapabilities()},
                 {"serverInfo", ServerInfo(core)}};
  if (!core.options.instructions.empty()) result["instructions"] = core.options.instructions;
  request.Succeed(std::move(result));
}

}  // namespace sheetgate::gateway
