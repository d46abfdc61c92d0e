// The metrics of a service's calls, with the handles of each method looked up once.
#ifndef SHEETGATE_PLATFORM_RPC_CALL_METRICS_H_
#define SHEETGATE_PLATFORM_RPC_CALL_METRICS_H_

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

#include "platform/base/error_reason.h"
#include "platform/observability/metrics.h"

namespace sheetgate::platform::internal {

// Who ended a call before its work was done.
enum class CancelCause { kClient, kDeadline, kShutdown };

// Thread-safe.
class MethodMetrics {
 public:
  // `rpc_method` is "package.Service/Method".
  MethodMetrics(MetricsRegistry& registry, std::string rpc_method);

  const std::string& rpc_method() const { return rpc_method_; }

  void Finished(const absl::Status& status, absl::Duration duration);
  void WaitedForAdmission(absl::Duration wait) const { admission_wait_.Observe(wait); }
  void WaitedForThread(absl::Duration wait) const { thread_wait_.Observe(wait); }
  void TimedOutInQueue() const { queue_timeouts_.Increment(); }
  void TimedOutRunning() const { run_timeouts_.Increment(); }
  void Cancelled(CancelCause cause) const {
    cancellations_[static_cast<size_t>(cause)].Increment();
  }

 private:
  MetricsRegistry& registry_;
  const std::string rpc_method_;
  Histogram admission_wait_;
  Histogram thread_wait_;
  Counter queue_timeouts_;
  Counter run_timeouts_;
  std::array<Counter, 3> cancellations_;

  std::mutex mutex_;
  // Guarded by `mutex_`; made when first needed, so that /metrics lists only what happened.
  std::array<std::optional<Histogram>, 17> durations_;  // by status code
  absl::flat_hash_map<ErrorReason, Counter> errors_;
};

// Thread-safe.
class ServiceMetrics {
 public:
  // `registry` must outlive this.
  ServiceMetrics(MetricsRegistry& registry, std::string service);

  MethodMetrics& Method(std::string_view method);
  const Gauge& in_flight() const { return in_flight_; }

 private:
  MetricsRegistry& registry_;
  const std::string service_;
  Gauge in_flight_;
  std::shared_mutex mutex_;
  // Guarded by `mutex_`.
  absl::flat_hash_map<std::string, std::unique_ptr<MethodMetrics>> methods_;
};

}  // namespace sheetgate::platform::internal

#endif  // SHEETGATE_PLATFORM_RPC_CALL_METRICS_H_
