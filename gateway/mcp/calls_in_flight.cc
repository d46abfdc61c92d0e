#include "gateway/mcp/calls_in_flight.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using platform::ErrorReason;

constexpr absl::Duration kRetryAfter = absl::Seconds(1);

struct Running {
  std::string scope;
  std::string id;
  platform::CancellationSource source;
  bool cancelled_by_client = false;
};

}  // namespace

struct CallsInFlight::State {
  const int limit;
  mutable absl::Mutex mutex;
  bool closed ABSL_GUARDED_BY(mutex) = false;
  uint64_t next_number ABSL_GUARDED_BY(mutex) = 1;
  // Calls that can still be cancelled by their client.
  std::map<uint64_t, Running> running ABSL_GUARDED_BY(mutex);
  // Tickets alive: a settled call counts until its answer was handed on.
  int count ABSL_GUARDED_BY(mutex) = 0;
};

CallsInFlight::CallsInFlight(int limit) : state_(new State{.limit = limit}) {}

CallsInFlight::Ticket::~Ticket() {
  Settle();
  absl::MutexLock lock(&state_->mutex);
  --state_->count;
}

bool CallsInFlight::Ticket::Settle() {
  absl::MutexLock lock(&state_->mutex);
  const auto call = state_->running.find(number_);
  if (call == state_->running.end()) return false;
  const bool cancelled = call->second.cancelled_by_client;
  state_->running.erase(call);
  return cancelled;
}

absl::StatusOr<std::unique_ptr<CallsInFlight::Ticket>> CallsInFlight::Enter(
    std::string scope, std::string id, const platform::CancellationToken& parent) {
  std::unique_ptr<Ticket> ticket;
  {
    absl::MutexLock lock(&state_->mutex);
    if (state_->closed) {
      return platform::WithRetryAfter(
          platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
                          "the gateway is shutting down; another replica answers"),
          kRetryAfter);
    }
    if (state_->count >= state_->limit) {
      return platform::WithRetryAfter(
          platform::ResourceExhausted(
              ErrorReason::kOverloaded,
              platform::StrCat("the gateway is busy: ", state_->limit, " tool calls are running")),
          kRetryAfter);
    }
    ++state_->count;
    ticket.reset(new Ticket(state_, state_->next_number++));
    state_->running[ticket->number_] = {
        .scope = std::move(scope), .id = std::move(id), .source = ticket->source_};
  }
  // Outside the lock: a parent already cancelled calls back at once.
  ticket->parent_ = parent.OnCancel(
      [source = ticket->source_](const absl::Status& reason) mutable { source.Cancel(reason); });
  return ticket;
}

bool CallsInFlight::Cancel(const std::string& scope, const std::string& id) {
  std::optional<platform::CancellationSource> source;
  {
    absl::MutexLock lock(&state_->mutex);
    Running* found = nullptr;
    for (auto& [number, call] : state_->running) {
      if (call.scope != scope || call.id != id) continue;
      if (found != nullptr) return false;
      found = &call;
    }
    if (found == nullptr) return false;
    found->cancelled_by_client = true;
    source = found->source;
  }
  source->Cancel(platform::Error(absl::StatusCode::kCancelled, ErrorReason::kCancelled,
                                 "the client cancelled the request"));
  return true;
}

void CallsInFlight::Close() {
  absl::MutexLock lock(&state_->mutex);
  state_->closed = true;
}

bool CallsInFlight::closed() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->closed;
}

int CallsInFlight::size() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->count;
}

bool CallsInFlight::WaitIdle(absl::Time deadline) const {
  const State& state = *state_;
  const auto idle = [&state]() ABSL_SHARED_LOCKS_REQUIRED(state.mutex) { return state.count == 0; };
  absl::MutexLock lock(&state.mutex);
  return state.mutex.AwaitWithDeadline(absl::Condition(&idle), deadline);
}

void CallsInFlight::CancelAll(const absl::Status& reason) {
  std::vector<platform::CancellationSource> sources;
  {
    absl::MutexLock lock(&state_->mutex);
    for (const auto& [number, call] : state_->running) sources.push_back(call.source);
  }
  for (platform::CancellationSource& source : sources) source.Cancel(reason);
}

}  // namespace sheetgate::gateway
