#include "gateway/mcp/calls_in_flight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

TEST(CallsInFlightTest, RefusesWhenTheLimitIsReached) {
  CallsInFlight calls(1);
  auto first = calls.Enter("a", "1", {});
  ASSERT_THAT(first, IsOk());
  const auto second = calls.Enter("a", "2", {});
  EXPECT_THAT(second, HasReason(ErrorReason::kOverloaded));
  EXPECT_TRUE(platform::RetryAfterOf(second.status()).has_value());
  first->reset();
  EXPECT_THAT(calls.Enter("a", "2", {}), IsOk());
}

TEST(CallsInFlightTest, RefusesWhenClosed) {
  CallsInFlight calls(1);
  EXPECT_FALSE(calls.closed());
  calls.Close();
  EXPECT_TRUE(calls.closed());
  EXPECT_THAT(calls.Enter("a", "1", {}), HasReason(ErrorReason::kShuttingDown));
}

TEST(CallsInFlightTest, CancelsByScopeAndId) {
  CallsInFlight calls(4);
  auto call = *calls.Enter("a", "1", {});
  EXPECT_FALSE(calls.Cancel("b", "1"));
  EXPECT_FALSE(calls.Cancel("a", "2"));
  EXPECT_THAT(call->token().Check(), IsOk());
  EXPECT_TRUE(calls.Cancel("a", "1"));
  EXPECT_THAT(call->token().Check(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(call->Settle());
}

TEST(CallsInFlightTest, CancelsNeitherOfTwoWithTheSameId) {
  CallsInFlight calls(4);
  auto first = *calls.Enter("a", "1", {});
  auto second = *calls.Enter("a", "1", {});
  EXPECT_FALSE(calls.Cancel("a", "1"));
  EXPECT_FALSE(first->token().cancelled());
  EXPECT_FALSE(second->token().cancelled());
  first.reset();
  EXPECT_TRUE(calls.Cancel("a", "1"));
  EXPECT_TRUE(second->token().cancelled());
}

TEST(CallsInFlightTest, ASettledCallIsCountedButNotCancelled) {
  CallsInFlight calls(4);
  auto call = *calls.Enter("a", "1", {});
  EXPECT_FALSE(call->Settle());
  EXPECT_FALSE(calls.Cancel("a", "1"));
  EXPECT_EQ(calls.size(), 1);
  EXPECT_FALSE(calls.WaitIdle(absl::InfinitePast()));
  call.reset();
  EXPECT_TRUE(calls.WaitIdle(absl::InfiniteFuture()));
}

TEST(CallsInFlightTest, TheParentCancels) {
  CallsInFlight calls(4);
  platform::CancellationSource parent;
  auto running = *calls.Enter("a", "1", parent.token());
  parent.Cancel(absl::CancelledError("gone"));
  EXPECT_TRUE(running->token().cancelled());
  EXPECT_FALSE(running->Settle()) << "not by the client's notification";
  auto late = *calls.Enter("a", "2", parent.token());
  EXPECT_TRUE(late->token().cancelled());
}

TEST(CallsInFlightTest, CancelAllReachesEveryCall) {
  CallsInFlight calls(4);
  auto first = *calls.Enter("a", "1", {});
  auto second = *calls.Enter("b", "1", {});
  calls.CancelAll(
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown, "bye"));
  EXPECT_THAT(first->token().Check(), HasReason(ErrorReason::kShuttingDown));
  EXPECT_THAT(second->token().Check(), HasReason(ErrorReason::kShuttingDown));
}

}  // namespace
}  // namespace sheetgate::gateway
