// The HTTP headers by which 2026-07-28 mirrors a request's body, so that intermediaries can route
// without parsing it.
//
// They must agree with the body, or a router and the server would act on different requests; a
// disagreement is -32020 (HeaderMismatch) with HTTP 400. Source: 2026-07-28, Streamable HTTP,
// standard request headers (SEP-2243).
#ifndef SHEETGATE_GATEWAY_MCP_HEADER_RULES_H_
#define SHEETGATE_GATEWAY_MCP_HEADER_RULES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/mcp/json_rpc.h"

namespace sheetgate::gateway {

// Without the optional white space around a field value (RFC 9110, 5.6.3).
std::string_view TrimHeader(std::string_view value);

// The value of `=?base64?<canonical base64>?=` as UTF-8 text, other values as they are; nullopt
// when the sentinel holds anything else.
std::optional<std::string> DecodeHeaderValue(std::string_view value);

// MCP-Protocol-Version and Mcp-Method, where given, must equal the body's.
std::optional<RpcError> CheckHeadersAgree(const std::map<std::string, std::string>& headers,
                                          std::string_view method, std::string_view version);

// MCP-Protocol-Version, Mcp-Method, and Mcp-Name where the method has a name, must be given;
// Mcp-Name must equal it.
std::optional<RpcError> CheckHeadersPresent(const std::map<std::string, std::string>& headers,
                                            const RpcMessage& message);

RpcError HeaderMismatch(std::string_view header, std::string_view value, std::string_view body);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_HEADER_RULES_H_
