// The metrics of recalculations, looked up once.
#include "recalc-service/rpc/recalculate_metrics.h"

#include <string>

namespace sheetgate::recalc {

RecalculateMetrics::RecalculateMetrics(platform::MetricsRegistry& registry, std::string_view engine)
    : queue_wait_(registry.GetHistogram("sheetgate_recalc_queue_wait_seconds",
                                        "Wait of recalculations for their turn.")) {
  for (int i = static_cast<int>(Phase::kQueue) + 1; i < kPhaseCount; ++i) {
    run_[static_cast<size_t>(i)] = registry.GetHistogram(
        "sheetgate_recalc_run_seconds", "Duration of a phase of recalculations.",
        {{"engine", std::string(engine)},
         {"phase", std::string(PhaseName(static_cast<Phase>(i)))}});
  }
}

void RecalculateMetrics::ObservePhase(Phase phase, absl::Duration duration) const {
  if (phase != Phase::kQueue) run_[static_cast<size_t>(phase)].Observe(duration);
}

}  // namespace sheetgate::recalc
