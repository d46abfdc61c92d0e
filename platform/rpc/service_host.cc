#include "platform/rpc/service_host.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/rpc/server.h"

namespace sheetgate::platform {
namespace {

// Time a call that was cancelled has to end before its connection is closed.
constexpr absl::Duration kCancelGrace = absl::Seconds(1);

}  // namespace

int ThreadsOrCores(int configured) {
  if (configured > 0) return configured;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

// Members are destroyed in reverse order: the gRPC server first, what its calls use afterwards.
struct ServiceHost::State {
  State(Options options, MetricsRegistry& metrics)
      : name(std::move(options.name)),
        timers(TimerQueue::Create()),
        // Every admitted call has at most one task in the queue.
        pool("rpc", ThreadsOrCores(options.threads), static_cast<size_t>(options.max_calls)),
        admission({.what = StrCat("calls to ", name),
                   .permits = options.max_calls,
                   .queue_limit = static_cast<size_t>(options.max_queued_calls)},
                  Clock::Real(), *timers),
        dispatcher(std::move(options.dispatcher),
                   {&Clock::Real(), timers.get(), &pool, &admission, &metrics}) {}

  absl::Status ShuttingDown() const {
    return Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
                 StrCat(name, " is shutting down; repeat the call"));
  }
  void CloseServer() {
    if (server != nullptr) server->Shutdown(Clock::Real().Now() + kCancelGrace);
  }

  const std::string name;
  std::unique_ptr<TimerQueue> timers;
  ThreadPool pool;
  AdmissionLimiter admission;
  Dispatcher dispatcher;
  std::unique_ptr<GrpcServer> server;
  std::atomic<bool> draining = false;
};

ServiceHost::ServiceHost(Options options, MetricsRegistry& metrics)
    : state_(std::make_unique<State>(std::move(options), metrics)) {}

ServiceHost::~ServiceHost() { Stop(); }

TimerQueue& ServiceHost::timers() { return *state_->timers; }

Dispatcher& ServiceHost::dispatcher() { return state_->dispatcher; }

absl::Status ServiceHost::Serve(grpc::Service& service, const std::string& listen_address,
                                bool reflection) {
  ASSIGN_OR_RETURN(
      state_->server,
      GrpcServer::Start({.listen_address = listen_address, .reflection = reflection}, {&service}));
  return absl::OkStatus();
}

int ServiceHost::port() const { return state_->server->port(); }

std::shared_ptr<grpc::Channel> ServiceHost::InProcessChannel() const {
  return state_->server->InProcessChannel();
}

absl::Status ServiceHost::Ready() const {
  return state_->draining ? state_->ShuttingDown() : absl::OkStatus();
}

DrainHooks ServiceHost::drain_hooks() {
  State* const state = state_.get();
  DrainHooks hooks;
  hooks.name = state->name;
  hooks.readiness_down = [state] {
    state->draining = true;
    state->server->SetServing(false);
  };
  hooks.stop_accepting = [state] { state->dispatcher.StopAccepting(); };
  hooks.wait_idle = [state](absl::Time deadline) { return state->dispatcher.WaitIdle(deadline); };
  hooks.cancel_all = [state] { state->dispatcher.CancelAll(state->ShuttingDown()); };
  hooks.close = [state] { state->CloseServer(); };
  return hooks;
}

void ServiceHost::Stop() {
  state_->draining = true;
  state_->dispatcher.StopAccepting();
  state_->dispatcher.CancelAll(state_->ShuttingDown());
  state_->CloseServer();
}

}  // namespace sheetgate::platform
