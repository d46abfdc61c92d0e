#include "gateway/tools/tool_caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include <nlohmann/json.hpp>

#include "gateway/upstream/upstreams.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/concurrency/timer_queue.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/status_conversion.h"
#include "tests/gateway/upstream/fake_services.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class ToolCallerTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(services_.server, nullptr);
    ASSERT_OK_AND_ASSIGN(registry_, ToolRegistry::Create({.profile = "full"}));
    context_.request_id = "req-1";
    context_.trace = platform::NewTrace();
  }

  ToolResult Call(const std::string& tool, const json& arguments) {
    std::promise<ToolResult> promise;
    auto future = promise.get_future();
    caller_.Call(
        *registry_->Find(tool), arguments, context_,
        [this](const ToolProgress& progress) { progress_.push_back(progress.message); },
        [promise = std::move(promise)](ToolResult result) mutable {
          promise.set_value(std::move(result));
        });
    return future.get();
  }

  // Time left when the last call arrived at the service.
  absl::Duration Budget() const {
    return absl::FromChrono(services_.workbook.deadline()) - absl::Now();
  }

  FakeServices services_;
  platform::MetricsRegistry metrics_;
  std::unique_ptr<platform::TimerQueue> timers_ = platform::TimerQueue::Create();
  Upstreams upstreams_{services_.Endpoints(), platform::Clock::Real(), *timers_, metrics_};
  ToolCaller caller_{upstreams_,
                     {.default_deadline = absl::Hours(2),
                      .min_deadline = absl::Hours(1),
                      .max_deadline = absl::Hours(3)},
                     platform::Clock::Real(),
                     metrics_};
  std::unique_ptr<ToolRegistry> registry_;
  platform::RequestContext context_;
  std::vector<std::string> progress_;
};

TEST_F(ToolCallerTest, TurnsArgumentsIntoAResult) {
  const ToolResult result =
      Call("range_values", json::parse(R"({"workbook_id": "wb-1", "sheet_name": "A",
                                          "ranges": ["A1:B2"]})"));
  EXPECT_FALSE(result.is_error);
  EXPECT_EQ(result.code, "OK");
  EXPECT_EQ(result.reason, "");
  EXPECT_EQ((*result.json)["isError"], false);
  EXPECT_EQ((*result.json)["structuredContent"]["blocks"], json::parse(R"([{"range": "A1:B2"}])"));
  EXPECT_EQ(json::parse((*result.json)["content"][0]["text"].get<std::string>()),
            (*result.json)["structuredContent"]);
}

TEST_F(ToolCallerTest, AnswersBadArgumentsWithoutCallingTheService) {
  const ToolResult result = Call("list_sheets", json::parse(R"({"workbook": "wb-1"})"));
  EXPECT_TRUE(result.is_error);
  EXPECT_EQ(result.code, "INVALID_ARGUMENT");
  EXPECT_EQ(result.reason, "UNKNOWN_ARGUMENT");
  const std::string text = (*result.json)["content"][0]["text"];
  EXPECT_THAT(text, HasSubstr("did you mean 'workbook_id'?"));
  EXPECT_THAT(text, HasSubstr(registry_->Find("list_sheets")->example));
  EXPECT_EQ(services_.workbook.calls(), 0);
  EXPECT_THAT(metrics_.Scrape(),
              HasSubstr("sheetgate_tool_argument_errors_total{reason=\"UNKNOWN_ARGUMENT\","
                        "tool=\"list_sheets\"} 1"));
}

TEST_F(ToolCallerTest, ShowsTheExampleWhenTheServiceRefusesAnArgument) {
  services_.workbook.Answer(platform::ToGrpcStatus(
      platform::InvalidArgument(platform::ErrorReason::kInvalidRange, "'A1:' is not a range"),
      "req-1"));
  const ToolResult result =
      Call("range_values", json::parse(R"({"workbook_id": "wb-1", "sheet_name": "A",
                                          "ranges": ["A1:"]})"));
  EXPECT_EQ(result.reason, "INVALID_RANGE");
  EXPECT_THAT((*result.json)["content"][0]["text"].get<std::string>(),
              HasSubstr(registry_->Find("range_values")->example));
}

TEST_F(ToolCallerTest, ReportsProgressAndTheResultOfAStream) {
  services_.recalc.updates.resize(3);
  services_.recalc.updates[0].mutable_progress()->set_message("loading");
  services_.recalc.updates[1].mutable_progress()->set_message("calculating");
  services_.recalc.updates[2].mutable_result()->set_revision("r2");
  const ToolResult result = Call("recalculate", json::parse(R"({"workbook_id": "fork-1"})"));
  EXPECT_FALSE(result.is_error);
  EXPECT_EQ((*result.json)["structuredContent"]["revision"], "r2");
  EXPECT_THAT(progress_, ElementsAre("loading", "calculating"));
}

TEST_F(ToolCallerTest, CallsAStreamWithoutAResultADefect) {
  const ToolResult result = Call("recalculate", json::parse(R"({"workbook_id": "fork-1"})"));
  EXPECT_TRUE(result.is_error);
  EXPECT_EQ(result.code, "INTERNAL");
  EXPECT_THAT((*result.json)["content"][0]["text"].get<std::string>(), HasSubstr("req-1"));
}

TEST_F(ToolCallerTest, HoldsTheDeadlineWithinItsBounds) {
  const json arguments = json::parse(R"({"workbook_id": "wb-1"})");
  const absl::Duration slack = absl::Minutes(20);

  context_.deadline = absl::InfiniteFuture();
  Call("list_sheets", arguments);
  EXPECT_LT(absl::AbsDuration(Budget() - absl::Hours(2)), slack);

  context_.deadline = absl::Now() + absl::Hours(10);
  Call("list_sheets", arguments);
  EXPECT_LT(absl::AbsDuration(Budget() - absl::Hours(3)), slack);

  context_.deadline = absl::Now();
  Call("list_sheets", arguments);
  EXPECT_LT(absl::AbsDuration(Budget() - absl::Hours(1)), slack);
}

}  // namespace
}  // namespace sheetgate::gateway
