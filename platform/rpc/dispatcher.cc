// The untyped half of the dispatcher: the phases of a call and the set of calls in flight.
//
//   waiting ──► running ◄──► idle          waiting: for admission or for the first thread
//      │         │   ▲         │           idle:    for a later thread, or for a message of the
//      client │         ▼   │         │           transport: for gRPC, which ends it when the call
//      is cancelled │       transport       │ └────────► done ◄───────┘
//
// A cancelled call that waits or is idle is finished at once by whoever cancels it; one that runs
// is finished by its handler, which sees the token; one in transport by gRPC's answer. All changes
// of phase are made under one mutex, and each looks for a cancellation that came before.
#include "platform/rpc/dispatcher.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"

#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/strings.h"
#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/concurrency/timer_queue.h"
#include "platform/observability/log.h"
#include "platform/rpc/call_metrics.h"
#include "platform/rpc/status_conversion.h"

namespace sheetgate::platform::internal {
namespace {

using SystemClock = std::chrono::system_clock;

constexpr size_t kMaxRequestId = 128;
constexpr size_t kMaxPrincipal = 256;
constexpr absl::Duration kRetryWhenPoolIsFull = absl::Seconds(1);
// A stream that goes on is not refused when the pool is full; it asks again.
constexpr absl::Duration kResumeInterval = absl::Milliseconds(5);

// The metadata entry, or an empty text when it is missing.
std::string_view MetadataEntry(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

// Whether the text is harmless in logs and headers.
bool IsPrintable(std::string_view text, size_t max_size) {
  return !text.empty() && text.size() <= max_size &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

absl::Status ShuttingDown() {
  return Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
               "the server is shutting down; retry the call");
}

absl::Status PoolIsFull() {
  return WithRetryAfter(
      ResourceExhausted(ErrorReason::kOverloaded,
                        StrCat("too many calls are waiting for a thread; retry after ",
                               absl::FormatDuration(kRetryWhenPoolIsFull))),
      kRetryWhenPoolIsFull);
}

absl::Status CallerIsGone() {
  return Error(absl::StatusCode::kCancelled, ErrorReason::kCancelled,
               "the caller cancelled the call or went away");
}

}  // namespace

absl::Status Guarded(absl::FunctionRef<absl::Status()> work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return Internal(StrCat("unexpected exception: ", error.what()));
  } catch (...) {
    return Internal("unexpected exception that is no std::exception");
  }
}

class CallState;

// What the calls of one dispatcher share. Thread-safe.
class DispatcherCore {
 public:
  DispatcherCore(Dispatcher::Options o, Dispatcher::Dependencies d)
      : options(std::move(o)), deps(d), metrics(*deps.metrics, options.service) {}

  const Dispatcher::Options options;
  const Dispatcher::Dependencies deps;
  ServiceMetrics metrics;

  // Counts the call in; false when no new ones are accepted.
  bool Add(CallState* call) {
    std::lock_guard lock(mutex_);
    calls_.insert(call);
    return accepting_;
  }
  void Remove(CallState* call) {
    std::lock_guard lock(mutex_);
    calls_.erase(call);
    if (calls_.empty()) idle_.notify_all();
  }
  void StopAccepting() {
    std::lock_guard lock(mutex_);
    accepting_ = false;
  }
  void CancelAll(const absl::Status& reason);
  int in_flight() const {
    std::lock_guard lock(mutex_);
    return static_cast<int>(calls_.size());
  }
  bool WaitIdle(absl::Time deadline) {
    constexpr absl::Duration kLongest = absl::Hours(24);
    const absl::Duration wait =
        std::clamp(deadline - deps.clock->Now(), absl::ZeroDuration(), kLongest);
    std::unique_lock lock(mutex_);
    return idle_.wait_for(lock, absl::ToChronoNanoseconds(wait), [this] { return calls_.empty(); });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  // Guarded by `mutex_`. Calls remove themselves before they go.
  absl::flat_hash_set<CallState*> calls_;
  bool accepting_ = true;
};

class CallState final : public Call {
 public:
  CallState(std::shared_ptr<DispatcherCore> core, grpc::CallbackServerContext* context,
            std::string_view method)
      : core_(std::move(core)),
        metrics_(core_->metrics.Method(method)),
        grpc_context_(context),
        client_deadline_(context->deadline()),
        started_(core_->deps.clock->Now()) {
    const std::string_view request_id = MetadataEntry(*context, kRequestIdKey);
    context_.request_id =
        IsPrintable(request_id, kMaxRequestId) ? std::string(request_id) : RandomId("req-");
    const std::string_view principal = MetadataEntry(*context, kPrincipalKey);
    if (IsPrintable(principal, kMaxPrincipal)) context_.principal = std::string(principal);
    context_.trace = ContinueTrace(MetadataEntry(*context, kTraceparentKey),
                                   MetadataEntry(*context, kTracestateKey));
    budget_ = core_->options.default_deadline;
    if (client_deadline_ != SystemClock::time_point::max()) {
      budget_ = absl::FromChrono(client_deadline_ - SystemClock::now());
    }
    budget_ = std::min(budget_, core_->options.max_deadline);
    context_.deadline = started_ + budget_;
    context_.cancellation = source_.token();
  }

  const RequestContext& context() const override { return context_; }

  void Start(const google::protobuf::Message* request, CallReactor* reactor) override {
    reactor_ = reactor;
    core_->metrics.in_flight().Add(1);
    grpc_context_->AddTrailingMetadata(kRequestIdKey, context_.request_id);
    if (!core_->Add(this)) {
      Finish(ShuttingDown());
      return;
    }
    if (request != nullptr) {
      if (const absl::Status status = CheckMessage(*request); !status.ok()) {
        Finish(status);
        return;
      }
    }
    const TimerQueue::Id timer =
        core_->deps.timers->Schedule(context_.deadline, [weak = weak_from_this()] {
          if (const auto call = weak.lock()) static_cast<CallState&>(*call).DeadlinePassed();
        });
    {
      std::unique_lock lock(mutex_);
      if (phase_ == Phase::kDone) {  // cancelled meanwhile
        lock.unlock();
        core_->deps.timers->Cancel(timer);
        return;
      }
      timer_ = timer;
    }
    // The call's own deadline ends the wait through the token.
    const absl::Time longest = started_ + core_->options.max_queue_wait;
    core_->deps.admission->Acquire(
        longest < context_.deadline ? longest : absl::InfiniteFuture(), context_.cancellation,
        [self = Self()](absl::StatusOr<AdmissionLimiter::Permit> permit) {
          self->Admitted(std::move(permit));
        });
  }

  absl::Status CheckMessage(const google::protobuf::Message& message) override {
    {
      std::lock_guard lock(mutex_);
      if (workbook_id_.empty()) workbook_id_ = AffinityKey(message);
    }
    return ValidateRequest(message);
  }

  void Finish(const absl::Status& status) override {
    std::unique_lock lock(mutex_);
    if (phase_ != Phase::kDone) Finish(status, std::move(lock));
  }

  bool BeginTransport() override {
    std::unique_lock lock(mutex_);
    if (FinishIfCancelled(lock)) return false;
    phase_ = Phase::kTransport;
    return true;
  }

  bool EndTransport(bool ok) override {
    std::unique_lock lock(mutex_);
    if (FinishIfCancelled(lock)) return false;
    if (!ok) {
      Finish(CallerIsGone(), std::move(lock));
      return false;
    }
    phase_ = Phase::kRunning;
    return true;
  }

  void Read(absl::FunctionRef<void()> start) override {
    std::unique_lock lock(mutex_);
    if (FinishIfCancelled(lock)) return;
    phase_ = Phase::kIdle;
    // Under the mutex, or a cancellation could finish the call, and delete the reactor, before the
    // read has started. gRPC never calls back from within a start.
    start();
  }

  bool EndRead() override {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::kIdle || cancellation_) return false;
    phase_ = Phase::kRunning;
    return true;
  }

  void Resume() override {
    {
      std::unique_lock lock(mutex_);
      if (FinishIfCancelled(lock)) return;
      phase_ = Phase::kIdle;
    }
    SubmitAgain();
  }

  void OnCancel() override {
    // gRPC ends calls whose deadline passed in the same way. The client's clock and the rounding of
    // grpc-timeout (three digits) may make it do so a little before ours.
    constexpr absl::Duration kSlack = absl::Milliseconds(20);
    if (client_deadline_ != SystemClock::time_point::max() &&
        absl::FromChrono(client_deadline_ - SystemClock::now()) <= kSlack + budget_ / 100) {
      DeadlinePassed();
    } else {
      Cancel(CancelCause::kClient, CallerIsGone());
    }
  }

  void OnDone() override {
    {
      std::lock_guard lock(transport_mutex_);
      grpc_context_ = nullptr;
    }
    core_->Remove(this);
  }

  bool is_waiting() {
    std::lock_guard lock(mutex_);
    return phase_ == Phase::kWaiting;
  }

  void Cancel(CancelCause cause, const absl::Status& reason) {
    {
      std::lock_guard lock(mutex_);
      if (phase_ == Phase::kDone || cancellation_) return;
      cancellation_ = reason;
      if (cause == CancelCause::kDeadline) {
        phase_ == Phase::kWaiting ? metrics_.TimedOutInQueue() : metrics_.TimedOutRunning();
      }
    }
    metrics_.Cancelled(cause);
    source_.Cancel(reason);  // ends the wait for admission
    std::unique_lock lock(mutex_);
    if (phase_ == Phase::kWaiting || phase_ == Phase::kIdle) {
      Finish(reason, std::move(lock));
    } else if (phase_ == Phase::kTransport) {
      lock.unlock();
      // A client that does not read would hold the call for ever. The other mutex keeps the context
      // alive meanwhile.
      std::lock_guard transport_lock(transport_mutex_);
      if (grpc_context_ != nullptr) grpc_context_->TryCancel();
    }
  }

 private:
  enum class Phase { kWaiting, kRunning, kIdle, kTransport, kDone };

  std::shared_ptr<CallState> Self() {
    return std::static_pointer_cast<CallState>(shared_from_this());
  }

  void DeadlinePassed() {
    Cancel(CancelCause::kDeadline,
           Error(absl::StatusCode::kDeadlineExceeded, ErrorReason::kDeadlineExceeded,
                 StrCat("the call's deadline passed, ",
                        absl::FormatDuration(absl::Ceil(budget_, absl::Milliseconds(1))),
                        " after its arrival")));
  }

  // For changes of phase by the reactor: finishes a call that was cancelled while it ran.
  bool FinishIfCancelled(std::unique_lock<std::mutex>& lock) {
    if (!cancellation_) return false;
    Finish(*cancellation_, std::move(lock));
    return true;
  }

  void Admitted(absl::StatusOr<AdmissionLimiter::Permit> permit) {
    const absl::Time now = core_->deps.clock->Now();
    metrics_.WaitedForAdmission(now - started_);
    if (!permit.ok() && ReasonOf(permit.status()) == ErrorReason::kQueueTimeout) {
      metrics_.TimedOutInQueue();
    }
    {
      std::lock_guard lock(mutex_);
      admission_wait_ = now - started_;
      // Who cancelled finishes it; the permit goes back.
      if (phase_ != Phase::kWaiting || cancellation_) return;
      if (permit.ok()) permit_ = *std::move(permit);
      thread_wait_since_ = now;
    }
    if (!permit.ok()) {
      Finish(permit.status());
    } else if (!TrySubmit()) {
      Finish(PoolIsFull());
    }
  }

  bool TrySubmit() {
    return core_->deps.pool->TrySubmit([self = Self()] { self->RunOnPool(); });
  }

  void SubmitAgain() {
    if (TrySubmit()) return;
    core_->deps.timers->Schedule(core_->deps.clock->Now() + kResumeInterval,
                                 [weak = weak_from_this()] {
                                   if (const auto call = weak.lock()) {
                                     static_cast<CallState&>(*call).SubmitAgain();
                                   }
                                 });
  }

  void RunOnPool() {
    {
      std::lock_guard lock(mutex_);
      if ((phase_ != Phase::kWaiting && phase_ != Phase::kIdle) || cancellation_) return;
      if (phase_ == Phase::kWaiting) {
        thread_wait_ = core_->deps.clock->Now() - thread_wait_since_;
        metrics_.WaitedForThread(thread_wait_);
      }
      phase_ = Phase::kRunning;
    }
    reactor_->Run();
  }

  // Ends the call, which must not be done.
  void Finish(absl::Status status, std::unique_lock<std::mutex> lock) {
    // A handler that stops because of the token may know the reason only as CANCELLED.
    const bool stopped = absl::IsCancelled(status) || absl::IsDeadlineExceeded(status);
    if (stopped && cancellation_) status = *cancellation_;
    phase_ = Phase::kDone;
    const TimerQueue::Id timer = std::exchange(timer_, 0);
    AdmissionLimiter::Permit permit = std::move(permit_);
    lock.unlock();

    const std::shared_ptr<Call> keep = shared_from_this();
    if (timer != 0) core_->deps.timers->Cancel(timer);
    const absl::Duration duration = core_->deps.clock->Now() - started_;
    metrics_.Finished(status, duration);
    core_->metrics.in_flight().Add(-1);
    LogAccess(status, duration);
    // Before the client can know: its next call finds the permit free.
    permit.Release();
    reactor_->SendStatus(ToGrpcStatus(status, context_.request_id));
  }

  void LogAccess(const absl::Status& status, absl::Duration duration) const {
    std::vector<LogField> fields = {
        {"rpc_method", metrics_.rpc_method()},
        {"status", absl::StatusCodeToString(status.code())},
        {"duration_ms", absl::ToDoubleMilliseconds(duration)},
        {"wait_admission_ms", absl::ToDoubleMilliseconds(admission_wait_)},
        {"wait_thread_ms", absl::ToDoubleMilliseconds(thread_wait_)},
        {"request_id", context_.request_id},
        {"trace_id", context_.trace.trace_id},
        {"principal", context_.principal},
    };
    if (!workbook_id_.empty()) fields.emplace_back("workbook_id", workbook_id_);
    Severity severity = Severity::kInfo;
    if (!status.ok()) {
      fields.emplace_back("error_reason", ReasonName(ReasonOf(status)));
      if (absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status)) {
        severity = Severity::kError;
        fields.emplace_back("error", ToStd(status.message()));
      }
    }
    Log(severity, "rpc", fields);
  }

  const std::shared_ptr<DispatcherCore> core_;
  MethodMetrics& metrics_;
  grpc::CallbackServerContext* grpc_context_;  // guarded by `transport_mutex_` after Start
  const SystemClock::time_point client_deadline_;
  const absl::Time started_;
  absl::Duration budget_;
  CancellationSource source_;
  RequestContext context_;
  CallReactor* reactor_ = nullptr;

  std::mutex transport_mutex_;

  std::mutex mutex_;
  // Guarded by `mutex_`; what is logged does not change once the call is done.
  Phase phase_ = Phase::kWaiting;
  std::optional<absl::Status> cancellation_;
  TimerQueue::Id timer_ = 0;
  AdmissionLimiter::Permit permit_;
  absl::Time thread_wait_since_;
  absl::Duration admission_wait_;
  absl::Duration thread_wait_;
  std::string workbook_id_;
};

void DispatcherCore::CancelAll(const absl::Status& reason) {
  std::vector<std::shared_ptr<Call>> calls;
  {
    std::lock_guard lock(mutex_);
    for (CallState* call : calls_) calls.push_back(call->shared_from_this());
  }
  // Those that wait go first, or the end of a running one would let them run.
  std::stable_partition(calls.begin(), calls.end(), [](const auto& call) {
    return static_cast<CallState&>(*call).is_waiting();
  });
  for (const auto& call : calls) {
    static_cast<CallState&>(*call).Cancel(CancelCause::kShutdown, reason);
  }
}

}  // namespace sheetgate::platform::internal

namespace sheetgate::platform {

Dispatcher::Dispatcher(Options options, Dependencies dependencies)
    : core_(std::make_shared<internal::DispatcherCore>(std::move(options), dependencies)) {}

Dispatcher::~Dispatcher() = default;

void Dispatcher::StopAccepting() { core_->StopAccepting(); }
void Dispatcher::CancelAll(const absl::Status& reason) { core_->CancelAll(reason); }
int Dispatcher::in_flight() const { return core_->in_flight(); }
bool Dispatcher::WaitIdle(absl::Time deadline) { return core_->WaitIdle(deadline); }

std::shared_ptr<internal::Call> Dispatcher::NewCall(grpc::CallbackServerContext* context,
                                                    std::string_view method) {
  return std::make_shared<internal::CallState>(core_, context, method);
}

}  // namespace sheetgate::platform
