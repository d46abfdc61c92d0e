// Sweeper: removes what expired, by itself, every so often.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_SWEEPER_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_SWEEPER_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

#include "platform/base/clock.h"
#include "platform/concurrency/timer_queue.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

class Sweeper {
 public:
  // Runs a task soon, on a thread that may wait; false when it will not.
  using Executor = absl::AnyInvocable<bool(absl::AnyInvocable<void()>)>;

  // Calls Session::Sweep every `interval`. A sweep that fails is logged, and the next one comes all
  // the same. What is given must outlive the sweeper.
  Sweeper(Session& session, absl::Duration interval, const platform::Clock& clock,
          platform::TimerQueue& timers, Executor executor);
  // Waits for a sweep that runs; none comes after.
  ~Sweeper();

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the timer and the task
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SWEEPER_H_
