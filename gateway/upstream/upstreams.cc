#include "gateway/upstream/upstreams.h"

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <array>
#include <map>
#include <utility>

#include "absl/base/call_once.h"

#include "gateway/upstream/call.h"
#include "gateway/upstream/health_probe.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/concurrency/admission_limiter.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/status_conversion.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Message;
using platform::AdmissionLimiter;
using platform::ErrorReason;
using platform::StrCat;

// The metrics of one upstream.
class UpstreamMetrics {
 public:
  UpstreamMetrics(std::string name, platform::MetricsRegistry& registry)
      : name_(std::move(name)),
        registry_(registry),
        wait_(registry.GetHistogram("sheetgate_upstream_wait_seconds",
                                    "Time a call waited in the gateway for its turn.",
                                    {{"upstream", name_}})),
        in_flight_(registry.GetGauge("sheetgate_upstream_in_flight",
                                     "Calls sent to a service and not yet answered.",
                                     {{"upstream", name_}})) {}

  void Waited(absl::Duration duration) const { wait_.Observe(duration); }
  void Started() const { in_flight_.Add(1); }
  void Ended() const { in_flight_.Add(-1); }

  void Answered(absl::StatusCode code, absl::Duration duration) {
    const size_t i = std::min(static_cast<size_t>(code), durations_.size() - 1);
    absl::call_once(once_[i], [&] {
      durations_[i] = registry_.GetHistogram(
          "sheetgate_upstream_call_duration_seconds",
          "Time from a tool call's turn to the answer of the service, by gRPC status.",
          {{"upstream", name_}, {"status", absl::StatusCodeToString(code)}});
    });
    durations_[i].Observe(duration);
  }

 private:
  static constexpr size_t kStatusCodes = 17;  // OK (0) to UNAUTHENTICATED (16)
  const std::string name_;
  platform::MetricsRegistry& registry_;
  platform::Histogram wait_;
  platform::Gauge in_flight_;
  std::array<absl::once_flag, kStatusCodes> once_;
  std::array<platform::Histogram, kStatusCodes> durations_;
};

// One service.
struct Entry {
  Entry(const Upstreams::Upstream& upstream, const platform::Clock& c, platform::TimerQueue& timers,
        platform::MetricsRegistry& registry)
      : name(upstream.name),
        clock(c),
        stub(upstream.channel),
        metrics(upstream.name, registry),
        limiter({.what = StrCat("calls to ", upstream.name),
                 .permits = upstream.max_in_flight,
                 .queue_limit = static_cast<size_t>(upstream.max_queued)},
                c, timers),
        health({.service = upstream.service, .name = upstream.name}, upstream.channel, c, timers) {}

  const std::string name;
  const platform::Clock& clock;
  MessageStub stub;
  UpstreamMetrics metrics;
  AdmissionLimiter limiter;
  HealthProbe health;
};

// The status as the caller shall see it: cancellation with the token's reason, the others with a
// reason of ours.
absl::Status Translate(const grpc::Status& status, const Entry& entry,
                       const platform::RequestContext& context) {
  if (status.ok()) return absl::OkStatus();
  if (absl::Status cancelled = context.cancellation.Check();
      !cancelled.ok() && status.error_code() == grpc::StatusCode::CANCELLED) {
    return cancelled;
  }
  absl::Status result = platform::FromGrpcStatus(status);
  bool has_reason = false;
  result.ForEachPayload([&has_reason](absl::string_view, const absl::Cord&) { has_reason = true; });
  if (has_reason) return result;
  switch (result.code()) {
    case absl::StatusCode::kUnavailable:
      return platform::Error(
          absl::StatusCode::kUnavailable, ErrorReason::kUpstreamUnavailable,
          StrCat(entry.name,
                 " cannot be reached; check that it runs and that the gateway has its "
                 "address (",
                 platform::ToStd(result.message()), ")"),
          {{"service", entry.name}});
    case absl::StatusCode::kDeadlineExceeded:
      return platform::Error(absl::StatusCode::kDeadlineExceeded, ErrorReason::kDeadlineExceeded,
                             StrCat(entry.name,
                                    " did not answer in time; ask for less, or allow "
                                    "more time"),
                             {{"service", entry.name}});
    default:
      return result;
  }
}

// A call that was admitted, with its retry. Kept alive by the attempt that runs.
class AdmittedCall : public std::enable_shared_from_this<AdmittedCall> {
 public:
  AdmittedCall(std::shared_ptr<Entry> entry, AdmissionLimiter::Permit permit, const Rpc& rpc,
               Upstreams::MessagePtr request, const platform::RequestContext& context,
               MessageSink message,
               absl::AnyInvocable<void(absl::StatusOr<Upstreams::MessagePtr>)> done)
      : entry_(std::move(entry)),
        permit_(std::move(permit)),
        rpc_(rpc),
        request_(std::move(request)),
        context_(context),
        message_(std::move(message)),
        done_(std::move(done)),
        started_(entry_->clock.Now()) {}

  void Start() {
    entry_->metrics.Started();
    auto self = shared_from_this();
    if (rpc_.streaming) {
      StartStreamingCall(
          Parameters(),
          [self](Upstreams::MessagePtr message) { self->message_(std::move(message)); },
          [self](const grpc::Status& status) { self->Finish(status, nullptr); });
    } else {
      StartAttempt(/*retries=*/rpc_.idempotent ? 1 : 0);
    }
  }

 private:
  CallParameters Parameters() { return {&entry_->stub, &rpc_, request_, context_}; }

  void StartAttempt(int retries) {
    StartUnaryCall(Parameters(), [self = shared_from_this(), retries](
                                     Upstreams::MessagePtr response, const grpc::Status& status) {
      // At once and once: a replica that closes down is gone, another one answers; what is down
      // stays down for longer than a tool call should sleep.
      const bool again = retries > 0 && status.error_code() == grpc::StatusCode::UNAVAILABLE &&
                         self->entry_->clock.Now() < self->context_.deadline &&
                         !self->context_.cancellation.cancelled();
      if (again) {
        self->StartAttempt(retries - 1);
      } else {
        self->Finish(status, std::move(response));
      }
    });
  }

  void Finish(const grpc::Status& grpc_status, Upstreams::MessagePtr response) {
    absl::Status status = Translate(grpc_status, *entry_, context_);
    entry_->metrics.Answered(status.code(), entry_->clock.Now() - started_);
    entry_->metrics.Ended();
    permit_.Release();
    auto done = std::move(done_);
    if (status.ok()) {
      done(std::move(response));
    } else {
      done(std::move(status));
    }
  }

  const std::shared_ptr<Entry> entry_;
  AdmissionLimiter::Permit permit_;
  const Rpc& rpc_;
  const std::shared_ptr<const Message> request_;
  const platform::RequestContext context_;
  MessageSink message_;
  absl::AnyInvocable<void(absl::StatusOr<Upstreams::MessagePtr>)> done_;
  const absl::Time started_;
};

}  // namespace

struct Upstreams::State {
  std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries;
};

Upstreams::Upstreams(std::vector<Upstream> upstreams, const platform::Clock& clock,
                     platform::TimerQueue& timers, platform::MetricsRegistry& metrics)
    : state_(std::make_shared<State>()) {
  for (const Upstream& upstream : upstreams) {
    state_->entries[upstream.service] = std::make_shared<Entry>(upstream, clock, timers, metrics);
  }
}

Upstreams::~Upstreams() {
  // The last call to end keeps its entry for longer than clock and timers may be there.
  for (auto& [service, entry] : state_->entries) {
    entry->limiter.Close();
    entry->health.Stop();
  }
}

void Upstreams::Call(const Rpc& rpc, MessagePtr request, const platform::RequestContext& context,
                     absl::AnyInvocable<void(MessagePtr)> message,
                     absl::AnyInvocable<void(absl::StatusOr<MessagePtr>)> done) {
  const auto found = state_->entries.find(rpc.service);
  if (found == state_->entries.end()) {
    done(platform::Internal(StrCat("no upstream serves ", rpc.service)));
    return;
  }
  const std::shared_ptr<Entry> entry = found->second;
  entry->limiter.Acquire(
      context.deadline, context.cancellation,
      [entry, &rpc, request = std::move(request), context, message = std::move(message),
       done = std::move(done)](absl::StatusOr<AdmissionLimiter::Permit> permit) mutable {
        if (!permit.ok()) {
          done(std::move(permit).status());
          return;
        }
        entry->metrics.Waited(permit->waited());
        std::make_shared<AdmittedCall>(entry, *std::move(permit), rpc, std::move(request), context,
                                       std::move(message), std::move(done))
            ->Start();
      });
}

absl::Status Upstreams::Ready() const {
  for (const auto& [service, entry] : state_->entries) {
    if (absl::Status status = entry->health.Last(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::gateway
