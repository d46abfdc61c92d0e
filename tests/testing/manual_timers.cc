// Timers in order of their time; equal times in order of scheduling.
#include "tests/testing/manual_timers.h"

#include <algorithm>

namespace sheetgate::tests {

platform::TimerQueue::Id ManualTimers::Schedule(absl::Time when,
                                                absl::AnyInvocable<void()> callback) {
  std::lock_guard lock(mutex_);
  const Id id = next_id_++;
  timers_.emplace(std::pair(when, id), std::move(callback));
  return id;
}

bool ManualTimers::Cancel(Id id) {
  absl::AnyInvocable<void()> unused;  // destroyed after the lock is released
  std::lock_guard lock(mutex_);
  const auto found = std::find_if(timers_.begin(), timers_.end(),
                                  [id](const auto& timer) { return timer.first.second == id; });
  if (found == timers_.end()) return false;
  unused = std::move(found->second);
  timers_.erase(found);
  return true;
}

void ManualTimers::Advance(absl::Duration by) {
  const absl::Time end = clock_.Now() + by;
  while (true) {
    absl::AnyInvocable<void()> callback;
    {
      std::lock_guard lock(mutex_);
      if (timers_.empty() || timers_.begin()->first.first > end) break;
      clock_.Set(std::max(clock_.Now(), timers_.begin()->first.first));
      callback = std::move(timers_.begin()->second);
      timers_.erase(timers_.begin());
    }
    callback();
  }
  clock_.Set(end);
}

size_t ManualTimers::pending() const {
  std::lock_guard lock(mutex_);
  return timers_.size();
}

absl::Time ManualTimers::next() const {
  std::lock_guard lock(mutex_);
  return timers_.empty() ? absl::InfiniteFuture() : timers_.begin()->first.first;
}

}  // namespace sheetgate::tests
