// Dispatcher: the one place every RPC of a service passes through.
//
// It makes the request context (ids, W3C trace context, principal, deadline), checks the request
// against its field rules, waits for admission, hands the work to the thread pool, ends client
// cancel, deadline and shutdown in one token, maps absl::Status to gRPC with error details, records
// metrics and writes one access-log line. Handlers are plain synchronous functions that know
// nothing of it:
//
//   grpc::ServerUnaryReactor* WorkbookGrpcService::RangeValues(grpc::CallbackServerContext* c,
//   const Req* q, Resp* r) {
//     return dispatcher_.Unary<Req, Resp>(c, "RangeValues", q, r,
//         [this](const Req& request, const RequestContext& context) { return
//         rpc::RangeValues(request, context, session_); });
//   }
#ifndef SHEETGATE_PLATFORM_RPC_DISPATCHER_H_
#define SHEETGATE_PLATFORM_RPC_DISPATCHER_H_

#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"

namespace sheetgate::platform {

class AdmissionLimiter;
class Clock;
class MetricsRegistry;
class ThreadPool;
class TimerQueue;

namespace internal {
class Call;
class DispatcherCore;
}  // namespace internal

template <typename Request, typename Response>
using UnaryHandler = std::function<absl::StatusOr<Response>(const Request&, const RequestContext&)>;
template <typename Request, typename Response>
using PullHandler = std::function<absl::StatusOr<std::unique_ptr<PullSource<Response>>>(
    const Request&, const RequestContext&)>;
template <typename Request, typename Response>
using AsyncHandler = std::function<absl::StatusOr<std::unique_ptr<AsyncSource<Response>>>(
    const Request&, const RequestContext&)>;
template <typename Request, typename Response>
using UploadHandler = std::function<absl::StatusOr<std::unique_ptr<UploadSink<Request, Response>>>(
    const RequestContext&)>;

// Thread-safe. Must outlive the grpc::Server it serves.
class Dispatcher {
 public:
  struct Options {
    // Full service name, such as "sheetgate.workbook.v1.WorkbookService".
    std::string service;
    // Deadline of calls that bring none.
    absl::Duration default_deadline = absl::Seconds(30);
    // Longest deadline honoured.
    absl::Duration max_deadline = absl::Minutes(10);
    // Longest wait for admission; a call's own deadline may be sooner.
    absl::Duration max_queue_wait = absl::Seconds(30);
  };

  // All must outlive the dispatcher.
  struct Dependencies {
    const Clock* clock = nullptr;
    TimerQueue* timers = nullptr;
    ThreadPool* pool = nullptr;
    AdmissionLimiter* admission = nullptr;
    MetricsRegistry* metrics = nullptr;
  };

  Dispatcher(Options options, Dependencies dependencies);
  ~Dispatcher();

  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, std::string_view method,
                                  const Request* request, Response* response,
                                  UnaryHandler<Request, Response> handler);

  // `handler` runs on the pool and makes the source; the source's Next runs on the pool too.
  template <typename Request, typename Response>
  grpc::ServerWriteReactor<Response>* ServerStream(grpc::CallbackServerContext* context,
                                                   std::string_view method, const Request* request,
                                                   PullHandler<Request, Response> handler);

  // `handler` runs on the pool and starts the work; no thread is held while the work goes on.
  template <typename Request, typename Response>
  grpc::ServerWriteReactor<Response>* AsyncServerStream(grpc::CallbackServerContext* context,
                                                        std::string_view method,
                                                        const Request* request,
                                                        AsyncHandler<Request, Response> handler);

  template <typename Request, typename Response>
  grpc::ServerReadReactor<Request>* ClientStream(grpc::CallbackServerContext* context,
                                                 std::string_view method, Response* response,
                                                 UploadHandler<Request, Response> handler);

  // Refuses new calls with UNAVAILABLE (`SHUTTING_DOWN`); those admitted or waiting go on.
  void StopAccepting();
  // Cancels every call in flight with `reason`.
  void CancelAll(const absl::Status& reason);
  // Calls in flight, those waiting included.
  int in_flight() const;
  // Waits until none is in flight; false at `deadline`. Blocks: for shutdown only.
  bool WaitIdle(absl::Time deadline);

 private:
  std::shared_ptr<internal::Call> NewCall(grpc::CallbackServerContext* context,
                                          std::string_view method);

  std::shared_ptr<internal::DispatcherCore> core_;
};

}  // namespace sheetgate::platform

#include "platform/rpc/dispatcher_reactors.h"  // IWYU pragma: export

#endif  // SHEETGATE_PLATFORM_RPC_DISPATCHER_H_
