// The metrics, looked up once.
#include "recalc-service/rpc/call_metrics.h"

#include <string>

#include "platform/base/strings.h"

namespace sheetgate::recalc {

using platform::StrCat;

CallMetrics::CallMetrics(platform::MetricsRegistry& registry, std::string_view prefix,
                         const CallKind& kind, std::string_view engine)
    : queue_wait_(registry.GetHistogram(StrCat(prefix, "_queue_wait_seconds"),
                                        StrCat("Wait of ", kind.what, "s for their turn."))) {
  for (const Phase phase : kind.phases) {
    if (phase == Phase::kQueue) continue;
    run_[static_cast<size_t>(phase)] = registry.GetHistogram(
        StrCat(prefix, "_run_seconds"), StrCat("Duration of a phase of ", kind.what, "s."),
        {{"engine", std::string(engine)}, {"phase", std::string(PhaseName(phase))}});
  }
}

void CallMetrics::ObservePhase(const std::pair<Phase, absl::Duration>& phase) const {
  if (phase.first != Phase::kQueue) run_[static_cast<size_t>(phase.first)].Observe(phase.second);
}

}  // namespace sheetgate::recalc
