// Lifecycle: signals and the drain order of a process.
//
// SIGTERM or SIGINT starts the drain: (1) readiness goes down, (2) wait `drain_delay` for endpoints
// to notice, (3) new work is refused, (4) work in flight may finish until `drain_timeout`, (5) what
// is left is cancelled and gets one second to answer, (6) stores and children close in reverse
// order of registration, (7) the process exits 0. A second signal ends it at once.
#ifndef SHEETGATE_PLATFORM_RPC_LIFECYCLE_H_
#define SHEETGATE_PLATFORM_RPC_LIFECYCLE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace sheetgate::platform {

// One part of the process that takes calls. Hooks may be empty.
struct DrainHooks {
  std::string name;
  std::function<void()> readiness_down;
  std::function<void()> stop_accepting;
  // Waits until idle or the deadline; returns whether idle.
  std::function<bool(absl::Time deadline)> wait_idle;
  std::function<void()> cancel_all;
  std::function<void()> close;
};

struct DrainOptions {
  absl::Duration drain_delay = absl::ZeroDuration();
  absl::Duration drain_timeout = absl::Seconds(5);
};

// Blocks SIGTERM, SIGINT and SIGPIPE in this thread and those it starts. Call first in main.
void BlockSignals();

// Waits for SIGTERM or SIGINT, or for `Stop`.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  // Returns when a signal arrives or RequestStop was called. A second signal after that ends the
  // process with status 130.
  void Wait();
  void RequestStop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Runs the steps above over all parts: each step for every part before the next.
void Drain(const DrainOptions& options, std::vector<DrainHooks> parts);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_LIFECYCLE_H_
