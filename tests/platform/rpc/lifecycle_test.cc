// The order of the drain, and signals.
#include "platform/rpc/lifecycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "tests/testing/notification.h"

namespace sheetgate::platform {
namespace {

using ::testing::ElementsAre;

class DrainTest : public ::testing::Test {
 protected:
  // A part that records its steps; idle at the first time of asking if `idle`.
  DrainHooks Part(const std::string& name, bool idle) {
    DrainHooks hooks;
    hooks.name = name;
    hooks.readiness_down = [this, name] { steps_.push_back(name + " readiness down"); };
    hooks.stop_accepting = [this, name] { steps_.push_back(name + " stop"); };
    hooks.wait_idle = [this, name, idle](absl::Time) {
      steps_.push_back(name + " wait");
      return idle;
    };
    hooks.cancel_all = [this, name] { steps_.push_back(name + " cancel"); };
    hooks.close = [this, name] { steps_.push_back(name + " close"); };
    return hooks;
  }

  std::vector<std::string> steps_;
};

TEST_F(DrainTest, TakesEachStepForEveryPartBeforeTheNextAndClosesInReverse) {
  Drain({}, {Part("a", true), Part("b", true)});
  EXPECT_THAT(steps_, ElementsAre("a readiness down", "b readiness down", "a stop", "b stop",
                                  "a wait", "b wait", "b close", "a close"));
}

TEST_F(DrainTest, CancelsOnlyWhatIsStillBusyAndLetsItAnswer) {
  Drain({}, {Part("a", false), Part("b", true)});
  EXPECT_THAT(steps_, ElementsAre("a readiness down", "b readiness down", "a stop", "b stop",
                                  "a wait", "b wait", "a cancel", "a wait", "b close", "a close"));
}

TEST_F(DrainTest, AllPartsShareOneDeadline) {
  std::vector<absl::Time> deadlines;
  std::vector<DrainHooks> parts(2);
  for (DrainHooks& part : parts) {
    part.wait_idle = [&](absl::Time deadline) {
      deadlines.push_back(deadline);
      return true;
    };
  }
  Drain({.drain_timeout = absl::Seconds(7)}, parts);
  ASSERT_EQ(deadlines.size(), 2u);
  EXPECT_EQ(deadlines[0], deadlines[1]);
}

TEST_F(DrainTest, HooksMayBeEmpty) {
  Drain({}, {DrainHooks{.name = "empty"}, Part("a", true)});
  EXPECT_THAT(steps_, ElementsAre("a readiness down", "a stop", "a wait", "a close"));
}

TEST(StopSignalTest, WaitReturnsWhenAskedTo) {
  StopSignal signal;
  tests::Notification returned;
  std::thread waiter([&] {
    signal.Wait();
    returned.Notify();
  });
  EXPECT_FALSE(returned.HasBeenNotified());
  signal.RequestStop();
  returned.WaitForNotification();
  waiter.join();
}

// In processes of their own: signals concern a whole process, and gRPC's threads of other tests do
// not block them.
class StopSignalDeathTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_P(StopSignalDeathTest, WaitReturnsAtASignal) {
  EXPECT_EXIT(
      {
        BlockSignals();
        StopSignal signal;
        kill(getpid(), GetParam());
        signal.Wait();
        _exit(0);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST_P(StopSignalDeathTest, ASecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        BlockSignals();
        StopSignal signal;
        kill(getpid(), GetParam());
        signal.Wait();
        kill(getpid(), GetParam());
        pause();
      },
      ::testing::ExitedWithCode(130), "");
}

INSTANTIATE_TEST_SUITE_P(Signals, StopSignalDeathTest, ::testing::Values(SIGTERM, SIGINT));

}  // namespace
}  // namespace sheetgate::platform
