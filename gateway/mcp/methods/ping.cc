#include "gateway/mcp/methods/ping.h"

namespace sheetgate::gateway {

void AnswerPing(Request request) { request.Succeed(nlohmann::json::object()); }

}  // namespace sheetgate::gateway
