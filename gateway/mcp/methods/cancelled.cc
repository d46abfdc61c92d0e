#include "gateway/mcp/methods/cancelled.h"

#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/server_core.h"
#include "platform/observability/log.h"

namespace sheetgate::gateway {

void HandleCancelled(ServerCore& core, const RpcMessage& message, const MessageContext& context) {
  const nlohmann::json* id = Member(message.params, "requestId");
  if (id == nullptr) return;
  const bool found = core.calls.Cancel(context.cancellation_scope, ToText(*id));
  platform::Log(platform::Severity::kDebug, "cancellation received",
                {{"found", found}, {"request_id", context.request_id}});
}

}  // namespace sheetgate::gateway
