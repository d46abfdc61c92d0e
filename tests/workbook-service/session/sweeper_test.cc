#include "workbook-service/session/sweeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/sha256.h"
#include "tests/testing/manual_timers.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using ::testing::IsEmpty;
using tests::IsOk;

class SweeperTest : public EmbeddedSessionTest {
 protected:
  SweeperTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    sweeper_ = std::make_unique<Sweeper>(session(), absl::Minutes(1), clock_, timers_,
                                         [this](absl::AnyInvocable<void()> task) {
                                           if (accepts_) task();
                                           return accepts_;
                                         });
  }
  ~SweeperTest() override { sweeper_.reset(); }

  bool HasBlob() {
    const std::string digest = platform::Sha256Hex(SampleWorkbook());
    return std::filesystem::exists(options_.data_dir + "/blobs/" + digest.substr(0, 2) + "/" +
                                   digest.substr(2, 2) + "/" + digest);
  }

  tests::ManualTimers timers_{clock_};
  bool accepts_ = true;
  std::unique_ptr<Sweeper> sweeper_;
};

TEST_F(SweeperTest, ExpiredForksGoByThemselvesWithTheirPackages) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 1.0)}), IsOk());
  EXPECT_TRUE(HasBlob());
  timers_.Advance(options_.fork_ttl);
  timers_.Advance(absl::Minutes(1));
  EXPECT_FALSE(HasBlob()) << "nobody listed forks";
  EXPECT_THAT(session().ListForks(context_).value(), IsEmpty());
}

TEST_F(SweeperTest, PackagesOfDiscardedForksGoOthersStay) {
  const std::string first = ForkOf("a.xlsx");
  const std::string second = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(second, {Set("B2", 1.0)}), IsOk());
  ASSERT_THAT(session().DiscardFork(first, {}, context_), IsOk());
  timers_.Advance(absl::Minutes(1));
  EXPECT_TRUE(HasBlob());
  ASSERT_THAT(session().DiscardFork(second, {}, context_), IsOk());
  timers_.Advance(absl::Minutes(1));
  EXPECT_FALSE(HasBlob());
}

TEST_F(SweeperTest, ARefusedSweepIsTriedAgain) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 1.0)}), IsOk());
  accepts_ = false;
  timers_.Advance(options_.fork_ttl + absl::Minutes(1));
  EXPECT_TRUE(HasBlob());
  accepts_ = true;
  timers_.Advance(absl::Minutes(1));
  EXPECT_FALSE(HasBlob());
}

TEST_F(SweeperTest, NoneComesAfterItsEnd) {
  EXPECT_EQ(timers_.pending(), 1u);
  sweeper_.reset();
  EXPECT_EQ(timers_.pending(), 0u);
}

}  // namespace
}  // namespace sheetgate::workbook
