// Era: which half of the protocol a message belongs to, and the checks each half makes before a
// method runs.
//
// A body that claims a protocol version in `_meta`, or else the header MCP-Protocol-Version:
// 2026-07-28, is modern; all else, and `initialize` without a valid modern claim, is legacy. One
// endpoint serves both (2026-07-28, versioning).
#ifndef SHEETGATE_GATEWAY_MCP_ERA_H_
#define SHEETGATE_GATEWAY_MCP_ERA_H_

#include <map>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/protocol.h"

namespace sheetgate::gateway {

using HeaderMap = std::map<std::string, std::string>;  // lower-case names

Era EraOf(const std::string& method, const nlohmann::json& params, const HeaderMap& headers);

// What is wrong with a request or notification of that era: the envelope in `_meta`, the version,
// and over HTTP
// (`headers` not null) the headers that mirror the body. Unknown methods pass: they are the method
// table's business.
std::optional<RpcError> CheckEra(Era era, const RpcMessage& message, const HeaderMap* headers);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_ERA_H_
