// initialize: the handshake of the legacy revisions.
//
// The client's revision is taken when we serve it, else our newest legacy one is offered, which the
// client may decline (2025-11-25, lifecycle). No session is made: every later request stands for
// itself.
#ifndef SHEETGATE_GATEWAY_MCP_METHODS_INITIALIZE_H_
#define SHEETGATE_GATEWAY_MCP_METHODS_INITIALIZE_H_

#include "gateway/mcp/request.h"

namespace sheetgate::gateway {

void AnswerInitialize(Request request);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_METHODS_INITIALIZE_H_
