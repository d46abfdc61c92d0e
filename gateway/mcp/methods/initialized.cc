#include "gateway/mcp/methods/initialized.h"

#include "gateway/mcp/server.h"
#include "platform/observability/log.h"

namespace sheetgate::gateway {

void HandleInitialized(ServerCore&, const RpcMessage&, const MessageContext& context) {
  platform::Log(platform::Severity::kDebug, "client initialized",
                {{"request_id", context.request_id}});
}

}  // namespace sheetgate::gateway
