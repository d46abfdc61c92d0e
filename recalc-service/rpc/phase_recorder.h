// PhaseRecorder: what a call does now and how long each phase took.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_PHASE_RECORDER_H_
#define SHEETGATE_RECALC_SERVICE_RPC_PHASE_RECORDER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "platform/base/clock.h"
#include "sheetgate/mcp/v1/annotations.pb.h"

namespace sheetgate::recalc {

// In the order a call goes through them; no call has all.
enum class Phase { kQueue, kFetch, kRead, kStart, kLoad, kCalculate, kRender, kHarvest, kCommit };
inline constexpr int kPhaseCount = 9;

// A kind of call.
struct CallKind {
  std::string_view what;      // in messages: "recalculation"
  std::vector<Phase> phases;  // that its calls go through
};
const CallKind& RecalculationKind();
const CallKind& ScreenshotKind();
const CallKind& WhatIfKind();

// Label of metrics and RecalculateResult.phases: "queue".
std::string_view PhaseName(Phase phase);

// What the caller is told when the phase begins.
mcp::v1::Progress PhaseProgress(Phase phase, const CallKind& kind);

// The same for the queue, where the call is `place` of `waiting`; `update` counts these from 1.
mcp::v1::Progress QueueProgress(size_t place, size_t waiting, int update, const CallKind& kind);

// Not thread-safe. `clock` must outlive it.
class PhaseRecorder {
 public:
  // Begins with kQueue.
  explicit PhaseRecorder(const platform::Clock& clock);
  // Ends the present phase. Phases never go back: an earlier one is ignored, and returns false.
  bool Enter(Phase phase);
  Phase current() const { return current_; }
  // Ends the last phase.
  void Finish();

  // Phases that ended, with their durations.
  const std::vector<std::pair<Phase, absl::Duration>>& durations() const { return durations_; }
  absl::Duration total() const;

 private:
  const platform::Clock& clock_;
  Phase current_ = Phase::kQueue;
  absl::Time since_;
  std::vector<std::pair<Phase, absl::Duration>> durations_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_PHASE_RECORDER_H_
