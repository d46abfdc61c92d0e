#include "gateway/gateway.h"

#include <atomic>
#include <mutex>
#include <utility>

#include "gateway/instructions.h"
#include "gateway/mcp/server.h"
#include "gateway/resources/resource_reader.h"
#include "gateway/resources/resource_registry.h"
#include "gateway/tools/tool_caller.h"
#include "gateway/tools/tool_registry.h"
#include "gateway/transport/http_pipeline.h"
#include "gateway/transport/http_server.h"
#include "gateway/transport/stdio_transport.h"
#include "gateway/upstream/upstreams.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/concurrency/timer_queue.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/channel.h"

namespace sheetgate::gateway {
namespace {

constexpr char kWorkbookService[] = "sheetgate.workbook.v1.WorkbookService";
constexpr char kRecalcService[] = "sheetgate.recalc.v1.RecalcService";

std::vector<Upstreams::Upstream> MakeUpstreams(const GatewayOptions& options,
                                               std::shared_ptr<grpc::Channel> workbook,
                                               std::shared_ptr<grpc::Channel> recalc) {
  if (workbook == nullptr) workbook = platform::MakeServiceChannel(options.workbook_target);
  if (recalc == nullptr) recalc = platform::MakeServiceChannel(options.recalc_target);
  return {{.service = kWorkbookService, .name = "workbook-service", .channel = std::move(workbook)},
          {.service = kRecalcService, .name = "recalc-service", .channel = std::move(recalc)}};
}

}  // namespace

// Members are destroyed from the last to the first, and each uses those before it; see ~Gateway for
// the one exception.
struct Gateway::State {
  std::unique_ptr<ToolRegistry> registry;
  std::unique_ptr<ResourceRegistry> resources;
  std::unique_ptr<platform::TimerQueue> timers;
  std::unique_ptr<Upstreams> upstreams;
  std::unique_ptr<ToolCaller> caller;
  std::unique_ptr<ResourceReader> reader;
  std::unique_ptr<McpServer> server;
  std::unique_ptr<HttpPipeline> pipeline;
  std::unique_ptr<HttpServer> http;  // null without HTTP
  std::atomic<bool> draining{false};

  StdioTransport::Options stdio_options;
  std::mutex stdio_mutex;
  StdioTransport* stdio = nullptr;  // while ServeStdio runs
  bool stopped = false;             // guarded by stdio_mutex: ServeStdio returns at once

  void StopAccepting() {
    server->StopAccepting();
    if (http) http->StopAccepting();
    const std::lock_guard lock(stdio_mutex);
    stopped = true;
    if (stdio != nullptr) stdio->Stop();
  }

  bool WaitIdle(absl::Time deadline) {
    const bool calls_done = server->WaitIdle(deadline);
    return (!http || http->WaitIdle(deadline)) && calls_done;
  }
};

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(
    const GatewayOptions& options, std::shared_ptr<grpc::Channel> workbook_channel,
    std::shared_ptr<grpc::Channel> recalc_channel, platform::MetricsRegistry& metrics) {
  const platform::Clock& clock = platform::Clock::Real();
  auto state = std::make_unique<State>();
  const ToolFilter filter = {.profile = options.tool_profile,
                             .allow = options.allow_tools,
                             .deny = options.deny_tools,
                             .features = options.features};
  ASSIGN_OR_RETURN(state->registry, ToolRegistry::Create(filter));
  ASSIGN_OR_RETURN(state->resources, ResourceRegistry::Create(filter));
  state->timers = platform::TimerQueue::Create();
  state->upstreams = std::make_unique<Upstreams>(
      MakeUpstreams(options, std::move(workbook_channel), std::move(recalc_channel)), clock,
      *state->timers, metrics);
  const Deadlines deadlines = {.default_deadline = options.default_deadline};
  state->caller = std::make_unique<ToolCaller>(*state->upstreams, deadlines, clock, metrics);
  state->reader = std::make_unique<ResourceReader>(
      *state->upstreams,
      ResourceReader::Options{.deadlines = deadlines, .max_bytes = options.max_resource_bytes},
      clock);
  state->server = std::make_unique<McpServer>(
      McpServer::Options{.version = SHEETGATE_VERSION,
                         .instructions = kInstructions,
                         .max_concurrent_calls = options.max_concurrent_requests},
      McpServer::Backends{.tools = *state->registry,
                          .caller = *state->caller,
                          .resources = *state->resources,
                          .reader = *state->reader},
      clock, metrics);
  state->stdio_options.max_line_bytes = static_cast<size_t>(options.max_request_bytes);

  if (!options.listen_address.empty()) {
    state->pipeline = std::make_unique<HttpPipeline>(
        HttpPipeline::Options{.access = AccessPolicy(options.listen_address, options.allowed_hosts,
                                                     options.allowed_origins),
                              .max_request_bytes = options.max_request_bytes},
        *state->server);
    ASSIGN_OR_RETURN(state->http, HttpServer::Start({.listen_address = options.listen_address,
                                                     .io_threads = options.io_threads,
                                                     .max_connections = options.max_connections,
                                                     .header_timeout = options.header_timeout,
                                                     .idle_timeout = options.idle_timeout},
                                                    *state->pipeline, metrics));
    platform::Log(platform::Severity::kInfo, "serving MCP over HTTP",
                  {{"path", kEndpoint},
                   {"port", state->http->port()},
                   {"tools", state->registry->tools().size()}});
  }
  return std::unique_ptr<Gateway>(new Gateway(std::move(state)));
}

Gateway::Gateway(std::unique_ptr<State> state) : state_(std::move(state)) {}

Gateway::~Gateway() {
  state_->StopAccepting();
  // First no thread may start a call any more; then the server waits for those that run, whose
  // answers still go to the (by then silent) HTTP server.
  if (state_->http) state_->http->Stop();
  state_->server.reset();
}

int Gateway::port() const { return state_->http ? state_->http->port() : 0; }

void Gateway::ServeStdio(int in_fd, int out_fd) {
  StdioTransport transport(*state_->server, state_->stdio_options, in_fd, out_fd);
  {
    const std::lock_guard lock(state_->stdio_mutex);
    if (state_->stopped) return;
    state_->stdio = &transport;
  }
  transport.Serve();
  const std::lock_guard lock(state_->stdio_mutex);
  state_->stdio = nullptr;
}

absl::Status Gateway::Ready() const {
  if (state_->draining) {
    return platform::Error(absl::StatusCode::kUnavailable, platform::ErrorReason::kShuttingDown,
                           "shutting down");
  }
  return state_->upstreams->Ready();
}

platform::DrainHooks Gateway::drain_hooks() {
  State* state = state_.get();
  return {.name = "gateway",
          .readiness_down =
              [state] {
                state->draining = true;
                if (state->http) state->http->AnnounceClose();
              },
          .stop_accepting = [state] { state->StopAccepting(); },
          .wait_idle = [state](absl::Time deadline) { return state->WaitIdle(deadline); },
          .cancel_all = [state] { state->server->CancelAll(); },
          .close =
              [state] {
                if (state->http) state->http->Stop();
              }};
}

}  // namespace sheetgate::gateway
