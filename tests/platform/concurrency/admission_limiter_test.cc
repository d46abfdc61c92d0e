// Every way into the line and out of it.
#include "platform/concurrency/admission_limiter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/manual_timers.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

class AdmissionLimiterTest : public ::testing::Test {
 protected:
  using Result = std::shared_ptr<std::vector<absl::StatusOr<AdmissionLimiter::Permit>>>;

  std::unique_ptr<AdmissionLimiter> MakeLimiter(int permits, size_t queue) {
    return std::make_unique<AdmissionLimiter>(
        AdmissionLimiter::Options{"calls", permits, queue, absl::Seconds(2)}, clock_, timers_);
  }

  // What the callback got so far: nothing, or one answer.
  static Result Acquire(AdmissionLimiter& limiter, absl::Time deadline = absl::InfiniteFuture(),
                        const CancellationToken& token = {}) {
    auto result = std::make_shared<std::vector<absl::StatusOr<AdmissionLimiter::Permit>>>();
    limiter.Acquire(deadline, token, [result](absl::StatusOr<AdmissionLimiter::Permit> permit) {
      result->push_back(std::move(permit));
    });
    return result;
  }

  tests::FakeClock clock_;
  tests::ManualTimers timers_{clock_};
};

TEST_F(AdmissionLimiterTest, AdmitsAtOnceWhileThereArePermits) {
  const auto limiter = MakeLimiter(2, 0);
  const Result a = Acquire(*limiter);
  const Result b = Acquire(*limiter);
  ASSERT_THAT(*a, ElementsAre(IsOk()));
  ASSERT_THAT(*b, ElementsAre(IsOk()));
  EXPECT_EQ((*a)[0]->waited(), absl::ZeroDuration());
  EXPECT_EQ(limiter->in_use(), 2);
}

TEST_F(AdmissionLimiterTest, RefusesWhenTheLineIsFull) {
  const auto limiter = MakeLimiter(1, 1);
  const Result running = Acquire(*limiter);
  const Result waiting = Acquire(*limiter);
  const Result refused = Acquire(*limiter);
  EXPECT_TRUE(waiting->empty());
  ASSERT_THAT(*refused,
              ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("calls"))));
  EXPECT_THAT((*refused)[0], HasReason(ErrorReason::kOverloaded));
  EXPECT_THAT(RetryAfterOf((*refused)[0].status()), Optional(absl::Seconds(2)));
}

TEST_F(AdmissionLimiterTest, ServesTheLineInOrderAndTellsTheWait) {
  const auto limiter = MakeLimiter(1, 8);
  Result running = Acquire(*limiter);
  const Result first = Acquire(*limiter);
  const Result second = Acquire(*limiter);
  EXPECT_EQ(limiter->waiting(), 2u);
  clock_.Advance(absl::Seconds(3));
  running->clear();
  ASSERT_THAT(*first, ElementsAre(IsOk()));
  EXPECT_TRUE(second->empty());
  EXPECT_EQ((*first)[0]->waited(), absl::Seconds(3));
  (*first)[0]->Release();
  EXPECT_THAT(*second, ElementsAre(IsOk()));
  EXPECT_EQ(limiter->in_use(), 1);
  EXPECT_EQ(limiter->waiting(), 0u);
  (*first)[0]->Release();
  EXPECT_EQ(limiter->in_use(), 1) << "a permit released twice counts once";
}

TEST_F(AdmissionLimiterTest, KeysTakeTurns) {
  const auto limiter = MakeLimiter(1, 8);
  Result running = Acquire(*limiter);
  std::vector<std::string> served;
  std::list<AdmissionLimiter::Permit> permits;
  const auto wait = [&](const std::string& key, const std::string& name) {
    limiter->Acquire({key, nullptr}, absl::InfiniteFuture(), {},
                     [&, name](absl::StatusOr<AdmissionLimiter::Permit> permit) {
                       ASSERT_THAT(permit, IsOk());
                       served.push_back(name);
                       permits.push_back(*std::move(permit));
                     });
  };
  for (const char* name : {"a1", "a2", "a3"}) wait("a", name);
  wait("b", "b1");
  wait("b", "b2");
  running->clear();
  wait("c", "c1");
  while (served.size() < 6) permits.back().Release();
  EXPECT_THAT(served, ElementsAre("a1", "b1", "a2", "c1", "b2", "a3"));
}

TEST_F(AdmissionLimiterTest, TellsEachWaiterItsPlaceWhenItChanges) {
  const auto limiter = MakeLimiter(1, 8);
  Result running = Acquire(*limiter);
  std::map<std::string, std::vector<std::string>> places;
  uint64_t order = 0;
  CancellationSource first;
  AdmissionLimiter::Permit permit;
  const auto wait = [&](const std::string& key, const std::string& name,
                        const CancellationToken& token = {}) {
    AdmissionLimiter::Turn turn;
    turn.key = key;
    turn.on_place = [&, name](const AdmissionLimiter::Place& place) {
      EXPECT_GE(place.order, order);
      order = place.order;
      places[name].push_back(std::to_string(place.place) + "/" + std::to_string(place.of));
    };
    limiter->Acquire(std::move(turn), absl::InfiniteFuture(), token,
                     [&](absl::StatusOr<AdmissionLimiter::Permit> got) {
                       if (got.ok()) permit = *std::move(got);
                     });
  };
  wait("a", "a1", first.token());
  wait("a", "a2");
  wait("b", "b1");
  EXPECT_THAT(places["a1"], ElementsAre("1/1", "1/2", "1/3"));
  EXPECT_THAT(places["a2"], ElementsAre("2/2", "3/3"));
  EXPECT_THAT(places["b1"], ElementsAre("2/3"));
  first.Cancel(absl::CancelledError("gone"));
  EXPECT_THAT(places["a2"], ElementsAre("2/2", "3/3", "1/2"));
  EXPECT_THAT(places["b1"], ElementsAre("2/3", "2/2"));
  running->clear();
  EXPECT_THAT(places["b1"], ElementsAre("2/3", "2/2", "1/1"));
  EXPECT_EQ(places["a2"].size(), 3u) << "it was served";
}

TEST_F(AdmissionLimiterTest, WaitersLeaveAtTheirDeadline) {
  const auto limiter = MakeLimiter(1, 8);
  Result running = Acquire(*limiter);
  const Result impatient = Acquire(*limiter, clock_.Now() + absl::Seconds(1));
  const Result patient = Acquire(*limiter, clock_.Now() + absl::Seconds(10));
  timers_.Advance(absl::Seconds(1));
  ASSERT_THAT(*impatient, ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted)));
  EXPECT_THAT((*impatient)[0], HasReason(ErrorReason::kQueueTimeout));
  EXPECT_TRUE(patient->empty());
  running->clear();
  EXPECT_THAT(*patient, ElementsAre(IsOk()));
  timers_.Advance(absl::Seconds(60));
  EXPECT_EQ(patient->size(), 1u) << "answered once";
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(AdmissionLimiterTest, CancelledWaitersLeaveWithTheReason) {
  const auto limiter = MakeLimiter(1, 8);
  Result running = Acquire(*limiter);
  CancellationSource source;
  const Result cancelled = Acquire(*limiter, absl::InfiniteFuture(), source.token());
  const Result next = Acquire(*limiter);
  source.Cancel(absl::DeadlineExceededError("too late"));
  EXPECT_THAT(*cancelled, ElementsAre(StatusIs(absl::StatusCode::kDeadlineExceeded)));
  EXPECT_EQ(limiter->waiting(), 1u);
  running->clear();
  EXPECT_THAT(*next, ElementsAre(IsOk()));
}

TEST_F(AdmissionLimiterTest, ACancelledTokenIsNeverAdmitted) {
  const auto limiter = MakeLimiter(1, 8);
  CancellationSource source;
  source.Cancel(absl::CancelledError("gone"));
  EXPECT_THAT(*Acquire(*limiter, absl::InfiniteFuture(), source.token()),
              ElementsAre(StatusIs(absl::StatusCode::kCancelled)));
  EXPECT_EQ(limiter->in_use(), 0);
}

TEST_F(AdmissionLimiterTest, CloseRefusesThoseInLineAndThoseToCome) {
  const auto limiter = MakeLimiter(1, 8);
  const Result running = Acquire(*limiter);
  const Result waiting = Acquire(*limiter);
  limiter->Close();
  ASSERT_THAT(*waiting, ElementsAre(StatusIs(absl::StatusCode::kUnavailable)));
  EXPECT_THAT((*waiting)[0], HasReason(ErrorReason::kShuttingDown));
  EXPECT_THAT(*Acquire(*limiter), ElementsAre(HasReason(ErrorReason::kShuttingDown)));
  EXPECT_THAT(*running, ElementsAre(IsOk()));
}

TEST_F(AdmissionLimiterTest, PermitsMayOutliveTheLimiter) {
  auto limiter = MakeLimiter(1, 8);
  Result running = Acquire(*limiter);
  const Result waiting = Acquire(*limiter);
  limiter.reset();
  EXPECT_THAT(*waiting, ElementsAre(HasReason(ErrorReason::kShuttingDown)));
  running->clear();
}

TEST_F(AdmissionLimiterTest, CallbacksMayUseTheLimiter) {
  const auto limiter = MakeLimiter(1, 8);
  Result running = Acquire(*limiter);
  std::vector<int> order;
  AdmissionLimiter::Permit kept;
  limiter->Acquire(absl::InfiniteFuture(), {},
                   [&](absl::StatusOr<AdmissionLimiter::Permit> permit) {
                     ASSERT_THAT(permit, IsOk());
                     order.push_back(1);
                     permit->Release();
                     limiter->Acquire(absl::InfiniteFuture(), {},
                                      [&](absl::StatusOr<AdmissionLimiter::Permit> again) {
                                        ASSERT_THAT(again, IsOk());
                                        order.push_back(2);
                                        kept = *std::move(again);
                                      });
                   });
  running->clear();
  EXPECT_THAT(order, ElementsAre(1, 2));
  EXPECT_EQ(limiter->in_use(), 1);
}

TEST_F(AdmissionLimiterTest, ALongLineOfPermitsGivenBackAtOnceIsNoDeepStack) {
  constexpr size_t kWaiters = 200'000;
  const auto limiter = MakeLimiter(1, kWaiters);
  Result running = Acquire(*limiter);
  size_t served = 0;
  for (size_t i = 0; i < kWaiters; ++i) {
    limiter->Acquire(absl::InfiniteFuture(), {},
                     [&served](absl::StatusOr<AdmissionLimiter::Permit> permit) {
                       if (permit.ok()) ++served;
                     });
  }
  running->clear();
  EXPECT_EQ(served, kWaiters);
  EXPECT_EQ(limiter->in_use(), 0);
}

TEST_F(AdmissionLimiterTest, NeverAdmitsMoreThanItsPermitsUnderContention) {
  const auto timers = TimerQueue::Create();
  AdmissionLimiter limiter({"calls", 3, 10'000, absl::Seconds(1)}, Clock::Real(), *timers);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        CancellationSource source;
        limiter.Acquire(absl::InfiniteFuture(), source.token(),
                        [&](absl::StatusOr<AdmissionLimiter::Permit> permit) {
                          if (permit.ok()) {
                            const int now = ++inside;
                            int seen = most;
                            while (now > seen && !most.compare_exchange_weak(seen, now)) {
                            }
                            --inside;
                          }
                          ++answered;
                        });
        if (t % 2 == 0) source.Cancel(absl::CancelledError(""));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 2000);
  EXPECT_LE(most, 3);
  EXPECT_EQ(limiter.in_use(), 0);
}

}  // namespace
}  // namespace sheetgate::platform
