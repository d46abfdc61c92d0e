// Bounds, draining and destruction of tasks.
#include "platform/concurrency/thread_pool.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/testing/notification.h"

namespace sheetgate::platform {
namespace {

// Occupies a thread until released.
struct Blocker {
  tests::Notification started;
  tests::Notification release;
  ThreadPool::Task Task() {
    return [this] {
      started.Notify();
      release.WaitForNotification();
    };
  }
};

TEST(ThreadPoolTest, RunsTasksOnThreadsWithItsName) {
  ThreadPool pool("handlers", 2, 8);
  EXPECT_EQ(pool.threads(), 2);
  tests::Notification done;
  std::string name(16, '\0');
  ASSERT_TRUE(pool.TrySubmit([&] {
    pthread_getname_np(pthread_self(), name.data(), name.size());
    done.Notify();
  }));
  done.WaitForNotification();
  EXPECT_STREQ(name.c_str(), "handlers");
}

TEST(ThreadPoolTest, RefusesWhenTheQueueIsFull) {
  Blocker blocker;
  ThreadPool pool("pool", 1, 1);
  ASSERT_TRUE(pool.TrySubmit(blocker.Task()));
  blocker.started.WaitForNotification();
  std::atomic<int> ran{0};
  EXPECT_TRUE(pool.TrySubmit([&] { ++ran; }));
  EXPECT_EQ(pool.queued(), 1u);
  EXPECT_FALSE(pool.TrySubmit([&] { ++ran; }));
  blocker.release.Notify();
}

TEST(ThreadPoolTest, AnEmptyQueueStillTakesATaskForEachIdleThread) {
  Blocker first;
  Blocker second;
  ThreadPool pool("pool", 2, 0);
  EXPECT_TRUE(pool.TrySubmit(first.Task()));
  EXPECT_TRUE(pool.TrySubmit(second.Task()));
  EXPECT_FALSE(pool.TrySubmit([] {}));
  first.release.Notify();
  second.release.Notify();
}

TEST(ThreadPoolTest, DestroysARefusedTaskAtOnce) {
  Blocker blocker;
  ThreadPool pool("pool", 1, 0);
  ASSERT_TRUE(pool.TrySubmit(blocker.Task()));
  auto owned = std::make_shared<int>(1);
  EXPECT_FALSE(pool.TrySubmit([owned] {}));
  EXPECT_EQ(owned.use_count(), 1);
  blocker.release.Notify();
}

TEST(ThreadPoolTest, TheDestructorRunsWhatIsQueued) {
  Blocker blocker;
  std::atomic<int> ran{0};
  {
    ThreadPool pool("pool", 1, 100);
    ASSERT_TRUE(pool.TrySubmit(blocker.Task()));
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.TrySubmit([&] { ++ran; }));
    blocker.release.Notify();
  }
  EXPECT_EQ(ran, 100);
}

TEST(ThreadPoolTest, RunsEveryTaskOfManySubmitters) {
  ThreadPool pool("pool", 4, 10'000);
  std::atomic<int> ran{0};
  std::latch left(4 * 1000);
  std::vector<std::thread> submitters;
  for (int t = 0; t < 4; ++t) {
    submitters.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(pool.TrySubmit([&] {
          ++ran;
          left.count_down();
        }));
      }
    });
  }
  for (auto& submitter : submitters) submitter.join();
  left.wait();
  EXPECT_EQ(ran, 4000);
}

}  // namespace
}  // namespace sheetgate::platform
