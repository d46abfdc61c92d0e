#include "workbook-service/server.h"

#include <utility>

#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/service_host.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "workbook-service/rpc/grpc_service.h"
#include "workbook-service/session/embedded_session.h"
#include "workbook-service/session/sweeper.h"

namespace sheetgate::workbook {
namespace {

SessionOptions MakeSessionOptions(const WorkbookServerOptions& options) {
  SessionOptions session;
  session.workspace_dir = options.workspace_dir;
  session.data_dir = options.data_dir;
  session.limits.max_package_bytes = options.max_file_bytes;
  session.limits.max_inflated_bytes = options.max_inflated_bytes;
  session.limits.max_cells = options.max_cells;
  session.cache_bytes = options.cache_bytes;
  session.loader_threads = options.threads;
  session.max_forks_per_owner = options.max_forks_per_owner;
  session.fork_ttl = options.fork_ttl;
  session.max_checkpoints_per_fork = options.max_checkpoints_per_fork;
  session.max_staged_changes_per_fork = options.max_staged_changes_per_fork;
  return session;
}

platform::ServiceHost::Options MakeHostOptions(const WorkbookServerOptions& options) {
  platform::ServiceHost::Options host;
  host.name = "workbook-service";
  host.threads = options.threads;
  host.max_calls = options.max_concurrent_calls;
  host.max_queued_calls = options.max_queued_calls;
  host.dispatcher.service = v1::WorkbookService::service_full_name();
  host.dispatcher.default_deadline = options.default_deadline;
  host.dispatcher.max_queue_wait = options.max_queue_wait;
  return host;
}

RpcLimits MakeRpcLimits(const WorkbookServerOptions& options) {
  RpcLimits limits;
  limits.read.max_bytes = options.max_response_bytes;
  limits.read.max_cells = options.max_response_cells;
  limits.max_file_bytes = options.max_file_bytes;
  limits.max_cells = options.max_cells;
  limits.vba = options.vba;
  return limits;
}

}  // namespace

struct WorkbookServer::State {
  State(const WorkbookServerOptions& options, std::unique_ptr<Session> opened,
        platform::MetricsRegistry& metrics)
      : session(std::move(opened)),
        host(MakeHostOptions(options), metrics),
        service(host.dispatcher(), *session, MakeRpcLimits(options)),
        sweeping("workbook-sweep", 1, 1),
        sweeper(*session, options.fork_sweep_interval, platform::Clock::Real(), host.timers(),
                [this](absl::AnyInvocable<void()> task) {
                  return sweeping.TrySubmit(std::move(task));
                }) {}

  std::unique_ptr<Session> session;
  platform::ServiceHost host;
  WorkbookGrpcService service;
  platform::ThreadPool sweeping;
  Sweeper sweeper;
};

absl::StatusOr<std::unique_ptr<WorkbookServer>> WorkbookServer::Start(
    const WorkbookServerOptions& options, platform::MetricsRegistry& metrics) {
  ASSIGN_OR_RETURN(
      std::unique_ptr<Session> session,
      OpenEmbeddedSession(MakeSessionOptions(options), platform::Clock::Real(), metrics));
  auto state = std::make_unique<State>(options, std::move(session), metrics);
  RETURN_IF_ERROR(state->host.Serve(state->service, options.listen_address, options.reflection));
  return std::unique_ptr<WorkbookServer>(new WorkbookServer(std::move(state)));
}

WorkbookServer::WorkbookServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

WorkbookServer::~WorkbookServer() { state_->host.Stop(); }

int WorkbookServer::port() const { return state_->host.port(); }

std::shared_ptr<grpc::Channel> WorkbookServer::InProcessChannel() const {
  return state_->host.InProcessChannel();
}

absl::Status WorkbookServer::Ready() const {
  RETURN_IF_ERROR(state_->host.Ready());
  platform::RequestContext context;
  context.deadline = platform::Clock::Real().Now() + absl::Seconds(1);
  return state_->session->ListForks(context).status();
}

platform::DrainHooks WorkbookServer::drain_hooks() { return state_->host.drain_hooks(); }

}  // namespace sheetgate::workbook
