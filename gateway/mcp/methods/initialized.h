// notifications/initialized: the end of the legacy handshake. Accepted; there is no session that
// would change.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_INITIALIZED_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_INITIALIZED_H_

namespace sheetgate::gateway {

struct MessageContext;
struct RpcMessage;
struct ServerCore;

void HandleInitialized(ServerCore& core, const RpcMessage& message, const MessageContext& context);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_INITIALIZED_H_
