// Reasons, callbacks and their registrations, across threads.
#include "platform/concurrency/cancellation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "tests/testing/notification.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using ::testing::ElementsAre;
using tests::IsOk;
using tests::StatusIs;

TEST(CancellationTest, DefaultTokenIsNeverCancelled) {
  const CancellationToken token;
  EXPECT_FALSE(token.cancelled());
  EXPECT_THAT(token.Check(), IsOk());
  bool called = false;
  {
    const auto registration = token.OnCancel([&](const absl::Status&) { called = true; });
  }
  EXPECT_FALSE(called);
}

TEST(CancellationTest, TheFirstReasonWins) {
  CancellationSource source;
  const CancellationToken token = source.token();
  EXPECT_THAT(token.Check(), IsOk());
  EXPECT_TRUE(source.Cancel(absl::DeadlineExceededError("late")));
  EXPECT_FALSE(source.Cancel(absl::CancelledError("client")));
  EXPECT_TRUE(token.cancelled());
  EXPECT_THAT(token.Check(), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST(CancellationTest, CallsBackOnceInOrderOfRegistration) {
  CancellationSource source;
  std::vector<int> order;
  const auto first = source.token().OnCancel([&](const absl::Status&) { order.push_back(1); });
  const auto second = source.token().OnCancel([&](const absl::Status&) { order.push_back(2); });
  source.Cancel(absl::CancelledError(""));
  source.Cancel(absl::CancelledError(""));
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(CancellationTest, CallsBackAtOnceWhenAlreadyCancelled) {
  CancellationSource source;
  source.Cancel(absl::CancelledError("gone"));
  absl::Status seen;
  const auto registration = source.token().OnCancel([&](const absl::Status& s) { seen = s; });
  EXPECT_THAT(seen, StatusIs(absl::StatusCode::kCancelled));
}

TEST(CancellationTest, ADestroyedRegistrationIsNotCalled) {
  CancellationSource source;
  bool called = false;
  {
    const auto registration = source.token().OnCancel([&](const absl::Status&) { called = true; });
  }
  source.Cancel(absl::CancelledError(""));
  EXPECT_FALSE(called);
}

TEST(CancellationTest, AMovedRegistrationKeepsItsCallback) {
  CancellationSource source;
  int calls = 0;
  CancellationRegistration kept;
  {
    auto registration = source.token().OnCancel([&](const absl::Status&) { ++calls; });
    kept = std::move(registration);
  }
  source.Cancel(absl::CancelledError(""));
  EXPECT_EQ(calls, 1);
}

TEST(CancellationTest, ACallbackMayDestroyItsOwnRegistration) {
  CancellationSource source;
  std::optional<CancellationRegistration> registration;
  bool called = false;
  registration = source.token().OnCancel([&](const absl::Status&) {
    registration.reset();
    called = true;
  });
  source.Cancel(absl::CancelledError(""));
  EXPECT_TRUE(called);
}

TEST(CancellationTest, ResetWaitsForACallbackThatRunsOnAnotherThread) {
  CancellationSource source;
  tests::Notification running;
  tests::Notification release;
  std::atomic<bool> ended{false};
  auto registration = source.token().OnCancel([&](const absl::Status&) {
    running.Notify();
    release.WaitForNotification();
    ended = true;
  });
  std::thread canceller([&] { source.Cancel(absl::CancelledError("")); });
  running.WaitForNotification();
  std::atomic<bool> reset{false};
  std::thread resetter([&] {
    registration.Reset();
    EXPECT_TRUE(ended) << "Reset returned while the callback was running";
    reset = true;
  });
  EXPECT_FALSE(reset);
  release.Notify();
  resetter.join();
  canceller.join();
  EXPECT_TRUE(reset);
}

TEST(CancellationTest, EveryRegistrationIsCalledOnceUnderContention) {
  for (int round = 0; round < 50; ++round) {
    CancellationSource source;
    std::atomic<int> calls{0};
    std::vector<std::thread> threads;
    std::vector<CancellationRegistration> registrations(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        registrations[static_cast<size_t>(i)] =
            source.token().OnCancel([&](const absl::Status&) { ++calls; });
      });
    }
    threads.emplace_back([&] { source.Cancel(absl::CancelledError("")); });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(calls, 4);
  }
}

}  // namespace
}  // namespace sheetgate::platform
