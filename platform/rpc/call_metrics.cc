// Names and labels follow docs/operations/metrics.md.
#include "platform/rpc/call_metrics.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::platform::internal {
namespace {

constexpr char kMethodLabel[] = "rpc_method";

}  // namespace

MethodMetrics::MethodMetrics(MetricsRegistry& registry, std::string rpc_method)
    : registry_(registry), rpc_method_(std::move(rpc_method)) {
  admission_wait_ = registry_.GetHistogram("sheetgate_admission_wait_seconds",
                                           "Time a call waited for its turn to run.",
                                           {{kMethodLabel, rpc_method_}});
  thread_wait_ = registry_.GetHistogram("sheetgate_thread_wait_seconds",
                                        "Time an admitted call waited for a handler thread.",
                                        {{kMethodLabel, rpc_method_}});
  const auto timeouts = [&](const char* phase) {
    return registry_.GetCounter(
        "sheetgate_timeouts_total",
        "Calls that ran out of time, while waiting (queue) or working (run).",
        {{kMethodLabel, rpc_method_}, {"phase", phase}});
  };
  queue_timeouts_ = timeouts("queue");
  run_timeouts_ = timeouts("run");
  const auto cancellations = [&](const char* cause) {
    return registry_.GetCounter("sheetgate_cancellations_total",
                                "Calls cancelled by the client, their deadline or a shutdown.",
                                {{kMethodLabel, rpc_method_}, {"cause", cause}});
  };
  cancellations_[static_cast<size_t>(CancelCause::kClient)] = cancellations("client");
  cancellations_[static_cast<size_t>(CancelCause::kDeadline)] = cancellations("deadline");
  cancellations_[static_cast<size_t>(CancelCause::kShutdown)] = cancellations("shutdown");
}

void MethodMetrics::Finished(const absl::Status& status, absl::Duration duration) {
  Histogram histogram;
  Counter errors;
  {
    std::lock_guard lock(mutex_);
    auto& slot = durations_[static_cast<size_t>(status.raw_code()) % durations_.size()];
    if (!slot) {
      slot = registry_.GetHistogram("rpc_server_call_duration_seconds",
                                    "Time from a call's arrival to its status.",
                                    {{kMethodLabel, rpc_method_},
                                     {"rpc_status_code", absl::StatusCodeToString(status.code())}});
    }
    histogram = *slot;
    if (!status.ok()) {
      const ErrorReason reason = ReasonOf(status);
      const auto [entry, is_new] = errors_.try_emplace(reason);
      if (is_new) {
        entry->second = registry_.GetCounter(
            "sheetgate_errors_total", "Calls that failed, by reason.",
            {{kMethodLabel, rpc_method_}, {"reason", std::string(ReasonName(reason))}});
      }
      errors = entry->second;
    }
  }
  histogram.Observe(duration);
  if (!status.ok()) errors.Increment();
}

ServiceMetrics::ServiceMetrics(MetricsRegistry& registry, std::string service)
    : registry_(registry), service_(std::move(service)) {
  in_flight_ = registry_.GetGauge("sheetgate_calls_in_flight",
                                  "Calls that have arrived and have no status yet.",
                                  {{"rpc_service", service_}});
}

MethodMetrics& ServiceMetrics::Method(std::string_view method) {
  {
    std::shared_lock lock(mutex_);
    if (const auto found = methods_.find(ToAbsl(method)); found != methods_.end()) {
      return *found->second;
    }
  }
  std::unique_lock lock(mutex_);
  auto& metrics = methods_[ToAbsl(method)];
  if (metrics == nullptr) {
    metrics = std::make_unique<MethodMetrics>(registry_, StrCat(service_, "/", method));
  }
  return *metrics;
}

}  // namespace sheetgate::platform::internal
