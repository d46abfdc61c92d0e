#include "gateway/mcp/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gateway/mcp/mcp_harness.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

class ProgressReporterTest : public testing::Test {
 protected:
  std::vector<double> Values() {
    std::vector<double> values;
    for (const json& notification : responder_->notifications()) {
      values.push_back(notification["params"]["progress"]);
    }
    return values;
  }

  std::shared_ptr<RecordingResponder> responder_ = std::make_shared<RecordingResponder>();
  tests::FakeClock clock_;
  ProgressReporter reporter_{"token-1", responder_, clock_};
};

TEST_F(ProgressReporterTest, WritesTheNotification) {
  reporter_.Report({.progress = 1, .total = 4, .message = "loading"});
  clock_.Advance(absl::Seconds(1));
  reporter_.Report({.progress = 2});
  EXPECT_THAT(responder_->notifications(),
              testing::ElementsAre(
                  json::parse(R"({"jsonrpc":"2.0","method":"notifications/progress","params":
                      {"progressToken":"token-1","progress":1.0,"total":4.0,"message":"loading"}})"),
                  json::parse(R"({"jsonrpc":"2.0","method":"notifications/progress","params":
                      {"progressToken":"token-1","progress":2.0}})")));
}

TEST_F(ProgressReporterTest, OnlyGrows) {
  for (const double value : {2.0, 2.0, 1.0, 3.0}) {
    reporter_.Report({.progress = value});
    clock_.Advance(absl::Seconds(1));
  }
  EXPECT_THAT(Values(), testing::ElementsAre(2, 3));
}

TEST_F(ProgressReporterTest, LimitsTheRateButNeverDropsTheEnd) {
  for (int i = 1; i <= 10; ++i) reporter_.Report({.progress = 1.0 * i, .total = 10});
  EXPECT_THAT(Values(), testing::ElementsAre(1, 10));
}

}  // namespace
}  // namespace sheetgate::gateway
