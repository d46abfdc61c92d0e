// The fixed words of the Model Context Protocol that several files use: revisions, `_meta` keys,
// error codes.
//
// Source: modelcontextprotocol/modelcontextprotocol, revisions 2025-06-18, 2025-11-25 and
// 2026-07-28.
#ifndef SHEETGATE_GATEWAY_MCP_PROTOCOL_H_
#define SHEETGATE_GATEWAY_MCP_PROTOCOL_H_

#include <string_view>

namespace sheetgate::gateway {

// Legacy: revisions with the initialize handshake. Modern: 2026-07-28, where every request
// describes itself in `_meta`.
enum class Era { kLegacy, kModern };

inline constexpr std::string_view kModernVersion = "2026-07-28";
// Newest first: the first is offered to a client that asks for a revision not served.
inline constexpr std::string_view kLegacyVersions[] = {"2025-11-25", "2025-06-18"};
// What a legacy client without MCP-Protocol-Version header is taken to speak (2025-11-25,
// transports).
inline constexpr std::string_view kAssumedVersion = "2025-03-26";

// Keys of params._meta.
inline constexpr char kMetaProtocolVersion[] = "io.modelcontextprotocol/protocolVersion";
inline constexpr char kMetaClientCapabilities[] = "io.modelcontextprotocol/clientCapabilities";
inline constexpr char kMetaClientInfo[] = "io.modelcontextprotocol/clientInfo";
inline constexpr char kMetaLogLevel[] = "io.modelcontextprotocol/logLevel";
inline constexpr char kMetaServerInfo[] = "io.modelcontextprotocol/serverInfo";
inline constexpr char kMetaProgressToken[] = "progressToken";
inline constexpr char kMetaTraceparent[] = "traceparent";
inline constexpr char kMetaTracestate[] = "tracestate";
// Ours: how long the caller waits for a tool call, in milliseconds.
inline constexpr char kMetaTimeoutMs[] = "io.sheetgate/timeoutMs";

// Lower-case names of the HTTP headers that mirror the body.
inline constexpr char kHeaderProtocolVersion[] = "mcp-protocol-version";
inline constexpr char kHeaderMethod[] = "mcp-method";
inline constexpr char kHeaderName[] = "mcp-name";

// JSON-RPC 2.0 and MCP. 2026-07-28 reserves -32099..-32000, so ours are positive.
enum ErrorCode : int {
  kParseError = -32700,
  kInvalidRequest = -32600,
  kMethodNotFound = -32601,
  kInvalidParams = -32602,
  kInternalError = -32603,
  kHeaderMismatch = -32020,
  kUnsupportedProtocolVersion = -32022,
  // resources/read before 2026-07-28, which has -32602 instead.
  kResourceNotFound = -32002,
  // The client cancelled the request; sent only where the transport must answer (HTTP).
  kRequestCancelled = 1499,
  // Overloaded or shutting down; `data.retryAfterMs` says when to try again.
  kUnavailable = 1503,
  // A resource could not be read in the time allowed.
  kTimedOut = 1504,
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_PROTOCOL_H_
