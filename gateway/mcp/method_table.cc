#include "gateway/mcp/method_table.h"

#include "gateway/mcp/methods/cancelled.h"
#include "gateway/mcp/methods/initialize.h"
#include "gateway/mcp/methods/initialized.h"
#include "gateway/mcp/methods/ping.h"
#include "gateway/mcp/methods/resources_list.h"
#include "gateway/mcp/methods/resources_read.h"
#include "gateway/mcp/methods/resources_templates_list.h"
#include "gateway/mcp/methods/server_discover.h"
#include "gateway/mcp/methods/tools_call.h"
#include "gateway/mcp/methods/tools_list.h"

namespace sheetgate::gateway {
namespace {

// What is not here is -32601. logging/setLevel and resources/subscribe belong to capabilities that
// are not declared.
constexpr Method kMethods[] = {
    {.name = "initialize", .legacy = true, .answer = AnswerInitialize},
    {.name = "ping", .legacy = true, .answer = AnswerPing},
    {.name = "resources/list", .legacy = true, .modern = true, .answer = AnswerResourcesList},
    {.name = "resources/read", .legacy = true, .modern = true, .answer = AnswerResourcesRead},
    {.name = "resources/templates/list",
     .legacy = true,
     .modern = true,
     .answer = AnswerResourcesTemplatesList},
    {.name = "server/discover", .modern = true, .answer = AnswerServerDiscover},
    {.name = "tools/call", .legacy = true, .modern = true, .answer = AnswerToolsCall},
    {.name = "tools/list", .legacy = true, .modern = true, .answer = AnswerToolsList},
};

constexpr NotificationMethod kNotifications[] = {
    {.name = "notifications/cancelled", .handle = HandleCancelled},
    {.name = "notifications/initialized", .handle = HandleInitialized},
};

}  // namespace

const Method* FindMethod(std::string_view name, Era era) {
  for (const Method& method : kMethods) {
    if (method.name == name) {
      return (era == Era::kModern ? method.modern : method.legacy) ? &method : nullptr;
    }
  }
  return nullptr;
}

bool IsKnownMethod(std::string_view name) {
  for (const Method& method : kMethods) {
    if (method.name == name) return true;
  }
  return false;
}

const NotificationMethod* FindNotification(std::string_view name) {
  for (const NotificationMethod& method : kNotifications) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

}  // namespace sheetgate::gateway
