// McpServer: the Model Context Protocol over any transport, revisions 2026-07-28 (stateless) and
// 2025-11-25, 2025-06-18 (handshake) on one endpoint. Holds no state across requests.
#ifndef SHEETGATE_GATEWAY_MCP_SERVER_H_
#define SHEETGATE_GATEWAY_MCP_SERVER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include <nlohmann/json_fwd.hpp>

#include "platform/concurrency/cancellation.h"
#include "platform/observability/trace_context.h"

namespace sheetgate::platform {
class Clock;
class MetricsRegistry;
}  // namespace sheetgate::platform

namespace sheetgate::gateway {

class ResourceReader;
class ResourceRegistry;
class ToolCaller;
class ToolRegistry;

// Where the answer to one message goes. Called on any thread, one call at a time; nothing after
// Respond.
class Responder {
 public:
  virtual ~Responder() = default;
  // A notification that belongs to this request (progress).
  virtual void Notify(const nlohmann::json& notification) = 0;
  // The response, or nullopt for an accepted notification. `http_status` is what HTTP transports
  // send.
  virtual void Respond(std::optional<nlohmann::json> response, int http_status) = 0;
};

// What the transport knows about a message.
struct MessageContext {
  bool http = false;
  // Lower-case header names; HTTP only. Duplicates were refused by the transport.
  std::map<std::string, std::string> headers;
  std::string principal = "anonymous";
  std::string request_id;
  // Identifies the connection's client for matching notifications/cancelled to requests in flight:
  // one per stdio process; for HTTP the principal.
  std::string cancellation_scope;
  // Cancelled by the transport: the client disconnected in the modern era, or the process shuts
  // down.
  platform::CancellationToken cancellation;
};

class McpServer {
 public:
  struct Options {
    std::string name = "sheetgate";
    std::string version;
    std::string instructions;
    int max_concurrent_calls = 100;
  };
  // What it serves; all must outlive the server.
  struct Backends {
    const ToolRegistry& tools;
    ToolCaller& caller;
    const ResourceRegistry& resources;
    ResourceReader& reader;
  };
  McpServer(Options options, const Backends& backends, const platform::Clock& clock,
            platform::MetricsRegistry& metrics);
  ~McpServer();

  // Handles one JSON-RPC message. The responder is called exactly once with Respond, soon after
  // `cancellation` at the latest.
  void Handle(nlohmann::json message, MessageContext context, std::shared_ptr<Responder> responder);

  // Whether the message (already parsed) belongs to the modern era (2026-07-28): then a disconnect
  // cancels it.
  static bool IsModern(const nlohmann::json& message,
                       const std::map<std::string, std::string>& headers);

  // Refuses new calls (JSON-RPC error, HTTP 503 with Retry-After); those in flight go on.
  void StopAccepting();
  int in_flight() const;
  bool WaitIdle(absl::Time deadline);
  void CancelAll();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_SERVER_H_
