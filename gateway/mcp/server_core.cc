#include "gateway/mcp/server_core.h"

#include <nlohmann/json.hpp>

namespace sheetgate::gateway {

using nlohmann::json;

json ServerInfo(const ServerCore& core) {
  return {{"name", core.options.name}, {"title", "SheetGate"}, {"version", core.options.version}};
}

json ServerCapabilities() { return {{"resources", json::object()}, {"tools", json::object()}}; }

}  // namespace sheetgate::gateway
