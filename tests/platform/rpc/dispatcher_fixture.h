// DispatcherTest: a dispatcher behind a real gRPC server, whose handlers a test writes and whose
// time it moves.
//
// The service speaks the project's own protos: ListSheets is the unary call, ExportPackage the
// pulled stream, Recalculate the asynchronous one and ImportPackage the upload.
#ifndef SHEETGATE_TESTS_PLATFORM_RPC_DISPATCHER_FIXTURE_H_
#define SHEETGATE_TESTS_PLATFORM_RPC_DISPATCHER_FIXTURE_H_

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/dispatcher.h"
#include "platform/rpc/server.h"
#include "platform/rpc/status_conversion.h"
#include "sheetgate/recalc/v1/recalc_service.grpc.pb.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/manual_timers.h"
#include "tests/testing/notification.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {

using UnaryRequest = workbook::v1::ListSheetsRequest;
using UnaryResponse = workbook::v1::ListSheetsResponse;
using PullRequest = workbook::v1::ExportPackageRequest;
using PullResponse = workbook::v1::ExportPackageResponse;
using AsyncRequest = recalc::v1::RecalculateRequest;
using AsyncResponse = recalc::v1::RecalculateResponse;
using UploadRequest = workbook::v1::ImportPackageRequest;
using UploadResponse = workbook::v1::ImportPackageResponse;

inline constexpr char kUnaryMethod[] = "sheetgate.workbook.v1.WorkbookService/ListSheets";
inline constexpr char kUploadMethod[] = "sheetgate.workbook.v1.WorkbookService/ImportPackage";

// A request that a test holds in its handler until it lets go or the call is cancelled.
class Gate {
 public:
  // For the handler: returns at Open or when the token is cancelled, with the token's status.
  absl::Status Pass(const CancellationToken& token) {
    const auto registration = token.OnCancel([this](const absl::Status&) { Open(); });
    entered_.Notify();
    opened_.WaitForNotification();
    return token.Check();
  }
  void WaitEntered() { entered_.WaitForNotification(); }
  bool entered() const { return entered_.HasBeenNotified(); }
  void Open() {
    std::call_once(open_once_, [this] { opened_.Notify(); });
  }

 private:
  tests::Notification entered_;
  tests::Notification opened_;
  std::once_flag open_once_;
};

class DispatcherTest : public ::testing::Test {
 protected:
  struct Setup {
    int permits = 8;
    size_t queue = 8;
    int threads = 4;
    size_t pool_queue = 64;
    absl::Duration default_deadline = absl::Seconds(30);
    absl::Duration max_queue_wait = absl::Seconds(10);
  };

  void Start() { Start(Setup()); }
  void Start(const Setup& setup) {
    pool_ = std::make_unique<ThreadPool>("test", setup.threads, setup.pool_queue);
    limiter_ = std::make_unique<AdmissionLimiter>(
        AdmissionLimiter::Options{"calls", setup.permits, setup.queue, absl::Seconds(1)}, clock_,
        timers_);
    dispatcher_ = std::make_unique<Dispatcher>(
        Dispatcher::Options{.service = "sheetgate.workbook.v1.WorkbookService",
                            .default_deadline = setup.default_deadline,
                            .max_deadline = absl::Minutes(10),
                            .max_queue_wait = setup.max_queue_wait},
        Dispatcher::Dependencies{&clock_, &timers_, pool_.get(), limiter_.get(), &metrics_});
    workbook_service_ = std::make_unique<WorkbookService>(*this);
    recalc_service_ = std::make_unique<RecalcService>(*this);
    ASSERT_OK_AND_ASSIGN(server_,
                         GrpcServer::Start({.listen_address = "127.0.0.1:0"},
                                           {workbook_service_.get(), recalc_service_.get()}));
    UseChannel(grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()),
                                   grpc::InsecureChannelCredentials()));
  }

  void UseChannel(const std::shared_ptr<grpc::Channel>& channel) {
    stub_ = workbook::v1::WorkbookService::NewStub(channel);
    recalc_stub_ = recalc::v1::RecalcService::NewStub(channel);
  }

  void TearDown() override {
    if (server_ == nullptr) return;
    dispatcher_->CancelAll(absl::CancelledError("the test is over"));
    server_->Shutdown(absl::InfinitePast());
    EXPECT_EQ(dispatcher_->in_flight(), 0);
    EXPECT_EQ(limiter_->in_use(), 0) << "a permit leaked";
    server_.reset();
    pool_.reset();
    EXPECT_EQ(timers_.pending(), 0u) << "a timer leaked";
  }

  // Waits for something that another thread is about to do.
  static void WaitUntil(const std::function<bool()>& condition) {
    while (!condition()) std::this_thread::yield();
  }

  // A unary call on a thread of its own.
  struct PendingCall {
    grpc::ClientContext context;
    UnaryResponse response;
    std::future<grpc::Status> done;
    absl::Status Result() { return FromGrpcStatus(done.get()); }
  };
  std::unique_ptr<PendingCall> Call(const std::string& workbook_id = "wb-1") {
    auto call = std::make_unique<PendingCall>();
    call->done = std::async(std::launch::async, [this, pending = call.get(), workbook_id] {
      UnaryRequest request;
      request.set_workbook_id(workbook_id);
      return stub_->ListSheets(&pending->context, request, &pending->response);
    });
    return call;
  }

  bool Idle() { return dispatcher_->WaitIdle(clock_.Now() + absl::Seconds(30)); }

  // The first line of a scrape that begins with `prefix`, without it.
  std::string Metric(const std::string& prefix) const {
    const std::string text = metrics_.Scrape();
    const size_t start = text.find("\n" + prefix + " ");
    if (start == std::string::npos) return "";
    const size_t value = start + 1 + prefix.size() + 1;
    return text.substr(value, text.find('\n', value) - value);
  }

  tests::FakeClock clock_;
  tests::ManualTimers timers_{clock_};
  MetricsRegistry metrics_;
  std::unique_ptr<ThreadPool> pool_;
  std::unique_ptr<AdmissionLimiter> limiter_;
  std::unique_ptr<Dispatcher> dispatcher_;

  // Set before the calls that use them.
  UnaryHandler<UnaryRequest, UnaryResponse> unary_;
  PullHandler<PullRequest, PullResponse> pull_;
  AsyncHandler<AsyncRequest, AsyncResponse> async_;
  UploadHandler<UploadRequest, UploadResponse> upload_;

  std::unique_ptr<workbook::v1::WorkbookService::Stub> stub_;
  std::unique_ptr<recalc::v1::RecalcService::Stub> recalc_stub_;
  std::unique_ptr<GrpcServer> server_;

 private:
  class WorkbookService final : public workbook::v1::WorkbookService::CallbackService {
   public:
    explicit WorkbookService(DispatcherTest& test) : test_(test) {}
    grpc::ServerUnaryReactor* ListSheets(grpc::CallbackServerContext* context,
                                         const UnaryRequest* request,
                                         UnaryResponse* response) override {
      return test_.dispatcher_->Unary<UnaryRequest, UnaryResponse>(context, "ListSheets", request,
                                                                   response, test_.unary_);
    }
    grpc::ServerWriteReactor<PullResponse>* ExportPackage(grpc::CallbackServerContext* context,
                                                          const PullRequest* request) override {
      return test_.dispatcher_->ServerStream<PullRequest, PullResponse>(context, "ExportPackage",
                                                                        request, test_.pull_);
    }
    grpc::ServerReadReactor<UploadRequest>* ImportPackage(grpc::CallbackServerContext* context,
                                                          UploadResponse* response) override {
      return test_.dispatcher_->ClientStream<UploadRequest, UploadResponse>(
          context, "ImportPackage", response, test_.upload_);
    }

   private:
    DispatcherTest& test_;
  };

  class RecalcService final : public recalc::v1::RecalcService::CallbackService {
   public:
    explicit RecalcService(DispatcherTest& test) : test_(test) {}
    grpc::ServerWriteReactor<AsyncResponse>* Recalculate(grpc::CallbackServerContext* context,
                                                         const AsyncRequest* request) override {
      return test_.dispatcher_->AsyncServerStream<AsyncRequest, AsyncResponse>(
          context, "Recalculate", request, test_.async_);
    }

   private:
    DispatcherTest& test_;
  };

  std::unique_ptr<WorkbookService> workbook_service_;
  std::unique_ptr<RecalcService> recalc_service_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_TESTS_PLATFORM_RPC_DISPATCHER_FIXTURE_H_
