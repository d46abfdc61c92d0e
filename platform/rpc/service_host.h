// ServiceHost: everything between a socket and a service's handlers, wired once for every service.
//
// Owns the timers, the handler threads, the admission limiter, the dispatcher and the gRPC server.
// A service makes one, gives its grpc::Service the dispatcher, calls Serve, and calls Stop before
// what its handlers use goes away.
#ifndef SHEETGATE_PLATFORM_RPC_SERVICE_HOST_H_
#define SHEETGATE_PLATFORM_RPC_SERVICE_HOST_H_

#include <memory>
#include <string>

#include "absl/status/status.h"

#include "platform/concurrency/timer_queue.h"
#include "platform/rpc/dispatcher.h"
#include "platform/rpc/lifecycle.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace sheetgate::platform {

// `configured`, or the number of cores when it is 0.
int ThreadsOrCores(int configured);

// Thread-safe.
class ServiceHost {
 public:
  struct Options {
    // For messages and the drain's log lines: "workbook-service".
    std::string name;
    // Handler threads; 0: one a core.
    int threads = 0;
    int max_calls = 64;
    int max_queued_calls = 256;
    Dispatcher::Options dispatcher;
  };

  // `metrics` must outlive the host.
  ServiceHost(Options options, MetricsRegistry& metrics);
  ~ServiceHost();

  TimerQueue& timers();
  Dispatcher& dispatcher();

  // Serves `service` on `listen_address` (empty: in-process channels only). UNAVAILABLE when the
  // address is taken.
  absl::Status Serve(grpc::Service& service, const std::string& listen_address, bool reflection);
  int port() const;
  std::shared_ptr<grpc::Channel> InProcessChannel() const;

  // OK until the drain begins, then UNAVAILABLE (`SHUTTING_DOWN`).
  absl::Status Ready() const;
  // The steps of the drain; valid as long as the host.
  DrainHooks drain_hooks();
  // Cancels the calls in flight and ends the server. Blocks until no handler runs. Idempotent.
  void Stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_SERVICE_HOST_H_
