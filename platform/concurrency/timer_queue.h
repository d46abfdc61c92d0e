// TimerQueue: calls back at a time. Tests use ManualTimers (tests/testing/manual_timers.h) and
// never wait.
#ifndef SHEETGATE_PLATFORM_CONCURRENCY_TIMER_QUEUE_H_
#define SHEETGATE_PLATFORM_CONCURRENCY_TIMER_QUEUE_H_

#include <cstdint>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace sheetgate::platform {

// Thread-safe.
class TimerQueue {
 public:
  using Id = uint64_t;
  virtual ~TimerQueue() = default;

  // Calls `callback` once at or after `when`, on the queue's thread; it must return quickly.
  virtual Id Schedule(absl::Time when, absl::AnyInvocable<void()> callback) = 0;

  // True when the callback will not be called. False when it was called or is running.
  virtual bool Cancel(Id id) = 0;

  // The queue of this machine's clock with its own thread. Its destructor drops what is pending.
  static std::unique_ptr<TimerQueue> Create();
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONCURRENCY_TIMER_QUEUE_H_
