#include "gateway/upstream/upstreams.h"

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "gateway/tools/tool_registry.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/concurrency/timer_queue.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/channel.h"
#include "platform/rpc/status_conversion.h"
#include "tests/gateway/upstream/fake_services.h"
#include "tests/testing/manual_timers.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using platform::ErrorReason;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;
using workbook::v1::ListSheetsRequest;
using workbook::v1::ListSheetsResponse;

class UpstreamsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(services_.server, nullptr);
    ASSERT_OK_AND_ASSIGN(registry_, ToolRegistry::Create({.profile = "full"}));
    context_.request_id = "req-1";
    context_.principal = "alice";
    context_.trace = platform::NewTrace();
    context_.deadline = absl::Now() + absl::Hours(1);
  }

  void Start(std::vector<Upstreams::Upstream> upstreams) {
    upstreams_ = std::make_unique<Upstreams>(std::move(upstreams), platform::Clock::Real(),
                                             *timers_, metrics_);
  }

  std::future<absl::StatusOr<Upstreams::MessagePtr>> Begin(
      const std::string& tool, Upstreams::MessagePtr request,
      absl::AnyInvocable<void(Upstreams::MessagePtr)> message = nullptr) {
    std::promise<absl::StatusOr<Upstreams::MessagePtr>> promise;
    auto future = promise.get_future();
    upstreams_->Call(
        *registry_->Find(tool), std::move(request), context_, std::move(message),
        [promise = std::move(promise)](absl::StatusOr<Upstreams::MessagePtr> response) mutable {
          promise.set_value(std::move(response));
        });
    return future;
  }

  std::future<absl::StatusOr<Upstreams::MessagePtr>> ListSheets() {
    auto request = std::make_unique<ListSheetsRequest>();
    request->set_workbook_id("wb-1");
    return Begin("list_sheets", std::move(request));
  }

  std::string Metrics() const { return metrics_.Scrape(); }

  FakeServices services_;
  platform::MetricsRegistry metrics_;
  std::unique_ptr<platform::TimerQueue> timers_ = platform::TimerQueue::Create();
  std::unique_ptr<ToolRegistry> registry_;
  std::unique_ptr<Upstreams> upstreams_;
  platform::RequestContext context_;
  platform::CancellationSource cancellation_;
};

TEST_F(UpstreamsTest, CallsAUnaryMethodByDescriptor) {
  Start(services_.Endpoints());
  const auto response = ListSheets().get();
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(dynamic_cast<const ListSheetsResponse&>(**response).revision(), "of wb-1");
}

TEST_F(UpstreamsTest, SendsIdsTraceAndPrincipalAndTheDeadline) {
  Start(services_.Endpoints());
  context_.trace.tracestate = "vendor=1";
  ASSERT_THAT(ListSheets().get(), IsOk());
  const auto metadata = services_.workbook.metadata();
  EXPECT_EQ(metadata.at("x-request-id"), "req-1");
  EXPECT_EQ(metadata.at("x-sheetgate-principal"), "alice");
  EXPECT_EQ(metadata.at("tracestate"), "vendor=1");
  // The same trace, another span.
  const std::string traceparent = metadata.at("traceparent");
  EXPECT_THAT(traceparent, HasSubstr(context_.trace.trace_id));
  EXPECT_THAT(traceparent, testing::Not(HasSubstr(context_.trace.span_id)));
  const absl::Duration drift = absl::FromChrono(services_.workbook.deadline()) - context_.deadline;
  EXPECT_LT(absl::AbsDuration(drift), absl::Minutes(10));
}

TEST_F(UpstreamsTest, KeepsReasonMetadataAndRetryDelayOfTheServicesErrors) {
  Start(services_.Endpoints());
  services_.workbook.Answer(platform::ToGrpcStatus(
      platform::WithRetryAfter(
          platform::ResourceExhausted(ErrorReason::kOverloaded, "busy", {{"limit", "4"}}),
          absl::Seconds(2)),
      "req-1"));
  const auto response = ListSheets().get();
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kResourceExhausted, "busy"));
  EXPECT_THAT(response, HasReason(ErrorReason::kOverloaded));
  EXPECT_EQ(platform::MetadataOf(response.status()).at("limit"), "4");
  EXPECT_EQ(platform::RetryAfterOf(response.status()), absl::Seconds(2));
}

TEST_F(UpstreamsTest, RetriesAnIdempotentCallOnceWhenTheServiceIsUnavailable) {
  Start(services_.Endpoints());
  services_.workbook.Answer({grpc::StatusCode::UNAVAILABLE, "closing"});
  EXPECT_THAT(ListSheets().get(), IsOk());
  EXPECT_EQ(services_.workbook.calls(), 2);

  services_.workbook.Answer({grpc::StatusCode::UNAVAILABLE, "closing"});
  services_.workbook.Answer({grpc::StatusCode::UNAVAILABLE, "closing"});
  EXPECT_THAT(ListSheets().get(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(services_.workbook.calls(), 4);
}

TEST_F(UpstreamsTest, DoesNotRepeatWhatMayHaveHadAnEffect) {
  Start(services_.Endpoints());
  services_.workbook.Answer({grpc::StatusCode::UNAVAILABLE, "closing"});
  EXPECT_THAT(Begin("create_fork", std::make_unique<workbook::v1::CreateForkRequest>()).get(),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(services_.workbook.calls(), 1);

  services_.workbook.Answer({grpc::StatusCode::INTERNAL, "bug"});
  EXPECT_THAT(ListSheets().get(), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(services_.workbook.calls(), 2);
}

TEST_F(UpstreamsTest, StreamsMessagesThenTheEnd) {
  Start(services_.Endpoints());
  services_.recalc.updates.resize(3);
  services_.recalc.updates[0].mutable_progress()->set_progress(1);
  services_.recalc.updates[1].mutable_progress()->set_progress(2);
  services_.recalc.updates[2].mutable_result()->set_revision("r2");
  std::vector<std::string> seen;
  const auto end =
      Begin("recalculate", std::make_unique<recalc::v1::RecalculateRequest>(),
            [&seen](Upstreams::MessagePtr message) { seen.push_back(message->ShortDebugString()); })
          .get();
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(*end, nullptr);
  EXPECT_THAT(seen, ElementsAre("progress { progress: 1 }", "progress { progress: 2 }",
                                "result { revision: \"r2\" }"));
}

TEST_F(UpstreamsTest, EndsAStreamWithItsError) {
  Start(services_.Endpoints());
  services_.recalc.updates.resize(1);
  services_.recalc.status = platform::ToGrpcStatus(
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "it died"), "r");
  int messages = 0;
  const auto end = Begin("recalculate", std::make_unique<recalc::v1::RecalculateRequest>(),
                         [&messages](Upstreams::MessagePtr) { ++messages; })
                       .get();
  EXPECT_THAT(end, HasReason(ErrorReason::kEngineCrashed));
  EXPECT_EQ(messages, 1);
}

TEST_F(UpstreamsTest, CancellingTheTokenCancelsTheCallInTheService) {
  Start(services_.Endpoints());
  services_.workbook.Hold();
  context_.cancellation = cancellation_.token();
  auto response = ListSheets();
  services_.workbook.WaitForCalls(1);
  cancellation_.Cancel(absl::CancelledError("the client went away"));
  EXPECT_THAT(response.get(), StatusIs(absl::StatusCode::kCancelled, "the client went away"));
  services_.workbook.WaitForCancellations(1);
}

TEST_F(UpstreamsTest, DoesNotStartACallThatIsCancelledAlready) {
  Start(services_.Endpoints());
  cancellation_.Cancel(absl::CancelledError("too late"));
  context_.cancellation = cancellation_.token();
  EXPECT_THAT(ListSheets().get(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(UpstreamsTest, EndsACallAtItsDeadline) {
  Start(services_.Endpoints());
  services_.workbook.Hold();
  context_.deadline = absl::Now() + absl::Milliseconds(50);
  const auto response = ListSheets().get();
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kDeadlineExceeded,
                                 HasSubstr("workbook-service did not answer in time")));
  EXPECT_THAT(response, HasReason(ErrorReason::kDeadlineExceeded));
  services_.workbook.Release();
}

TEST_F(UpstreamsTest, RefusesMoreThanItMaySend) {
  Start(services_.Endpoints(/*max_in_flight=*/1, /*max_queued=*/1));
  services_.workbook.Hold();
  auto running = ListSheets();
  services_.workbook.WaitForCalls(1);
  EXPECT_THAT(Metrics(),
              HasSubstr("sheetgate_upstream_in_flight{upstream=\"workbook-service\"} 1"));
  auto waiting = ListSheets();
  const auto refused = ListSheets().get();
  EXPECT_THAT(refused, HasReason(ErrorReason::kOverloaded));
  EXPECT_THAT(refused.status().message(), HasSubstr("workbook-service"));
  EXPECT_TRUE(platform::RetryAfterOf(refused.status()).has_value());

  services_.workbook.Release();
  EXPECT_THAT(running.get(), IsOk());
  EXPECT_THAT(waiting.get(), IsOk());
}

TEST_F(UpstreamsTest, SaysWhichServiceCannotBeReached) {
  Start({{"sheetgate.workbook.v1.WorkbookService", "workbook-service",
          platform::MakeServiceChannel("unix:/nonexistent/sheetgate.sock")}});
  const auto response = ListSheets().get();
  EXPECT_THAT(response,
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("workbook-service cannot be reached; check that it runs")));
  EXPECT_THAT(response, HasReason(ErrorReason::kUpstreamUnavailable));
  EXPECT_EQ(platform::MetadataOf(response.status()).at("service"), "workbook-service");
}

TEST_F(UpstreamsTest, RefusesAToolNobodyServes) {
  Start({});
  EXPECT_THAT(ListSheets().get(), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(UpstreamsTest, CountsCallsByStatus) {
  Start(services_.Endpoints());
  ASSERT_THAT(ListSheets().get(), IsOk());
  services_.workbook.Answer({grpc::StatusCode::NOT_FOUND, "no"});
  ASSERT_THAT(ListSheets().get(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(
      Metrics(),
      AllOf(HasSubstr("sheetgate_upstream_call_duration_seconds_count{status=\"OK\","
                      "upstream=\"workbook-service\"} 1"),
            HasSubstr("sheetgate_upstream_call_duration_seconds_count{status=\"NOT_FOUND\","
                      "upstream=\"workbook-service\"} 1"),
            HasSubstr("sheetgate_upstream_wait_seconds_count{upstream=\"workbook-service\"} 2"),
            HasSubstr("sheetgate_upstream_in_flight{upstream=\"workbook-service\"} 0")));
}

// Timers are the test's: a probe is out until its answer has scheduled the next one.
class UpstreamsReadyTest : public testing::Test {
 protected:
  void Start(std::vector<Upstreams::Upstream> upstreams) {
    probes_ = upstreams.size();
    upstreams_ = std::make_unique<Upstreams>(std::move(upstreams), clock_, timers_, metrics_);
    WaitForProbes();
  }
  void WaitForProbes() {
    while (timers_.pending() < probes_) std::this_thread::yield();
  }
  void NextProbes() {
    timers_.Advance(absl::Seconds(1));
    WaitForProbes();
  }

  FakeServices services_;
  tests::FakeClock clock_;
  tests::ManualTimers timers_{clock_};
  platform::MetricsRegistry metrics_;
  size_t probes_ = 0;
  std::unique_ptr<Upstreams> upstreams_;
};

TEST_F(UpstreamsReadyTest, FollowsTheHealthOfTheServices) {
  Start(services_.Endpoints());
  EXPECT_THAT(upstreams_->Ready(), IsOk());
  services_.server->SetServing(false);
  NextProbes();
  EXPECT_THAT(upstreams_->Ready(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("not serving")));
  services_.server->SetServing(true);
  NextProbes();
  EXPECT_THAT(upstreams_->Ready(), IsOk());
}

TEST_F(UpstreamsReadyTest, ACallThatEndsLateKeepsNoTimers) {
  Start(services_.Endpoints());
  services_.workbook.Hold();
  ASSERT_OK_AND_ASSIGN(const auto registry, ToolRegistry::Create({.profile = "full"}));
  platform::RequestContext context;
  context.deadline = absl::Now() + absl::Hours(1);
  std::promise<void> ended;
  upstreams_->Call(*registry->Find("list_sheets"), std::make_unique<ListSheetsRequest>(), context,
                   nullptr, [&](const auto&) { ended.set_value(); });
  services_.workbook.WaitForCalls(1);
  upstreams_.reset();
  EXPECT_EQ(timers_.pending(), 0u);
  services_.workbook.Release();
  ended.get_future().wait();
}

TEST_F(UpstreamsReadyTest, IsNotReadyWhileAServiceCannotBeReached) {
  auto upstreams = services_.Endpoints();
  upstreams[1].channel = platform::MakeServiceChannel("unix:/nonexistent/sheetgate.sock");
  Start(std::move(upstreams));
  EXPECT_THAT(upstreams_->Ready(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("recalc-service is not ready")));
  EXPECT_THAT(upstreams_->Ready(), HasReason(ErrorReason::kUpstreamUnavailable));
}

}  // namespace
}  // namespace sheetgate::gateway
