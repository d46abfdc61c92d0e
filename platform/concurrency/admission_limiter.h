// AdmissionLimiter: at most N at a time, the others wait in line, no longer than they may.
//
// Waiters with the same key are served first come, first served, and keys take turns: whoever sends
// a hundred calls waits for them, not everybody else. A waiter leaves the line when its deadline
// passes (`QUEUE_TIMEOUT`, RESOURCE_EXHAUSTED), when its token is cancelled (the token's reason) or
// when the limiter closes
// (`SHUTTING_DOWN`, UNAVAILABLE). A full line refuses at once (`OVERLOADED`, RESOURCE_EXHAUSTED,
// with a retry delay).
#ifndef SHEETGATE_PLATFORM_CONCURRENCY_ADMISSION_LIMITER_H_
#define SHEETGATE_PLATFORM_CONCURRENCY_ADMISSION_LIMITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/base/clock.h"
#include "platform/concurrency/cancellation.h"
#include "platform/concurrency/timer_queue.h"

namespace sheetgate::platform {

// Thread-safe. Outlived by no permit: permits keep its state alive.
class AdmissionLimiter {
 public:
  struct Options {
    // What is limited, for messages ("calls to workbook-service").
    std::string what;
    // Permits; >= 1.
    int permits = 1;
    // Waiters; >= 0.
    size_t queue_limit = 0;
    // Suggested to those refused because the line is full.
    absl::Duration retry_after = absl::Seconds(1);
  };

  // One admitted holder. Released when destroyed, which hands the permit to the first in line.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&&) noexcept;
    Permit& operator=(Permit&&) noexcept;
    ~Permit();
    void Release();
    // How long the holder waited for it.
    absl::Duration waited() const { return waited_; }

   private:
    friend class AdmissionLimiter;
    struct Impl;
    std::shared_ptr<Impl> impl_;
    absl::Duration waited_;
  };
  using Callback = absl::AnyInvocable<void(absl::StatusOr<Permit>)>;

  // Where a waiter is.
  struct Place {
    size_t place = 1;  // 1: the next permit is its
    size_t of = 1;     // waiters
    // Grows with time: places are told on any thread, and one may overtake the next.
    uint64_t order = 0;
  };
  struct Turn {
    // Who waits; "" like everybody who does not say.
    std::string key;
    // Called with the first place, at once, and whenever it changes, on the thread that changed it.
    // May come after the answer. May be null.
    std::function<void(const Place&)> on_place;
  };

  // `clock` and `timers` must outlive the limiter.
  AdmissionLimiter(Options options, const Clock& clock, TimerQueue& timers);
  ~AdmissionLimiter();

  // Calls `callback` exactly once: at once on this thread when a permit is free or the line is
  // full, else later on the thread that releases, cancels or times out.
  void Acquire(absl::Time deadline, const CancellationToken& token, Callback callback);
  void Acquire(Turn turn, absl::Time deadline, const CancellationToken& token, Callback callback);

  // Refuses everybody from now on, those in line included.
  void Close();

  int in_use() const;
  size_t waiting() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONCURRENCY_ADMISSION_LIMITER_H_
