// Unary calls: context, errors, limits, deadlines, cancellation, metrics.
#include "platform/rpc/dispatcher.h"

#include <atomic>
#include <stdexcept>

#include "tests/platform/rpc/dispatcher_fixture.h"

namespace sheetgate::platform {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

TEST_F(DispatcherTest, AnswersWithTheHandlersResponse) {
  Start();
  unary_ = [](const UnaryRequest& request, const RequestContext&) {
    UnaryResponse response;
    response.set_revision("revision of " + request.workbook_id());
    return response;
  };
  const auto call = Call("wb-7");
  EXPECT_THAT(call->Result(), IsOk());
  EXPECT_EQ(call->response.revision(), "revision of wb-7");
}

TEST_F(DispatcherTest, TheContextComesFromTheCallersMetadata) {
  Start();
  RequestContext seen;
  unary_ = [&](const UnaryRequest&, const RequestContext& context) {
    seen = context;
    return UnaryResponse();
  };
  grpc::ClientContext context;
  context.AddMetadata(kRequestIdKey, "req-42");
  context.AddMetadata(kPrincipalKey, "alice");
  context.AddMetadata(kTraceparentKey, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  context.AddMetadata(kTracestateKey, "vendor=1");
  UnaryRequest request;
  request.set_workbook_id("wb-1");
  UnaryResponse response;
  ASSERT_TRUE(stub_->ListSheets(&context, request, &response).ok());
  EXPECT_EQ(seen.request_id, "req-42");
  EXPECT_EQ(seen.principal, "alice");
  EXPECT_EQ(seen.trace.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(seen.trace.parent_span_id, "00f067aa0ba902b7");
  EXPECT_EQ(seen.trace.tracestate, "vendor=1");
  EXPECT_EQ(seen.deadline, clock_.Now() + absl::Seconds(30)) << "the default deadline";
  EXPECT_EQ(context.GetServerTrailingMetadata().find(kRequestIdKey)->second, "req-42");
}

TEST_F(DispatcherTest, ACallerWithoutOrWithBadMetadataGetsNewIds) {
  Start();
  RequestContext seen;
  unary_ = [&](const UnaryRequest&, const RequestContext& context) {
    seen = context;
    return UnaryResponse();
  };
  const auto call = Call();
  ASSERT_THAT(call->Result(), IsOk());
  EXPECT_EQ(seen.request_id.substr(0, 4), "req-");
  EXPECT_EQ(seen.principal, "anonymous");
  EXPECT_EQ(seen.trace.trace_id.size(), 32u);
  const auto trailing = call->context.GetServerTrailingMetadata().find(kRequestIdKey);
  EXPECT_EQ(std::string(trailing->second.data(), trailing->second.size()), seen.request_id);

  grpc::ClientContext context;
  context.AddMetadata(kRequestIdKey, std::string(200, 'a'));
  UnaryRequest request;
  request.set_workbook_id("wb-1");
  UnaryResponse response;
  ASSERT_TRUE(stub_->ListSheets(&context, request, &response).ok());
  EXPECT_EQ(seen.request_id.substr(0, 4), "req-");
}

TEST_F(DispatcherTest, AClientsDeadlineIsCapped) {
  Start();
  absl::Time seen;
  unary_ = [&](const UnaryRequest&, const RequestContext& context) {
    seen = context.deadline;
    return UnaryResponse();
  };
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
  UnaryRequest request;
  request.set_workbook_id("wb-1");
  UnaryResponse response;
  ASSERT_TRUE(stub_->ListSheets(&context, request, &response).ok());
  EXPECT_EQ(seen, clock_.Now() + absl::Minutes(10));
}

TEST_F(DispatcherTest, ErrorsArriveWithReasonMetadataAndRetryDelay) {
  Start();
  unary_ = [](const UnaryRequest&, const RequestContext&) -> absl::StatusOr<UnaryResponse> {
    return WithRetryAfter(
        ResourceExhausted(ErrorReason::kForkLimitReached, "too many forks", {{"limit", "100"}}),
        absl::Seconds(2));
  };
  const absl::Status status = Call()->Result();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, Eq("too many forks")));
  EXPECT_THAT(status, HasReason(ErrorReason::kForkLimitReached));
  EXPECT_EQ(MetadataOf(status), (ErrorMetadata{{"limit", "100"}}));
  EXPECT_THAT(RetryAfterOf(status), Optional(absl::Seconds(2)));
}

TEST_F(DispatcherTest, ExceptionsBecomeInternalErrorsWhoseTextIsForTheLog) {
  Start();
  unary_ = [](const UnaryRequest&, const RequestContext&) -> absl::StatusOr<UnaryResponse> {
    throw std::runtime_error("third party secret");
  };
  ::testing::internal::CaptureStderr();
  const absl::Status status = Call()->Result();
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal, Not(HasSubstr("secret"))));
  EXPECT_THAT(status, HasReason(ErrorReason::kInternal));
  EXPECT_THAT(log, HasSubstr("third party secret"));
  EXPECT_THAT(log, HasSubstr("\"severity\":\"error\""));
}

TEST_F(DispatcherTest, WritesOneAccessLogLine) {
  Start();
  unary_ = [](const UnaryRequest&, const RequestContext&) -> absl::StatusOr<UnaryResponse> {
    return NotFound(ErrorReason::kSheetNotFound, "no sheet named 'cell contents'");
  };
  ::testing::internal::CaptureStderr();
  (void)Call("wb-9")->Result();
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1);
  for (const char* part :
       {"\"msg\":\"rpc\"", "\"rpc_method\":\"sheetgate.workbook.v1.WorkbookService/ListSheets\"",
        "\"status\":\"NOT_FOUND\"", "\"error_reason\":\"SHEET_NOT_FOUND\"", "\"duration_ms\":0",
        "\"wait_admission_ms\":0", "\"wait_thread_ms\":0", "\"request_id\":\"req-",
        "\"trace_id\":\"", "\"principal\":\"anonymous\"", "\"workbook_id\":\"wb-9\""}) {
    EXPECT_THAT(log, HasSubstr(part));
  }
  EXPECT_THAT(log, Not(HasSubstr("cell contents")));
}

TEST_F(DispatcherTest, InvalidRequestsNeverReachTheHandler) {
  Start();
  std::atomic<int> handled{0};
  unary_ = [&](const UnaryRequest&, const RequestContext&) {
    ++handled;
    return UnaryResponse();
  };
  const absl::Status status = Call("")->Result();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(MetadataOf(status).at("field"), "workbook_id");
  EXPECT_EQ(handled, 0);
}

// Tests in which some calls hold a gate while others wait.
class DispatcherLoadTest : public DispatcherTest {
 protected:
  void SetUp() override {
    unary_ = [this](const UnaryRequest& request,
                    const RequestContext& context) -> absl::StatusOr<UnaryResponse> {
      ++handled_;
      if (request.workbook_id() == "gate") {
        token_status_ = gate_.Pass(context.cancellation);
        if (!token_status_.ok()) return token_status_;
      }
      return UnaryResponse();
    };
  }
  // A call that occupies permit and thread.
  std::unique_ptr<PendingCall> Occupy() {
    auto call = Call("gate");
    gate_.WaitEntered();
    return call;
  }
  std::string Timeouts(const std::string& phase) const {
    return Metric(std::string("sheetgate_timeouts_total{phase=\"") + phase + "\",rpc_method=\"" +
                  kUnaryMethod + "\"}");
  }
  std::string Cancellations(const std::string& cause) const {
    return Metric(std::string("sheetgate_cancellations_total{cause=\"") + cause +
                  "\",rpc_method=\"" + kUnaryMethod + "\"}");
  }

  Gate gate_;
  absl::Status token_status_;
  std::atomic<int> handled_{0};
};

TEST_F(DispatcherLoadTest, RefusesWhenTheLineIsFull) {
  Start({.permits = 1, .queue = 0});
  const auto running = Occupy();
  const absl::Status status = Call()->Result();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason(ErrorReason::kOverloaded));
  EXPECT_THAT(RetryAfterOf(status), Optional(absl::Seconds(1)));
  gate_.Open();
  EXPECT_THAT(running->Result(), IsOk());
  EXPECT_THAT(Call()->Result(), IsOk()) << "the permit is free when the client has its answer";
}

TEST_F(DispatcherLoadTest, RefusesWhenThePoolIsFull) {
  Start({.permits = 8, .threads = 1, .pool_queue = 0});
  const auto running = Occupy();
  const absl::Status status = Call()->Result();
  EXPECT_THAT(status, HasReason(ErrorReason::kOverloaded));
  EXPECT_NE(RetryAfterOf(status), std::nullopt);
  gate_.Open();
  EXPECT_THAT(running->Result(), IsOk());
}

TEST_F(DispatcherLoadTest, WaitsNoLongerForAdmissionThanAllowed) {
  Start({.permits = 1, .max_queue_wait = absl::Seconds(10)});
  const auto running = Occupy();
  const auto waiting = Call();
  WaitUntil([&] { return timers_.pending() == 3; });  // two deadlines and the end of the wait
  timers_.Advance(absl::Seconds(10));
  const absl::Status status = waiting->Result();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason(ErrorReason::kQueueTimeout));
  EXPECT_EQ(Timeouts("queue"), "1");
  EXPECT_EQ(Timeouts("run"), "0");
  EXPECT_EQ(handled_, 1);
  gate_.Open();
  EXPECT_THAT(running->Result(), IsOk());
}

TEST_F(DispatcherLoadTest, ACallWhoseDeadlinePassesInTheLineIsNotRun) {
  Start({.permits = 1, .default_deadline = absl::Seconds(5), .max_queue_wait = absl::Seconds(10)});
  const auto running = Occupy();
  clock_.Advance(absl::Seconds(1));
  const auto waiting = Call();
  WaitUntil([&] { return limiter_->waiting() == 1; });
  gate_.Open();  // the occupant's own deadline is sooner
  EXPECT_THAT(running->Result(), IsOk());
  EXPECT_THAT(waiting->Result(), IsOk());
  handled_ = 0;

  Gate second;
  unary_ = [&](const UnaryRequest&, const RequestContext&) -> absl::StatusOr<UnaryResponse> {
    ++handled_;
    (void)second.Pass({});
    return UnaryResponse();
  };
  const auto stubborn = Call();
  second.WaitEntered();
  const auto late = Call();
  WaitUntil([&] { return limiter_->waiting() == 1; });
  timers_.Advance(absl::Seconds(5));
  EXPECT_THAT(late->Result(), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(Timeouts("queue"), "1");
  EXPECT_EQ(Timeouts("run"), "1") << "the stubborn one";
  EXPECT_EQ(handled_, 1);
  second.Open();
  EXPECT_THAT(stubborn->Result(), IsOk()) << "a handler that finished its work is believed";
}

TEST_F(DispatcherLoadTest, TheDeadlineCancelsTheTokenOfARunningCall) {
  Start();
  const auto running = Occupy();
  timers_.Advance(absl::Seconds(30));
  const absl::Status status = running->Result();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("30s")));
  EXPECT_THAT(status, HasReason(ErrorReason::kDeadlineExceeded));
  EXPECT_EQ(Timeouts("run"), "1");
  EXPECT_EQ(Cancellations("deadline"), "1");
  EXPECT_EQ(Cancellations("client"), "0");
}

TEST_F(DispatcherLoadTest, AHandlersOwnWordForStoppingGivesWayToTheReason) {
  Start();
  unary_ = [this](const UnaryRequest&,
                  const RequestContext& context) -> absl::StatusOr<UnaryResponse> {
    (void)gate_.Pass(context.cancellation);
    return absl::CancelledError("the inner call was cancelled");
  };
  const auto running = Occupy();
  timers_.Advance(absl::Seconds(30));
  EXPECT_THAT(running->Result(), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(DispatcherLoadTest, GrpcsOwnDeadlineIsADeadlineAndNotACancellation) {
  Start();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
  UnaryRequest request;
  request.set_workbook_id("gate");
  UnaryResponse response;
  EXPECT_EQ(stub_->ListSheets(&context, request, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Idle());
  EXPECT_THAT(token_status_, StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(Cancellations("deadline"), "1");
  EXPECT_EQ(Cancellations("client"), "0");
}

TEST_F(DispatcherLoadTest, AClientThatCancelsCancelsTheToken) {
  Start();
  const auto running = Occupy();
  running->context.TryCancel();
  EXPECT_THAT(running->Result(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(Idle());
  EXPECT_THAT(token_status_, StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(Cancellations("client"), "1");
}

TEST_F(DispatcherLoadTest, AClientThatCancelsInTheLineIsNeverServed) {
  Start({.permits = 1});
  const auto running = Occupy();
  const auto waiting = Call();
  WaitUntil([&] { return limiter_->waiting() == 1; });
  waiting->context.TryCancel();
  EXPECT_THAT(waiting->Result(), StatusIs(absl::StatusCode::kCancelled));
  WaitUntil([&] { return limiter_->waiting() == 0 && dispatcher_->in_flight() == 1; });
  gate_.Open();
  EXPECT_THAT(running->Result(), IsOk());
  EXPECT_TRUE(Idle());
  EXPECT_EQ(handled_, 1);
}

TEST_F(DispatcherLoadTest, AClientThatCancelsWhileWaitingForAThreadIsNeverServed) {
  Start({.permits = 8, .threads = 1, .pool_queue = 8});
  const auto running = Occupy();
  const auto waiting = Call();
  WaitUntil([&] { return pool_->queued() == 1; });
  EXPECT_EQ(limiter_->in_use(), 2);
  waiting->context.TryCancel();
  EXPECT_THAT(waiting->Result(), StatusIs(absl::StatusCode::kCancelled));
  WaitUntil([&] { return dispatcher_->in_flight() == 1; });
  EXPECT_EQ(limiter_->in_use(), 1) << "the permit is given back before a thread is free";
  gate_.Open();
  EXPECT_THAT(running->Result(), IsOk());
  EXPECT_TRUE(Idle());
  EXPECT_EQ(handled_, 1);
}

TEST_F(DispatcherLoadTest, StopAcceptingRefusesNewCallsAndLeavesTheOthers) {
  Start({.permits = 1});
  const auto running = Occupy();
  const auto waiting = Call();
  WaitUntil([&] { return limiter_->waiting() == 1; });
  dispatcher_->StopAccepting();
  const absl::Status status = Call()->Result();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, HasReason(ErrorReason::kShuttingDown));
  EXPECT_FALSE(dispatcher_->WaitIdle(clock_.Now()));
  gate_.Open();
  EXPECT_THAT(running->Result(), IsOk());
  EXPECT_THAT(waiting->Result(), IsOk());
  EXPECT_TRUE(Idle());
}

TEST_F(DispatcherLoadTest, CancelAllEndsTheRunningAndTheWaiting) {
  Start({.permits = 1});
  const auto running = Occupy();
  const auto waiting = Call();
  WaitUntil([&] { return limiter_->waiting() == 1; });
  EXPECT_EQ(dispatcher_->in_flight(), 2);
  dispatcher_->CancelAll(
      Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown, "going down"));
  EXPECT_THAT(running->Result(), StatusIs(absl::StatusCode::kUnavailable, Eq("going down")));
  EXPECT_THAT(waiting->Result(), HasReason(ErrorReason::kShuttingDown));
  EXPECT_TRUE(Idle());
  EXPECT_EQ(handled_, 1);
  EXPECT_EQ(Cancellations("shutdown"), "2");
}

TEST_F(DispatcherLoadTest, MeasuresCallsByStatusWaitAndReason) {
  Start({.permits = 1});
  const std::string in_flight =
      "sheetgate_calls_in_flight{rpc_service=\"sheetgate.workbook.v1.WorkbookService\"}";
  const std::string method = std::string("rpc_method=\"") + kUnaryMethod + "\"";
  const auto running = Occupy();
  const auto waiting = Call();
  WaitUntil([&] { return limiter_->waiting() == 1; });
  EXPECT_EQ(Metric(in_flight), "2");
  clock_.Advance(absl::Seconds(3));
  gate_.Open();
  ASSERT_THAT(running->Result(), IsOk());
  ASSERT_THAT(waiting->Result(), IsOk());
  ASSERT_THAT(Call("")->Result(), HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(Metric(in_flight), "0");
  EXPECT_EQ(Metric("rpc_server_call_duration_seconds_count{" + method + ",rpc_status_code=\"OK\"}"),
            "2");
  EXPECT_EQ(Metric("rpc_server_call_duration_seconds_sum{" + method + ",rpc_status_code=\"OK\"}"),
            "6");
  EXPECT_EQ(Metric("rpc_server_call_duration_seconds_count{" + method +
                   ",rpc_status_code=\"INVALID_ARGUMENT\"}"),
            "1");
  EXPECT_EQ(Metric("sheetgate_admission_wait_seconds_count{" + method + "}"), "2");
  EXPECT_EQ(Metric("sheetgate_admission_wait_seconds_sum{" + method + "}"), "3");
  EXPECT_EQ(Metric("sheetgate_thread_wait_seconds_count{" + method + "}"), "2");
  EXPECT_EQ(Metric("sheetgate_errors_total{reason=\"MISSING_ARGUMENT\"," + method + "}"), "1");
}

TEST_F(DispatcherLoadTest, EveryOneOfManyCallsIsAnswered) {
  Start({.permits = 2, .queue = 4, .threads = 2, .pool_queue = 2});
  std::vector<std::unique_ptr<PendingCall>> calls;
  for (int i = 0; i < 100; ++i) calls.push_back(Call());
  int ok = 0;
  for (const auto& call : calls) {
    const absl::Status status = call->Result();
    if (status.ok()) {
      ++ok;
    } else {
      EXPECT_THAT(status, HasReason(ErrorReason::kOverloaded));
    }
  }
  EXPECT_GT(ok, 0);
  EXPECT_EQ(handled_, ok);
}

}  // namespace
}  // namespace sheetgate::platform
