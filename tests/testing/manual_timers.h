// ManualTimers: a TimerQueue whose timers fire when a test moves the clock.
//
//   FakeClock clock;
//   ManualTimers timers(clock);
//   AdmissionLimiter limiter(options, clock, timers);
//   timers.Advance(absl::Seconds(5));   // fires, on this thread and in order, what falls due
#ifndef SHEETGATE_TESTS_TESTING_MANUAL_TIMERS_H_
#define SHEETGATE_TESTS_TESTING_MANUAL_TIMERS_H_

#include <cstddef>
#include <map>
#include <mutex>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

#include "platform/concurrency/timer_queue.h"
#include "tests/testing/fake_clock.h"

namespace sheetgate::tests {

// Thread-safe. A timer that is already due when scheduled fires at the next Advance, which may be
// by zero.
class ManualTimers final : public platform::TimerQueue {
 public:
  // `clock` must outlive the timers.
  explicit ManualTimers(FakeClock& clock) : clock_(clock) {}

  Id Schedule(absl::Time when, absl::AnyInvocable<void()> callback) override;
  bool Cancel(Id id) override;

  // Moves the clock, from timer to timer, and calls those that fall due, also those scheduled
  // meanwhile.
  void Advance(absl::Duration by);

  // Timers that wait.
  size_t pending() const;
  // When the next one fires; the infinite future if there is none.
  absl::Time next() const;

 private:
  FakeClock& clock_;
  mutable std::mutex mutex_;
  // Guarded by `mutex_`.
  std::map<std::pair<absl::Time, Id>, absl::AnyInvocable<void()>> timers_;
  Id next_id_ = 1;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_TESTING_MANUAL_TIMERS_H_
