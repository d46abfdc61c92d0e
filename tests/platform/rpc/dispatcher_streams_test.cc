// Streams: order, back-pressure, cancellation in each phase, uploads that are whole or nothing.
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "tests/platform/rpc/dispatcher_fixture.h"
#include "tests/testing/notification.h"

namespace sheetgate::platform {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

absl::Status GoingDown() {
  return Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown, "going down");
}

// Sends `next` until it says the end; counts itself while it lives.
class FunctionSource final : public PullSource<PullResponse> {
 public:
  using Function = std::function<absl::StatusOr<std::optional<PullResponse>>()>;
  FunctionSource(Function next, std::atomic<int>* alive) : next_(std::move(next)), alive_(alive) {
    ++*alive_;
  }
  ~FunctionSource() override { --*alive_; }
  absl::StatusOr<std::optional<PullResponse>> Next() override { return next_(); }

 private:
  Function next_;
  std::atomic<int>* alive_;
};

PullResponse Chunk(std::string bytes) {
  PullResponse response;
  response.set_chunk(std::move(bytes));
  return response;
}

class DispatcherPullTest : public DispatcherTest {
 protected:
  void Pull(FunctionSource::Function next) {
    pull_ = [this, next = std::move(next)](const PullRequest&, const RequestContext& context)
        -> absl::StatusOr<std::unique_ptr<PullSource<PullResponse>>> {
      token_ = context.cancellation;
      return std::make_unique<FunctionSource>(next, &alive_);
    };
  }
  std::unique_ptr<grpc::ClientReader<PullResponse>> Open() {
    PullRequest request;
    request.set_workbook_id("wb-1");
    return stub_->ExportPackage(&context_, request);
  }

  grpc::ClientContext context_;
  CancellationToken token_;
  std::atomic<int> alive_{0};
  std::atomic<int> produced_{0};
};

TEST_F(DispatcherPullTest, SendsTheMessagesInOrder) {
  Start();
  Pull([this]() -> absl::StatusOr<std::optional<PullResponse>> {
    if (produced_ == 3) return std::nullopt;
    return Chunk(std::to_string(produced_++));
  });
  const auto reader = Open();
  std::vector<std::string> chunks;
  for (PullResponse response; reader->Read(&response);) chunks.push_back(response.chunk());
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
  EXPECT_THAT(chunks, ElementsAre("0", "1", "2"));
  EXPECT_TRUE(Idle());
  EXPECT_EQ(alive_, 0);
}

TEST_F(DispatcherPullTest, AnErrorEndsTheStreamAfterWhatWasSent) {
  Start();
  Pull([this]() -> absl::StatusOr<std::optional<PullResponse>> {
    if (produced_++ == 1) {
      return Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt, "cut off");
    }
    return Chunk("first");
  });
  const auto reader = Open();
  PullResponse response;
  EXPECT_TRUE(reader->Read(&response));
  EXPECT_FALSE(reader->Read(&response));
  const absl::Status status = FromGrpcStatus(reader->Finish());
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, Eq("cut off")));
  EXPECT_THAT(status, HasReason(ErrorReason::kFileCorrupt));
}

TEST_F(DispatcherPullTest, AnErrorOfTheHandlerOrTheRulesEndsTheCall) {
  Start();
  pull_ = [](const PullRequest&,
             const RequestContext&) -> absl::StatusOr<std::unique_ptr<PullSource<PullResponse>>> {
    return NotFound(ErrorReason::kRevisionNotFound, "no such revision");
  };
  EXPECT_THAT(FromGrpcStatus(Open()->Finish()), HasReason(ErrorReason::kRevisionNotFound));
  grpc::ClientContext context;
  EXPECT_THAT(FromGrpcStatus(stub_->ExportPackage(&context, PullRequest())->Finish()),
              HasReason(ErrorReason::kMissingArgument));
}

TEST_F(DispatcherPullTest, ProducesNoMoreThanTheClientTakes) {
  Start();
  // Inside the process a write ends when the client has read it: no buffer of a transport hides the
  // difference.
  UseChannel(server_->InProcessChannel());
  Pull([this]() -> absl::StatusOr<std::optional<PullResponse>> {
    ++produced_;
    return Chunk(std::string(1000, 'x'));
  });
  const auto reader = Open();
  PullResponse response;
  for (int read = 1; read <= 20; ++read) {
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_LE(produced_, read + 2);
  }
  context_.TryCancel();
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(Idle());
  EXPECT_LE(produced_, 22);
  EXPECT_EQ(alive_, 0);
}

TEST_F(DispatcherPullTest, HoldsNoThreadWhileTheClientIsSlow) {
  Start({.threads = 1});
  UseChannel(server_->InProcessChannel());
  Pull([this]() -> absl::StatusOr<std::optional<PullResponse>> {
    ++produced_;
    return Chunk("x");
  });
  unary_ = [](const UnaryRequest&, const RequestContext&) { return UnaryResponse(); };
  const auto reader = Open();
  WaitUntil([&] { return produced_ > 0; });
  EXPECT_THAT(Call()->Result(), IsOk());
  context_.TryCancel();
  reader->Finish();
}

TEST_F(DispatcherPullTest, ShutdownEndsAStreamWhoseClientDoesNotRead) {
  Start();
  Pull([this]() -> absl::StatusOr<std::optional<PullResponse>> {
    ++produced_;
    return Chunk(std::string(1 << 20, 'x'));
  });
  const auto reader = Open();
  WaitUntil([&] { return produced_ > 0; });
  dispatcher_->CancelAll(GoingDown());
  EXPECT_TRUE(Idle());
  EXPECT_THAT(token_.Check(), HasReason(ErrorReason::kShuttingDown));
  EXPECT_EQ(alive_, 0);
  for (PullResponse response; reader->Read(&response);) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(DispatcherPullTest, TheDeadlineEndsAStreamBetweenMessages) {
  Start();
  Gate gate;
  Pull([&]() -> absl::StatusOr<std::optional<PullResponse>> {
    RETURN_IF_ERROR(gate.Pass(token_));
    return std::nullopt;
  });
  const auto reader = Open();
  gate.WaitEntered();
  timers_.Advance(absl::Seconds(30));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(DispatcherPullTest, AStreamThatGoesOnIsNotRefusedByAFullPool) {
  Start({.threads = 1, .pool_queue = 0, .default_deadline = absl::Minutes(10)});
  UseChannel(server_->InProcessChannel());
  Pull([this]() -> absl::StatusOr<std::optional<PullResponse>> {
    if (produced_ == 2) return std::nullopt;
    return Chunk(std::to_string(produced_++));
  });
  Gate gate;
  unary_ = [&](const UnaryRequest&,
               const RequestContext& context) -> absl::StatusOr<UnaryResponse> {
    RETURN_IF_ERROR(gate.Pass(context.cancellation));
    return UnaryResponse();
  };
  const auto reader = Open();
  WaitUntil([&] { return produced_ == 1; });
  std::unique_ptr<PendingCall> occupant;
  do {  // the thread may still be ending the stream's first step
    occupant = Call();
    WaitUntil([&] {
      return gate.entered() ||
             occupant->done.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
  } while (!gate.entered());

  PullResponse response;
  ASSERT_TRUE(reader->Read(&response));
  WaitUntil([&] { return timers_.pending() == 3; });  // two deadlines and the next try
  gate.Open();
  ASSERT_THAT(occupant->Result(), IsOk());
  std::atomic<bool> ended{false};
  std::future<grpc::Status> status = std::async(std::launch::async, [&] {
    while (reader->Read(&response)) {
    }
    grpc::Status finished = reader->Finish();
    ended = true;
    return finished;
  });
  while (!ended) {
    timers_.Advance(absl::Milliseconds(5));
    std::this_thread::yield();
  }
  EXPECT_THAT(FromGrpcStatus(status.get()), IsOk());
  EXPECT_EQ(produced_, 2);
}

// A source whose messages a test sends.
struct Remote {
  std::mutex mutex;
  AsyncSource<AsyncResponse>::Done done;
  CancellationToken token;
  std::atomic<int> asked{0};
  std::atomic<int> alive{0};

  AsyncSource<AsyncResponse>::Done Take() {
    std::lock_guard lock(mutex);
    return std::exchange(done, nullptr);
  }
  void Send(absl::StatusOr<std::optional<AsyncResponse>> message) { Take()(std::move(message)); }
};

class RemoteSource final : public AsyncSource<AsyncResponse> {
 public:
  explicit RemoteSource(Remote* remote) : remote_(remote) { ++remote_->alive; }
  ~RemoteSource() override { --remote_->alive; }
  void Next(Done done) override {
    {
      std::lock_guard lock(remote_->mutex);
      remote_->done = std::move(done);
    }
    ++remote_->asked;
  }

 private:
  Remote* remote_;
};

class DispatcherAsyncTest : public DispatcherTest {
 protected:
  void SetUp() override {
    async_ = [this](const AsyncRequest&, const RequestContext& context)
        -> absl::StatusOr<std::unique_ptr<AsyncSource<AsyncResponse>>> {
      remote_.token = context.cancellation;
      return std::make_unique<RemoteSource>(&remote_);
    };
  }
  std::unique_ptr<grpc::ClientReader<AsyncResponse>> Open() {
    AsyncRequest request;
    request.set_workbook_id("fork-1");
    return recalc_stub_->Recalculate(&context_, request);
  }
  void WaitAsked(int times) {
    WaitUntil([&] { return remote_.asked == times; });
  }
  static AsyncResponse Progress(double value) {
    AsyncResponse response;
    response.mutable_progress()->set_progress(value);
    return response;
  }

  grpc::ClientContext context_;
  Remote remote_;
};

TEST_F(DispatcherAsyncTest, SendsWhatTheWorkElsewhereSends) {
  Start();
  const auto reader = Open();
  AsyncResponse response;
  for (int i = 1; i <= 3; ++i) {
    WaitAsked(i);
    remote_.Send(Progress(i));
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_EQ(response.progress().progress(), i);
  }
  WaitAsked(4);
  remote_.Send(std::nullopt);
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
  EXPECT_TRUE(Idle());
  EXPECT_EQ(remote_.alive, 0);
}

TEST_F(DispatcherAsyncTest, HoldsAPermitButNoThread) {
  Start({.permits = 2, .threads = 1, .pool_queue = 8});
  unary_ = [](const UnaryRequest&, const RequestContext&) { return UnaryResponse(); };
  const auto reader = Open();
  WaitAsked(1);
  EXPECT_EQ(limiter_->in_use(), 1);
  EXPECT_THAT(Call()->Result(), IsOk());
  remote_.Send(std::nullopt);
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(DispatcherAsyncTest, ErrorsArriveWithTheirReason) {
  Start();
  const auto reader = Open();
  WaitAsked(1);
  remote_.Send(Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "it died"));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason(ErrorReason::kEngineCrashed));
}

TEST_F(DispatcherAsyncTest, AClientThatCancelsReachesTheWork) {
  Start();
  const auto reader = Open();
  WaitAsked(1);
  tests::Notification cancelled;
  const auto registration =
      remote_.token.OnCancel([&](const absl::Status&) { cancelled.Notify(); });
  context_.TryCancel();
  cancelled.WaitForNotification();
  EXPECT_FALSE(dispatcher_->WaitIdle(clock_.Now())) << "the work has not said that it ended";
  remote_.Send(remote_.token.Check());
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(Idle());
  EXPECT_EQ(remote_.alive, 0);
}

TEST_F(DispatcherAsyncTest, AMessageThatComesAfterTheCancellationIsNotSent) {
  Start();
  const auto reader = Open();
  WaitAsked(1);
  timers_.Advance(absl::Seconds(30));
  EXPECT_TRUE(remote_.token.cancelled());
  remote_.Send(Progress(1));
  AsyncResponse response;
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(DispatcherAsyncTest, ADoneCalledWithinNextIsNoDeepStack) {
  Start();
  class CountingSource final : public AsyncSource<AsyncResponse> {
   public:
    void Next(Done done) override {
      if (++count_ > 1000) {
        done(std::nullopt);
      } else {
        done(Progress(count_));
      }
    }

   private:
    int count_ = 0;
  };
  async_ = [](const AsyncRequest&, const RequestContext&) {
    return absl::StatusOr<std::unique_ptr<AsyncSource<AsyncResponse>>>(
        std::make_unique<CountingSource>());
  };
  const auto reader = Open();
  int received = 0;
  for (AsyncResponse response; reader->Read(&response);) ++received;
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
  EXPECT_EQ(received, 1000);
}

// What became of the uploads of a test.
struct Uploads {
  std::atomic<int> alive{0};
  std::atomic<int> added{0};
  std::atomic<int> finished{0};
};

class CountingSink final : public UploadSink<UploadRequest, UploadResponse> {
 public:
  explicit CountingSink(Uploads* uploads) : uploads_(uploads) { ++uploads_->alive; }
  ~CountingSink() override { --uploads_->alive; }
  absl::Status Add(const UploadRequest& request) override {
    if (request.chunk() == "bad") return InvalidArgument(ErrorReason::kNotAWorkbook, "no zip");
    bytes_ += static_cast<int64_t>(request.chunk().size());
    ++uploads_->added;
    return absl::OkStatus();
  }
  absl::StatusOr<UploadResponse> Finish() override {
    ++uploads_->finished;
    UploadResponse response;
    response.set_size_bytes(bytes_);
    return response;
  }

 private:
  Uploads* uploads_;
  int64_t bytes_ = 0;
};

class DispatcherUploadTest : public DispatcherTest {
 protected:
  struct Upload {
    grpc::ClientContext context;
    UploadResponse response;
    std::unique_ptr<grpc::ClientWriter<UploadRequest>> writer;
    bool Send(const std::string& chunk) {
      UploadRequest request;
      request.set_chunk(chunk);
      return writer->Write(request);
    }
  };

  void SetUp() override {
    upload_ = [this](const RequestContext&) {
      return absl::StatusOr<std::unique_ptr<UploadSink<UploadRequest, UploadResponse>>>(
          std::make_unique<CountingSink>(&uploads_));
    };
  }
  std::unique_ptr<Upload> Open() {
    auto upload = std::make_unique<Upload>();
    upload->writer = stub_->ImportPackage(&upload->context, &upload->response);
    return upload;
  }

  Uploads uploads_;
};

TEST_F(DispatcherUploadTest, TakesEveryMessageAndAnswers) {
  Start();
  const auto upload = Open();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(upload->Send("0123456789"));
  ASSERT_TRUE(upload->writer->WritesDone());
  EXPECT_THAT(FromGrpcStatus(upload->writer->Finish()), IsOk());
  EXPECT_EQ(upload->response.size_bytes(), 1000);
  EXPECT_TRUE(Idle());
  EXPECT_EQ(uploads_.alive, 0);
}

TEST_F(DispatcherUploadTest, AnErrorOfTheSinkEndsTheCall) {
  Start();
  const auto upload = Open();
  upload->Send("bad");
  EXPECT_THAT(FromGrpcStatus(upload->writer->Finish()), HasReason(ErrorReason::kNotAWorkbook));
  EXPECT_TRUE(Idle());
  EXPECT_EQ(uploads_.finished, 0);
  EXPECT_EQ(uploads_.alive, 0);
}

TEST_F(DispatcherUploadTest, MessagesAreCheckedAgainstTheirRules) {
  Start();
  const auto upload = Open();
  UploadRequest request;
  request.mutable_header();
  upload->writer->Write(request);
  const absl::Status status = FromGrpcStatus(upload->writer->Finish());
  EXPECT_THAT(status, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(MetadataOf(status).at("field"), "header.path");
  EXPECT_EQ(uploads_.added, 0);
}

TEST_F(DispatcherUploadTest, ABrokenOffUploadIsNeverFinished) {
  Start();
  for (const bool in_process : {false, true}) {
    if (in_process) UseChannel(server_->InProcessChannel());
    for (int i = 0; i < 50; ++i) {
      const auto upload = Open();
      upload->Send("0123456789");
      WaitUntil([&] { return uploads_.added > i; });
      upload->context.TryCancel();
      EXPECT_THAT(FromGrpcStatus(upload->writer->Finish()), StatusIs(absl::StatusCode::kCancelled));
      EXPECT_TRUE(Idle());
    }
    EXPECT_EQ(uploads_.finished, 0);
    EXPECT_EQ(uploads_.alive, 0);
    uploads_.added = 0;
  }
}

TEST_F(DispatcherUploadTest, ShutdownEndsAnUploadThatWaitsForItsClient) {
  Start();
  const auto upload = Open();
  upload->Send("0123456789");
  WaitUntil([&] { return uploads_.added == 1; });
  dispatcher_->CancelAll(GoingDown());
  EXPECT_TRUE(Idle());
  EXPECT_THAT(FromGrpcStatus(upload->writer->Finish()),
              StatusIs(absl::StatusCode::kUnavailable, Eq("going down")));
  EXPECT_EQ(uploads_.finished, 0);
  EXPECT_EQ(uploads_.alive, 0);
}

TEST_F(DispatcherUploadTest, TheDeadlineEndsAnUploadThatWaitsForItsClient) {
  Start();
  const auto upload = Open();
  upload->Send("0123456789");
  WaitUntil([&] { return uploads_.added == 1; });
  timers_.Advance(absl::Seconds(30));
  EXPECT_THAT(FromGrpcStatus(upload->writer->Finish()),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(Metric(std::string("sheetgate_timeouts_total{phase=\"run\",rpc_method=\"") +
                   kUploadMethod + "\"}"),
            "1");
}

TEST_F(DispatcherUploadTest, UploadsWaitForAdmissionToo) {
  Start({.permits = 1, .queue = 0});
  const auto first = Open();
  first->Send("0123456789");
  WaitUntil([&] { return uploads_.added == 1; });
  const auto second = Open();
  EXPECT_THAT(FromGrpcStatus(second->writer->Finish()), HasReason(ErrorReason::kOverloaded));
  first->writer->WritesDone();
  EXPECT_THAT(FromGrpcStatus(first->writer->Finish()), IsOk());
}

}  // namespace
}  // namespace sheetgate::platform
