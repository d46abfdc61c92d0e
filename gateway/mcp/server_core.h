// ServerCore: what every method of McpServer works with.
#ifndef SHEETGATE_GATEWAY_MCP_SERVER_CORE_H_
#define SHEETGATE_GATEWAY_MCP_SERVER_CORE_H_

#include <nlohmann/json_fwd.hpp>

#include "gateway/mcp/calls_in_flight.h"
#include "gateway/mcp/operation_log.h"
#include "gateway/mcp/server.h"
#include "gateway/resources/resource_reader.h"
#include "gateway/resources/resource_registry.h"
#include "gateway/tools/tool_caller.h"
#include "gateway/tools/tool_registry.h"
#include "platform/base/clock.h"

namespace sheetgate::gateway {

struct ServerCore {
  ServerCore(McpServer::Options server_options, const McpServer::Backends& backends,
             const platform::Clock& server_clock, platform::MetricsRegistry& metrics)
      : options(std::move(server_options)),
        tools(backends.tools),
        caller(backends.caller),
        resources(backends.resources),
        reader(backends.reader),
        clock(server_clock),
        operations(metrics),
        calls(options.max_concurrent_calls) {}

  const McpServer::Options options;
  const ToolRegistry& tools;
  ToolCaller& caller;
  const ResourceRegistry& resources;
  ResourceReader& reader;
  const platform::Clock& clock;
  OperationLog operations;
  CallsInFlight calls;
};

// How long clients may keep what server/discover, tools/list and resources/templates/list say: all
// change with a new release only.
inline constexpr int kListingTtlMs = 300'000;

// {name, title, version} of this server.
nlohmann::json ServerInfo(const ServerCore& core);

// What this server can do, the same in both eras.
nlohmann::json ServerCapabilities();

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_SERVER_CORE_H_
