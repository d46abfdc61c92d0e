// Wiring of recalc-service.
#include "recalc-service/server.h"

#include <algorithm>
#include <utility>

#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/channel.h"
#include "platform/rpc/service_host.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "recalc-service/rpc/grpc_service.h"
#include "recalc-service/rpc/recalculate_metrics.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::recalc {
namespace {

using platform::AdmissionLimiter;

// A call's budget beyond queue and run: for the transport.
constexpr absl::Duration kDeadlineSlack = absl::Seconds(10);

AdmissionLimiter::Options CalculationLimits(const RecalcServerOptions& options) {
  AdmissionLimiter::Options limits;
  limits.what = "recalculations";
  limits.permits = options.max_concurrent_recalculations;
  limits.queue_limit = static_cast<size_t>(options.max_queued_recalculations);
  return limits;
}

platform::ServiceHost::Options HostOptions(const RecalcServerOptions& options) {
  platform::ServiceHost::Options host;
  host.name = "recalc-service";
  host.threads = options.threads;
  host.max_calls = options.max_concurrent_calls;
  host.max_queued_calls = options.max_queued_calls;
  host.dispatcher.service = v1::RecalcService::service_full_name();
  host.dispatcher.default_deadline = options.queue_timeout + options.run_timeout + kDeadlineSlack;
  host.dispatcher.max_deadline =
      std::max(host.dispatcher.max_deadline, host.dispatcher.default_deadline);
  return host;
}

WorkerSupervisor::Options EngineOptions(const RecalcServerOptions& options) {
  WorkerSupervisor::Options engine;
  engine.libreoffice_dir = options.libreoffice_dir;
  engine.worker_path = options.worker_path;
  engine.limits.memory_bytes = options.worker_memory_bytes;
  // The run budget is wall-clock time and strikes first; this holds should the service be gone.
  // LibreOffice computes on several threads, and processor time is their sum.
  engine.limits.cpu_time = options.run_timeout * platform::ThreadsOrCores(0) + absl::Seconds(1);
  return engine;
}

spreadsheet::XlsxLimits FileLimits(const RecalcServerOptions& options) {
  spreadsheet::XlsxLimits limits;
  limits.max_package_bytes = options.max_file_bytes;
  limits.max_inflated_bytes = options.max_inflated_bytes;
  limits.max_cells = options.max_cells;
  return limits;
}

}  // namespace

// Members are destroyed in reverse order: what calculations run on before what they use.
struct RecalcServer::State {
  State(const RecalcServerOptions& options, std::shared_ptr<grpc::Channel> workbook_channel,
        platform::MetricsRegistry& metrics)
      : host(HostOptions(options), metrics),
        workbooks(std::move(workbook_channel)),
        permits(std::make_shared<AdmissionLimiter>(CalculationLimits(options),
                                                   platform::Clock::Real(), host.timers())),
        engine(EngineOptions(options), metrics),
        compute("recalc-compute", options.max_concurrent_recalculations,
                static_cast<size_t>(options.max_concurrent_recalculations)),
        recalculate_metrics(metrics, engine.name()),
        service(host.dispatcher(), Dependencies(options)) {
    SampleQueue(metrics);
  }

  RecalculateDependencies Dependencies(const RecalcServerOptions& options) {
    RecalculateDependencies dependencies;
    dependencies.clock = &platform::Clock::Real();
    dependencies.timers = &host.timers();
    dependencies.permits = permits.get();
    dependencies.compute = &compute;
    dependencies.engine = &engine;
    dependencies.workbooks = &workbooks;
    dependencies.metrics = &recalculate_metrics;
    dependencies.queue_timeout = options.queue_timeout;
    dependencies.run_timeout = options.run_timeout;
    dependencies.limits = FileLimits(options);
    return dependencies;
  }

  // The registry outlives the server, so the sample must not.
  void SampleQueue(platform::MetricsRegistry& metrics) {
    const platform::Gauge running =
        metrics.GetGauge("sheetgate_recalc_running", "Recalculations running now.");
    const platform::Gauge queued =
        metrics.GetGauge("sheetgate_recalc_queued", "Recalculations waiting for their turn now.");
    metrics.OnScrape([running, queued, weak = std::weak_ptr<AdmissionLimiter>(permits)] {
      const auto limiter = weak.lock();
      running.Set(limiter ? limiter->in_use() : 0);
      queued.Set(limiter ? static_cast<double>(limiter->waiting()) : 0);
    });
  }

  platform::ServiceHost host;
  workbook::WorkbookClient workbooks;
  std::shared_ptr<AdmissionLimiter> permits;
  LibreOfficeEngine engine;
  platform::ThreadPool compute;  // its tasks use the engine
  RecalculateMetrics recalculate_metrics;
  RecalcGrpcService service;
};

absl::StatusOr<std::unique_ptr<RecalcServer>> RecalcServer::Start(
    const RecalcServerOptions& options, std::shared_ptr<grpc::Channel> workbook_channel,
    platform::MetricsRegistry& metrics) {
  if (workbook_channel == nullptr) {
    workbook_channel = platform::MakeServiceChannel(options.workbook_target);
  }
  auto state = std::make_unique<State>(options, std::move(workbook_channel), metrics);
  if (const absl::Status available = state->engine.Available(); !available.ok()) {
    platform::Log(platform::Severity::kWarning, "recalculation is not available",
                  {{"why", std::string(available.message())}});
  }
  RETURN_IF_ERROR(state->host.Serve(state->service, options.listen_address, options.reflection));
  return std::unique_ptr<RecalcServer>(new RecalcServer(std::move(state)));
}

RecalcServer::RecalcServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

RecalcServer::~RecalcServer() { state_->host.Stop(); }

int RecalcServer::port() const { return state_->host.port(); }

std::shared_ptr<grpc::Channel> RecalcServer::InProcessChannel() const {
  return state_->host.InProcessChannel();
}

absl::Status RecalcServer::Ready() const { return state_->host.Ready(); }

platform::DrainHooks RecalcServer::drain_hooks() { return state_->host.drain_hooks(); }

}  // namespace sheetgate::recalc
