// CallMetrics: how long calls of one kind wait and run.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_CALL_METRICS_H_
#define SHEETGATE_RECALC_SERVICE_RPC_CALL_METRICS_H_

#include <array>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

#include "platform/observability/metrics.h"
#include "recalc-service/rpc/phase_recorder.h"

namespace sheetgate::recalc {

// Thread-safe.
class CallMetrics {
 public:
  // `prefix` begins the metrics' names: "sheetgate_recalc". `engine` labels the phases. `registry`
  // must outlive the metrics.
  CallMetrics(platform::MetricsRegistry& registry, std::string_view prefix, const CallKind& kind,
              std::string_view engine);

  void ObserveQueueWait(absl::Duration wait) const { queue_wait_.Observe(wait); }
  // Phases after the queue.
  void ObservePhase(const std::pair<Phase, absl::Duration>& phase) const;

 private:
  platform::Histogram queue_wait_;
  std::array<platform::Histogram, kPhaseCount> run_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_CALL_METRICS_H_
