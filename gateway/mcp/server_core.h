// ServerCore: what every method of McpServer works with.
#ifndef SHEETGATE_GATEWAY_MCP_SERVER_CORE_H_
#define SHEETGATE_GATEWAY_MCP_SERVER_CORE_H_

#include <nlohmann/json_fwd.hpp>

#include "gateway/mcp/calls_in_flight.h"
#include "gateway/mcp/operation_log.h"
#include "gateway/mcp/server.h"
#include "gateway/tools/tool_caller.h"
#include "gateway/tools/tool_registry.h"
#include "platform/base/clock.h"

namespace sheetgate::gateway {

struct ServerCore {
  ServerCore(McpServer::Options server_options, const ToolRegistry& registry,
             ToolCaller& tool_caller, const platform::Clock& server_clock,
             platform::MetricsRegistry& metrics)
      : options(std::move(server_options)),
        tools(registry),
        caller(tool_caller),
        clock(server_clock),
        operations(metrics),
        calls(options.max_concurrent_calls) {}

  const McpServer::Options options;
  const ToolRegistry& tools;
  ToolCaller& caller;
  const platform::Clock& clock;
  OperationLog operations;
  CallsInFlight calls;
};

// How long clients may keep what server/discover and tools/list say: both change with a new release
// only.
inline constexpr int kListingTtlMs = 300'000;

// {name, title, version} of this server.
nlohmann::json ServerInfo(const ServerCore& core);

// What this server can do, the same in both eras.
nlohmann::json ServerCapabilities();

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_SERVER_CORE_H_
