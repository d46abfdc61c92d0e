#include "recalc-service/engine/libreoffice/worker_metrics.h"

#include "platform/base/error.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc {
namespace {

using platform::Counter;
using platform::ErrorReason;
using platform::Gauge;
using platform::MetricsRegistry;

constexpr char kEngine[] = "libreoffice";
constexpr worker::WorkerMode kModes[] = {worker::WorkerMode::kZygote, worker::WorkerMode::kProcess,
                                         worker::WorkerMode::kPipe};

Counter Kills(MetricsRegistry& registry, const std::string& cause) {
  return registry.GetCounter("sheetgate_worker_kills_total",
                             "Jobs whose process was killed, by cause.", {{"cause", cause}});
}

Counter Recycles(MetricsRegistry& registry, const std::string& reason) {
  return registry.GetCounter("sheetgate_worker_recycled_total",
                             "Worker processes replaced in good time, by reason.",
                             {{"engine", kEngine}, {"reason", reason}});
}

Gauge Processes(MetricsRegistry& registry, const std::string& state) {
  return registry.GetGauge("sheetgate_worker_processes", "Worker processes now, by state.",
                           {{"state", state}});
}

Gauge Jobs(MetricsRegistry& registry, const std::string& state) {
  return registry.GetGauge("sheetgate_worker_jobs",
                           "Jobs that wait for a worker, and those it runs, now.",
                           {{"state", state}});
}

Gauge Mode(MetricsRegistry& registry, const std::string& mode) {
  return registry.GetGauge("sheetgate_worker_mode", "1 for how workers run LibreOffice.",
                           {{"mode", mode}});
}

std::string KillCause(const absl::Status& why) {
  switch (platform::ReasonOf(why)) {
    case ErrorReason::kEngineTimeout:
    case ErrorReason::kDeadlineExceeded:
      return "timeout";
    case ErrorReason::kShuttingDown:
      return "shutdown";
    default:
      return "cancel";
  }
}

}  // namespace

WorkerMetrics::WorkerMetrics(MetricsRegistry& registry)
    : registry_(registry),
      starts_(registry.GetCounter("sheetgate_worker_starts_total", "Worker processes started.",
                                  {{"engine", kEngine}})),
      starting_(Processes(registry, "starting")),
      ready_(Processes(registry, "ready")),
      retiring_(Processes(registry, "retiring")),
      jobs_waiting_(Jobs(registry, "waiting")),
      jobs_running_(Jobs(registry, "running")),
      breaker_(registry.GetGauge("sheetgate_worker_breaker_open",
                                 "1 while jobs are refused because workers keep dying.")) {
  for (const char* cause : {"cancel", "shutdown", "timeout"}) Kills(registry, cause).Increment(0);
  for (const char* reason : {"age", "jobs", "memory"}) Recycles(registry, reason).Increment(0);
}

void WorkerMetrics::Died(const std::string& reason) const {
  registry_
      .GetCounter("sheetgate_worker_restarts_total",
                  "Worker processes that had to be replaced, by reason.",
                  {{"engine", kEngine}, {"reason", reason}})
      .Increment();
}

void WorkerMetrics::Recycled(const std::string& reason) const {
  Recycles(registry_, reason).Increment();
}

void WorkerMetrics::Killed(const absl::Status& why) const {
  Kills(registry_, KillCause(why)).Increment();
}

void WorkerMetrics::Set(const WorkerCounts& counts) const {
  starting_.Set(counts.starting);
  ready_.Set(counts.ready);
  retiring_.Set(counts.retiring);
  jobs_waiting_.Set(counts.jobs_waiting);
  jobs_running_.Set(counts.jobs_running);
}

void WorkerMetrics::Set(const EngineStatus& status) const {
  breaker_.Set(status.state == EngineStatus::State::kCrashLoop ? 1 : 0);
  for (const worker::WorkerMode mode : kModes) {
    const std::string name(worker::ModeName(mode));
    Mode(registry_, name).Set(status.mode == name ? 1 : 0);
  }
}

}  // namespace sheetgate::recalc
