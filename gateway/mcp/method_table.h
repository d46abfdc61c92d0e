// The method table: which methods exist in which era, and the function that answers each. One file
// a method in methods/.
#ifndef SHEETGATE_GATEWAY_MCP_METHOD_TABLE_H_
#define SHEETGATE_GATEWAY_MCP_METHOD_TABLE_H_

#include <string_view>

#include "gateway/mcp/protocol.h"

namespace sheetgate::gateway {

class Request;
struct MessageContext;
struct RpcMessage;
struct ServerCore;

struct Method {
  std::string_view name;
  bool legacy = false;
  bool modern = false;
  void (*answer)(Request request) = nullptr;
};

struct NotificationMethod {
  std::string_view name;
  void (*handle)(ServerCore& core, const RpcMessage& message,
                 const MessageContext& context) = nullptr;
};

// The request method of that name in that era, or null.
const Method* FindMethod(std::string_view name, Era era);
// Whether the name is in the table in any era; others appear in metrics as one.
bool IsKnownMethod(std::string_view name);

// Null: a notification we need not act on (notifications/initialized among them).
const NotificationMethod* FindNotification(std::string_view name);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHOD_TABLE_H_
