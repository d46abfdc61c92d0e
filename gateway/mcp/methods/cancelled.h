// notifications/cancelled: stops the tool call that params.requestId names, in this service and the
// one behind it.
//
// Unknown or finished ids are ignored, as MCP asks: the answer and the cancellation may cross.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_CANCELLED_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_CANCELLED_H_

namespace sheetgate::gateway {

struct MessageContext;
struct RpcMessage;
struct ServerCore;

void HandleCancelled(ServerCore& core, const RpcMessage& message, const MessageContext& context);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_CANCELLED_H_
