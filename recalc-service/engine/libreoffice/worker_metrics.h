// WorkerMetrics: sheetgate_worker_*, looked up once and there before the first event.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_METRICS_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_METRICS_H_

#include <string>

#include "absl/status/status.h"

#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/engine_status.h"

namespace sheetgate::recalc {

// How many workers and jobs there are.
struct WorkerCounts {
  int starting = 0;
  int ready = 0;
  int retiring = 0;
  int jobs_waiting = 0;  // for a worker
  int jobs_running = 0;
};

// Thread-safe.
class WorkerMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit WorkerMetrics(platform::MetricsRegistry& registry);

  void Started() const { starts_.Increment(); }
  // A worker ended that should have lived on.
  void Died(const std::string& reason) const;
  // A worker is replaced in good time: "jobs", "age" or "memory".
  void Recycled(const std::string& reason) const;
  // A job's process was killed because of `why`.
  void Killed(const absl::Status& why) const;

  void Set(const WorkerCounts& counts) const;
  void Set(const EngineStatus& status) const;

 private:
  platform::MetricsRegistry& registry_;
  platform::Counter starts_;
  platform::Gauge starting_;
  platform::Gauge ready_;
  platform::Gauge retiring_;
  platform::Gauge jobs_waiting_;
  platform::Gauge jobs_running_;
  platform::Gauge breaker_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_METRICS_H_
