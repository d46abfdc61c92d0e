// The real queue's order and cancellation, and the fake one's.
#include "platform/concurrency/timer_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <vector>

#include "absl/time/clock.h"

#include "tests/testing/fake_clock.h"
#include "tests/testing/manual_timers.h"
#include "tests/testing/notification.h"

namespace sheetgate::platform {
namespace {

using ::testing::ElementsAre;

TEST(TimerQueueTest, CallsBackInOrderOfTime) {
  const auto timers = TimerQueue::Create();
  const absl::Time now = absl::Now();
  std::vector<int> order;
  tests::Notification done;
  // Both in the past by the time the queue looks; still in their order, since the first to be
  // scheduled is far away.
  timers->Schedule(now + absl::Milliseconds(30), [&] {
    order.push_back(2);
    done.Notify();
  });
  timers->Schedule(now + absl::Milliseconds(10), [&] { order.push_back(1); });
  done.WaitForNotification();
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(TimerQueueTest, ACancelledTimerIsNotCalledAndIsDestroyed) {
  const auto timers = TimerQueue::Create();
  auto owned = std::make_shared<int>(1);
  const auto id = timers->Schedule(absl::Now() + absl::Hours(1), [owned] { FAIL(); });
  EXPECT_EQ(owned.use_count(), 2);
  EXPECT_TRUE(timers->Cancel(id));
  EXPECT_EQ(owned.use_count(), 1);
  EXPECT_FALSE(timers->Cancel(id));
}

TEST(TimerQueueTest, CancelIsFalseWhileTheCallbackRuns) {
  const auto timers = TimerQueue::Create();
  tests::Notification running;
  tests::Notification release;
  const auto id = timers->Schedule(absl::InfinitePast(), [&] {
    running.Notify();
    release.WaitForNotification();
  });
  running.WaitForNotification();
  EXPECT_FALSE(timers->Cancel(id));
  release.Notify();
}

TEST(TimerQueueTest, ASoonerTimerWakesTheQueue) {
  const auto timers = TimerQueue::Create();
  timers->Schedule(absl::InfiniteFuture(), [] { FAIL(); });
  tests::Notification done;
  timers->Schedule(absl::Now(), [&] { done.Notify(); });
  done.WaitForNotification();
}

TEST(TimerQueueTest, TheDestructorDropsWhatIsPending) {
  auto owned = std::make_shared<int>(1);
  {
    const auto timers = TimerQueue::Create();
    timers->Schedule(absl::Now() + absl::Hours(1), [owned] { FAIL(); });
  }
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(ManualTimersTest, FiresWhatFallsDueAndMovesTheClock) {
  tests::FakeClock clock;
  tests::ManualTimers timers(clock);
  const absl::Time start = clock.Now();
  std::vector<absl::Duration> fired;
  const auto record = [&] { fired.push_back(clock.Now() - start); };
  timers.Schedule(start + absl::Seconds(2), record);
  timers.Schedule(start + absl::Seconds(1), [&] {
    record();
    timers.Schedule(start + absl::Seconds(3), record);
  });
  timers.Schedule(start + absl::Seconds(9), record);
  const auto cancelled = timers.Schedule(start + absl::Seconds(1), record);
  EXPECT_TRUE(timers.Cancel(cancelled));
  timers.Advance(absl::Seconds(5));
  EXPECT_THAT(fired, ElementsAre(absl::Seconds(1), absl::Seconds(2), absl::Seconds(3)));
  EXPECT_EQ(clock.Now() - start, absl::Seconds(5));
  EXPECT_EQ(timers.pending(), 1u);
  EXPECT_EQ(timers.next(), start + absl::Seconds(9));
}

}  // namespace
}  // namespace sheetgate::platform
