// Wiring of recalc-service.
#include "recalc-service/server.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/channel.h"
#include "platform/rpc/service_host.h"
#include "recalc-service/documents/open_documents.h"
#include "recalc-service/engine/libreoffice/engine_status.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "recalc-service/rpc/call_metrics.h"
#include "recalc-service/rpc/grpc_service.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::recalc {
namespace {

using platform::AdmissionLimiter;

// A call's budget beyond queue and run: for the transport.
constexpr absl::Duration kDeadlineSlack = absl::Seconds(10);

// Permits for `running` calls of a kind, and a line for `queued` more.
std::shared_ptr<AdmissionLimiter> MakePermits(const CallKind& kind, int running, int queued,
                                              platform::TimerQueue& timers) {
  AdmissionLimiter::Options limits;
  limits.what = platform::StrCat(kind.what, "s");
  limits.permits = running;
  limits.queue_limit = static_cast<size_t>(queued);
  return std::make_shared<AdmissionLimiter>(limits, platform::Clock::Real(), timers);
}

platform::ServiceHost::Options HostOptions(const RecalcServerOptions& options) {
  platform::ServiceHost::Options host;
  host.name = "recalc-service";
  host.threads = options.threads;
  host.max_calls = options.max_concurrent_calls;
  host.max_queued_calls = options.max_queued_calls;
  host.dispatcher.service = v1::RecalcService::service_full_name();
  host.dispatcher.default_deadline =
      std::max(options.queue_timeout + options.run_timeout,
               options.screenshot_queue_timeout + options.screenshot_run_timeout) +
      kDeadlineSlack;
  host.dispatcher.max_deadline =
      std::max(host.dispatcher.max_deadline, host.dispatcher.default_deadline);
  return host;
}

// The newest status of the engine, from its thread to those that ask.
class StatusBoard {
 public:
  void Set(const EngineStatus& status) {
    std::lock_guard lock(mutex_);
    status_ = status;
  }
  EngineStatus Get() const {
    std::lock_guard lock(mutex_);
    return status_;
  }

 private:
  mutable std::mutex mutex_;
  EngineStatus status_{.since = platform::Clock::Real().Now()};
};

WorkerSupervisor::Options EngineOptions(const RecalcServerOptions& options, StatusBoard* board) {
  WorkerSupervisor::Options engine;
  engine.on_status = [board](const EngineStatus& status) { board->Set(status); };
  engine.workers = options.workers;
  engine.mode = options.worker_mode;
  engine.max_jobs = options.worker_max_jobs;
  engine.max_age = options.worker_max_age;
  engine.max_rss_bytes = options.worker_max_rss_bytes;
  // Jobs have ended by then; documents that stay open may not have.
  engine.retire_timeout =
      std::max(options.run_timeout, options.screenshot_run_timeout) + absl::Minutes(1);
  engine.libreoffice_dir = options.libreoffice_dir;
  engine.worker_path = options.worker_path;
  engine.limits.memory_bytes = options.worker_memory_bytes;
  // The run budget is wall-clock time and strikes first; this holds should the service be gone.
  // LibreOffice computes on several threads, and processor time is their sum.
  engine.limits.cpu_time =
      std::max(options.run_timeout, options.screenshot_run_timeout) * platform::ThreadsOrCores(0) +
      absl::Seconds(1);
  return engine;
}

OpenDocuments::Options DocumentOptions(const RecalcServerOptions& options) {
  OpenDocuments::Options documents;
  documents.max_documents = static_cast<size_t>(options.max_open_documents);
  documents.max_bytes = options.open_documents_bytes;
  documents.idle_time = options.open_document_idle_time;
  return documents;
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
        recalculation_permits(MakePermits(RecalculationKind(),
                                          options.max_concurrent_recalculations,
                                          options.max_queued_recalculations, host.timers())),
        screenshot_permits(MakePermits(ScreenshotKind(), options.max_concurrent_screenshots,
                                       options.max_queued_screenshots, host.timers())),
        engine(EngineOptions(options, &board), metrics),
        documents(DocumentOptions(options), platform::Clock::Real(), host.timers(), metrics),
        compute("recalc-compute", ComputeTasks(options),
                static_cast<size_t>(ComputeTasks(options))),
        recalculation_metrics(metrics, "sheetgate_recalc", RecalculationKind(), engine.name()),
        what_if_metrics(metrics, "sheetgate_what_if", WhatIfKind(), engine.name()),
        screenshot_metrics(metrics, "sheetgate_screenshot", ScreenshotKind(), engine.name()),
        service(host.dispatcher(), RecalculationDependencies(options), WhatIfDependencies(options),
                ScreenshotDependencies(options)) {
    SampleQueue(metrics, "sheetgate_recalc", "Recalculations", recalculation_permits);
    SampleQueue(metrics, "sheetgate_screenshot", "Screenshots", screenshot_permits);
  }

  // One for each permit.
  static int ComputeTasks(const RecalcServerOptions& options) {
    return options.max_concurrent_recalculations + options.max_concurrent_screenshots;
  }

  EngineCallDependencies Dependencies(const RecalcServerOptions& options) {
    EngineCallDependencies dependencies;
    dependencies.clock = &platform::Clock::Real();
    dependencies.timers = &host.timers();
    dependencies.compute = &compute;
    dependencies.engine = &engine;
    dependencies.documents = &documents;
    dependencies.workbooks = &workbooks;
    dependencies.limits = FileLimits(options);
    return dependencies;
  }

  EngineCallDependencies RecalculationDependencies(const RecalcServerOptions& options) {
    EngineCallDependencies dependencies = Dependencies(options);
    dependencies.permits = recalculation_permits.get();
    dependencies.metrics = &recalculation_metrics;
    dependencies.queue_timeout = options.queue_timeout;
    dependencies.run_timeout = options.run_timeout;
    return dependencies;
  }

  // They calculate, so they share the permits of those who calculate.
  EngineCallDependencies WhatIfDependencies(const RecalcServerOptions& options) {
    EngineCallDependencies dependencies = RecalculationDependencies(options);
    dependencies.metrics = &what_if_metrics;
    return dependencies;
  }

  EngineCallDependencies ScreenshotDependencies(const RecalcServerOptions& options) {
    EngineCallDependencies dependencies = Dependencies(options);
    dependencies.permits = screenshot_permits.get();
    dependencies.metrics = &screenshot_metrics;
    dependencies.queue_timeout = options.screenshot_queue_timeout;
    dependencies.run_timeout = options.screenshot_run_timeout;
    return dependencies;
  }

  // The registry outlives the server, so the sample must not.
  static void SampleQueue(platform::MetricsRegistry& metrics, std::string_view prefix,
                          std::string_view what, const std::shared_ptr<AdmissionLimiter>& permits) {
    using platform::StrCat;
    const platform::Gauge running =
        metrics.GetGauge(StrCat(prefix, "_running"), StrCat(what, " running now."));
    const platform::Gauge queued =
        metrics.GetGauge(StrCat(prefix, "_queued"), StrCat(what, " waiting for their turn now."));
    metrics.OnScrape([running, queued, weak = std::weak_ptr<AdmissionLimiter>(permits)] {
      const auto limiter = weak.lock();
      running.Set(limiter ? limiter->in_use() : 0);
      queued.Set(limiter ? static_cast<double>(limiter->waiting()) : 0);
    });
  }

  platform::ServiceHost host;
  workbook::WorkbookClient workbooks;
  std::shared_ptr<AdmissionLimiter> recalculation_permits;
  std::shared_ptr<AdmissionLimiter> screenshot_permits;
  StatusBoard board;
  LibreOfficeEngine engine;      // tells the board
  OpenDocuments documents;       // of the engine
  platform::ThreadPool compute;  // its tasks use the engine
  CallMetrics recalculation_metrics;
  CallMetrics what_if_metrics;
  CallMetrics screenshot_metrics;
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
    // As the engine will say in a moment.
    state->board.Set({.state = EngineStatus::State::kNotInstalled,
                      .since = platform::Clock::Real().Now(),
                      .why = std::string(available.message())});
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

std::string RecalcServer::ReadyDetail() const { return Describe(state_->board.Get()); }

platform::DrainHooks RecalcServer::drain_hooks() { return state_->host.drain_hooks(); }

}  // namespace sheetgate::recalc
