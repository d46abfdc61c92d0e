#include "workbook-service/session/single_flight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"

#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {
namespace {

using tests::IsOkAndHolds;
using tests::StatusIs;

const platform::CancellationToken kNever;

class SingleFlightTest : public ::testing::Test {
 protected:
  SingleFlight<int> flights_;
  platform::ThreadPool pool_{"test", 2, 8};
};

TEST_F(SingleFlightTest, LoadsOnceForAllWhoAsk) {
  std::atomic<int> loads{0};
  std::atomic<int> joined{0};
  absl::Notification go;
  const auto load = [&](const platform::CancellationToken&) -> absl::StatusOr<int> {
    ++loads;
    go.WaitForNotification();
    return 7;
  };
  std::vector<std::thread> askers;
  for (int i = 0; i < 5; ++i) {
    askers.emplace_back([&] {
      bool was_joined = false;
      EXPECT_THAT(flights_.Do(pool_, "k", load, kNever, &was_joined), IsOkAndHolds(7));
      if (was_joined) ++joined;
    });
  }
  while (flights_.waiters("k") < 5) std::this_thread::yield();
  go.Notify();
  for (std::thread& asker : askers) asker.join();
  EXPECT_EQ(loads, 1);
  EXPECT_EQ(joined, 4);
  EXPECT_EQ(flights_.waiters("k"), 0);
}

TEST_F(SingleFlightTest, AWaiterLeavesAtOnceAndTheLoadGoesOnForTheOthers) {
  absl::Notification started, go;
  const auto load = [&](const platform::CancellationToken& token) -> absl::StatusOr<int> {
    started.Notify();
    go.WaitForNotification();
    if (token.cancelled()) return token.Check();
    return 7;
  };
  platform::CancellationSource first;
  std::thread leaver([&] {
    EXPECT_THAT(flights_.Do(pool_, "k", load, first.token()),
                StatusIs(absl::StatusCode::kDeadlineExceeded));
  });
  started.WaitForNotification();
  // The second joins (its own load would say 8), then the first leaves while the load still runs.
  std::atomic<bool> second_joined{false};
  std::thread stayer([&] {
    bool joined = false;
    const auto result = flights_.Do(
        pool_, "k", [](const platform::CancellationToken&) -> absl::StatusOr<int> { return 8; },
        kNever, &joined);
    second_joined = joined;
    EXPECT_THAT(result, IsOkAndHolds(7));
  });
  while (flights_.waiters("k") < 2) std::this_thread::yield();
  first.Cancel(absl::DeadlineExceededError("late"));
  leaver.join();
  go.Notify();
  stayer.join();
  EXPECT_TRUE(second_joined);
}

TEST_F(SingleFlightTest, TheLoadIsCancelledWhenTheLastWaiterLeaves) {
  absl::Notification started, cancelled;
  const auto load = [&](const platform::CancellationToken& token) -> absl::StatusOr<int> {
    const auto registration = token.OnCancel([&](const absl::Status&) { cancelled.Notify(); });
    started.Notify();
    cancelled.WaitForNotification();
    return token.Check();
  };
  platform::CancellationSource source;
  std::thread leaver([&] {
    EXPECT_THAT(flights_.Do(pool_, "k", load, source.token()),
                StatusIs(absl::StatusCode::kCancelled));
  });
  started.WaitForNotification();
  source.Cancel(absl::CancelledError("gone"));
  leaver.join();
  cancelled.WaitForNotification();
  // Whoever asks now gets a load of its own.
  EXPECT_THAT(
      flights_.Do(
          pool_, "k", [](const platform::CancellationToken&) -> absl::StatusOr<int> { return 9; },
          kNever),
      IsOkAndHolds(9));
}

TEST_F(SingleFlightTest, ErrorsReachEveryWaiterAndAreNotKept) {
  EXPECT_THAT(flights_.Do(
                  pool_, "k",
                  [](const platform::CancellationToken&) -> absl::StatusOr<int> {
                    return absl::DataLossError("broken");
                  },
                  kNever),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(
      flights_.Do(
          pool_, "k", [](const platform::CancellationToken&) -> absl::StatusOr<int> { return 1; },
          kNever),
      IsOkAndHolds(1));
}

TEST(SingleFlightOverloadTest, AFullPoolRefuses) {
  SingleFlight<int> flights;
  absl::Notification started, go;
  {
    platform::ThreadPool pool("test", 1, 0);
    std::thread blocker([&] {
      EXPECT_THAT(flights.Do(
                      pool, "a",
                      [&](const platform::CancellationToken&) -> absl::StatusOr<int> {
                        started.Notify();
                        go.WaitForNotification();
                        return 1;
                      },
                      kNever),
                  tests::IsOk());
    });
    started.WaitForNotification();
    EXPECT_THAT(
        flights.Do(
            pool, "b", [](const platform::CancellationToken&) -> absl::StatusOr<int> { return 2; },
            kNever),
        tests::HasReason(platform::ErrorReason::kOverloaded));
    go.Notify();
    blocker.join();
  }
}

}  // namespace
}  // namespace sheetgate::workbook
