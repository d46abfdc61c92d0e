#include "workbook-service/session/sweeper.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::workbook {

struct Sweeper::State : std::enable_shared_from_this<State> {
  State(Session& s, absl::Duration i, const platform::Clock& c, platform::TimerQueue& t, Executor e)
      : session(s), interval(i), clock(c), timers(t), executor(std::move(e)) {}

  void Schedule() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    timer = timers.Schedule(clock.Now() + interval, [self = shared_from_this()] { self->Fire(); });
  }

  // The timer fired. One sweep is under way at most: the next timer is set when it is over.
  void Fire() {
    {
      absl::MutexLock lock(&mutex);
      if (stopped) return;
      busy = true;
    }
    if (!executor([self = shared_from_this()] { self->Run(); })) Finish();
  }

  void Run() {
    if (const absl::Status status = session.Sweep(); !status.ok()) {
      platform::Log(platform::Severity::kWarning, "cannot remove what expired; trying again later",
                    {{"error", platform::ToStd(status.message())}});
    }
    Finish();
  }

  void Finish() {
    absl::MutexLock lock(&mutex);
    busy = false;
    if (!stopped) Schedule();
  }

  void Stop() {
    absl::MutexLock lock(&mutex);
    stopped = true;
    timers.Cancel(timer);
    const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return !busy; };
    mutex.Await(absl::Condition(&idle));
  }

  Session& session;
  const absl::Duration interval;
  const platform::Clock& clock;
  platform::TimerQueue& timers;
  Executor executor;
  absl::Mutex mutex;
  platform::TimerQueue::Id timer ABSL_GUARDED_BY(mutex) = 0;
  bool busy ABSL_GUARDED_BY(mutex) = false;
  bool stopped ABSL_GUARDED_BY(mutex) = false;
};

Sweeper::Sweeper(Session& session, absl::Duration interval, const platform::Clock& clock,
                 platform::TimerQueue& timers, Executor executor)
    : state_(std::make_shared<State>(session, interval, clock, timers, std::move(executor))) {
  absl::MutexLock lock(&state_->mutex);
  state_->Schedule();
}

Sweeper::~Sweeper() { state_->Stop(); }

}  // namespace sheetgate::workbook
