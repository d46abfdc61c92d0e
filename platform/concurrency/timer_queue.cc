// One thread over an ordered set of deadlines on the steady clock, which no clock adjustment moves.
#include "platform/concurrency/timer_queue.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/clock.h"

namespace sheetgate::platform {
namespace {

using Steady = std::chrono::steady_clock;

Steady::time_point ToSteady(absl::Time when) {
  // Further away than any deadline here; larger values would overflow.
  constexpr absl::Duration kLongest = absl::Hours(24 * 365);
  const absl::Duration delay = std::min(when - absl::Now(), kLongest);
  return Steady::now() + absl::ToChronoNanoseconds(std::max(delay, absl::ZeroDuration()));
}

class ThreadTimerQueue final : public TimerQueue {
 public:
  ThreadTimerQueue() : thread_([this] { Run(); }) {
    pthread_setname_np(thread_.native_handle(), "timers");
  }

  ~ThreadTimerQueue() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

  Id Schedule(absl::Time when, absl::AnyInvocable<void()> callback) override {
    const Steady::time_point due = ToSteady(when);
    bool sooner = false;
    Id id = 0;
    {
      std::lock_guard lock(mutex_);
      id = next_id_++;
      timers_.emplace(Key(due, id), std::move(callback));
      due_.emplace(id, due);
      sooner = due < sleeping_until_;
    }
    if (sooner) changed_.notify_one();
    return id;
  }

  bool Cancel(Id id) override {
    absl::AnyInvocable<void()> unused;  // destroyed after the lock is released
    std::lock_guard lock(mutex_);
    const auto found = due_.find(id);
    if (found == due_.end()) return false;
    const auto timer = timers_.find(Key(found->second, id));
    unused = std::move(timer->second);
    timers_.erase(timer);
    due_.erase(found);
    return true;
  }

 private:
  using Key = std::pair<Steady::time_point, Id>;

  void Run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      if (timers_.empty() || Steady::now() < timers_.begin()->first.first) {
        Sleep(lock);
        continue;
      }
      const auto first = timers_.begin();
      absl::AnyInvocable<void()> callback = std::move(first->second);
      due_.erase(first->first.second);
      timers_.erase(first);
      lock.unlock();
      callback();
      callback = nullptr;
      lock.lock();
    }
  }

  // Waits for the first timer or a sooner one. Cancelling the first does not wake: most timers are
  // cancelled, and waking once too often at their time costs less than a switch of threads for
  // each.
  void Sleep(std::unique_lock<std::mutex>& lock) {
    if (timers_.empty()) {
      sleeping_until_ = Steady::time_point::max();
      changed_.wait(lock);
    } else {
      sleeping_until_ = timers_.begin()->first.first;
      changed_.wait_until(lock, sleeping_until_);
    }
    sleeping_until_ = Steady::time_point::min();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by `mutex_`.
  std::map<Key, absl::AnyInvocable<void()>> timers_;
  absl::flat_hash_map<Id, Steady::time_point> due_;
  Steady::time_point sleeping_until_ = Steady::time_point::min();  // the past while awake
  Id next_id_ = 1;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TimerQueue> TimerQueue::Create() { return std::make_unique<ThreadTimerQueue>(); }

}  // namespace sheetgate::platform
