// What the dispatcher costs: the same unary call over an in-process channel, finished in the
// reactor at once or passed through context, validation, admission, the thread pool, metrics and
// the access log.
#include <benchmark/benchmark.h>
#include <grpcpp/grpcpp.h>

#include <memory>

#include "platform/base/clock.h"
#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/concurrency/timer_queue.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/dispatcher.h"
#include "platform/rpc/server.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "tests/benchmarks/percentiles.h"

namespace sheetgate::benchmarks {
namespace {

using Request = workbook::v1::CloseWorkbookRequest;
using Response = workbook::v1::CloseWorkbookResponse;

class BareService : public workbook::v1::WorkbookService::CallbackService {
 public:
  grpc::ServerUnaryReactor* CloseWorkbook(grpc::CallbackServerContext* context, const Request*,
                                          Response* response) override {
    response->set_released_bytes(1);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class DispatchedService : public workbook::v1::WorkbookService::CallbackService {
 public:
  DispatchedService()
      : timers_(platform::TimerQueue::Create()),
        pool_("bench", 2, 256),
        admission_({.what = "calls", .permits = 64, .queue_limit = 256}, platform::Clock::Real(),
                   *timers_),
        dispatcher_({.service = "sheetgate.workbook.v1.WorkbookService"},
                    {.clock = &platform::Clock::Real(),
                     .timers = timers_.get(),
                     .pool = &pool_,
                     .admission = &admission_,
                     .metrics = &metrics_}) {}
  grpc::ServerUnaryReactor* CloseWorkbook(grpc::CallbackServerContext* context,
                                          const Request* request, Response* response) override {
    return dispatcher_.Unary<Request, Response>(
        context, "CloseWorkbook", request, response,
        [](const Request&, const platform::RequestContext&) -> absl::StatusOr<Response> {
          Response result;
          result.set_released_bytes(1);
          return result;
        });
  }

 private:
  platform::MetricsRegistry metrics_;
  std::unique_ptr<platform::TimerQueue> timers_;
  platform::ThreadPool pool_;
  platform::AdmissionLimiter admission_;
  platform::Dispatcher dispatcher_;
};

template <typename Service>
void BM_UnaryCall(benchmark::State& state) {
  platform::ConfigureLog(platform::Severity::kWarning, "benchmark");
  Service service;
  auto server = platform::GrpcServer::Start({.reflection = false}, {&service});
  if (!server.ok()) {
    state.SkipWithError(server.status().ToString().c_str());
    return;
  }
  auto stub = workbook::v1::WorkbookService::NewStub((*server)->InProcessChannel());
  Request request;
  request.set_workbook_id("wb-1");
  MeasureEach(state, [&] {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    Response response;
    if (!stub->CloseWorkbook(&context, request, &response).ok()) state.SkipWithError("call failed");
  });
  (*server)->Shutdown(platform::Clock::Real().Now());
}
BENCHMARK_TEMPLATE(BM_UnaryCall, BareService)->UseRealTime();
BENCHMARK_TEMPLATE(BM_UnaryCall, DispatchedService)->UseRealTime();

}  // namespace
}  // namespace sheetgate::benchmarks
