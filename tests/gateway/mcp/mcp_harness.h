// McpHarness: a McpServer over real tools and services in this process whose answers a test decides
// (FakeServices).
#ifndef SHEETGATE_TESTS_GATEWAY_MCP_MCP_HARNESS_H_
#define SHEETGATE_TESTS_GATEWAY_MCP_MCP_HARNESS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/mcp/server.h"
#include "gateway/resources/resource_reader.h"
#include "gateway/resources/resource_registry.h"
#include "gateway/tools/tool_caller.h"
#include "gateway/tools/tool_registry.h"
#include "gateway/upstream/upstreams.h"
#include "platform/concurrency/timer_queue.h"
#include "platform/observability/metrics.h"
#include "tests/gateway/upstream/fake_services.h"
#include "tests/testing/fake_clock.h"

namespace sheetgate::gateway {

// Collects what a request gets. Thread-safe.
class RecordingResponder final : public Responder {
 public:
  struct Answer {
    std::optional<nlohmann::json> response;
    int http_status = 0;
  };

  void Notify(const nlohmann::json& notification) override {
    const std::lock_guard lock(mutex_);
    notifications_.push_back(notification);
    late_ = late_ || answer_.has_value();
  }
  void Respond(std::optional<nlohmann::json> response, int http_status) override {
    const std::lock_guard lock(mutex_);
    late_ = late_ || answer_.has_value();
    answer_ = Answer{std::move(response), http_status};
    answered_.notify_all();
  }

  // Waits for the answer.
  Answer Wait() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return answer_.has_value(); });
    return *answer_;
  }
  bool answered() {
    const std::lock_guard lock(mutex_);
    return answer_.has_value();
  }
  std::vector<nlohmann::json> notifications() {
    const std::lock_guard lock(mutex_);
    return notifications_;
  }
  // Whether anything came after the answer.
  bool late() {
    const std::lock_guard lock(mutex_);
    return late_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable answered_;
  std::vector<nlohmann::json> notifications_;
  std::optional<Answer> answer_;
  bool late_ = false;
};

struct McpHarness {
  explicit McpHarness(int max_concurrent_calls = 4, const ToolFilter& filter = {}) {
    registry = *ToolRegistry::Create(filter);
    resources = *ResourceRegistry::Create(filter);
    server = std::make_unique<McpServer>(
        McpServer::Options{.version = "1.2.3",
                           .instructions = "how to work with it",
                           .max_concurrent_calls = max_concurrent_calls},
        McpServer::Backends{*registry, caller, *resources, reader}, clock, metrics);
  }

  // Sends a message; `context.cancellation_scope` is "client" unless given.
  std::shared_ptr<RecordingResponder> Send(nlohmann::json message, MessageContext context = {}) {
    auto responder = std::make_shared<RecordingResponder>();
    if (context.cancellation_scope.empty()) context.cancellation_scope = "client";
    server->Handle(std::move(message), std::move(context), responder);
    return responder;
  }
  RecordingResponder::Answer Ask(nlohmann::json message, MessageContext context = {}) {
    return Send(std::move(message), std::move(context))->Wait();
  }

  FakeServices services;
  platform::MetricsRegistry metrics;
  tests::FakeClock clock{absl::Now()};
  std::unique_ptr<platform::TimerQueue> timers = platform::TimerQueue::Create();
  Upstreams upstreams{services.Endpoints(), platform::Clock::Real(), *timers, metrics};
  ToolCaller caller{upstreams, {}, platform::Clock::Real(), metrics};
  static constexpr int64_t kMaxResourceBytes = 1024;
  ResourceReader reader{upstreams, {.max_bytes = kMaxResourceBytes}, platform::Clock::Real()};
  std::unique_ptr<ToolRegistry> registry;
  std::unique_ptr<ResourceRegistry> resources;
  std::unique_ptr<McpServer> server;
};

// A request of the legacy era.
inline nlohmann::json LegacyRequest(nlohmann::json id, const std::string& method,
                                    nlohmann::json params = nlohmann::json::object()) {
  return {
      {"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", method}, {"params", std::move(params)}};
}

// A request of the modern era, with the envelope 2026-07-28 requires.
inline nlohmann::json ModernRequest(nlohmann::json id, const std::string& method,
                                    nlohmann::json params = nlohmann::json::object()) {
  params["_meta"]["io.modelcontextprotocol/protocolVersion"] = "2026-07-28";
  params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = nlohmann::json::object();
  return LegacyRequest(std::move(id), method, std::move(params));
}

// A tools/call of the fake's list_sheets.
inline nlohmann::json ListSheetsParams() {
  return {{"name", "list_sheets"}, {"arguments", {{"workbook_id", "wb-1"}}}};
}

inline nlohmann::json CancelNotification(nlohmann::json request_id) {
  return {{"jsonrpc", "2.0"},
          {"method", "notifications/cancelled"},
          {"params", {{"requestId", std::move(request_id)}}}};
}

// HTTP context with the headers that mirror a modern body.
inline MessageContext HttpContext(std::map<std::string, std::string> headers = {}) {
  MessageContext context;
  context.http = true;
  context.headers = std::move(headers);
  return context;
}

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_TESTS_GATEWAY_MCP_MCP_HARNESS_H_
