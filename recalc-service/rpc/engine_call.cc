// Turns, phases, budgets and ends of calls.
#include "recalc-service/rpc/engine_call.h"

#include <algorithm>
#include <exception>
#include <new>

#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/concurrency/thread_pool.h"
#include "recalc-service/rpc/call_metrics.h"

namespace sheetgate::recalc {

using platform::AdmissionLimiter;
using platform::ErrorReason;

EngineCallBase::EngineCallBase(const platform::RequestContext& context,
                               const EngineCallDependencies& dependencies, const CallKind& kind)
    : use_(dependencies), context_(context), phases_(*use_.clock), kind_(kind) {
  outer_ = context_.cancellation;
  context_.cancellation = stop_.token();
}

EngineCallBase::~EngineCallBase() = default;

void EngineCallBase::Start() {
  registration_ = outer_.OnCancel([weak = weak_from_this()](const absl::Status& reason) {
    if (const auto self = weak.lock()) self->Finish(reason);
  });
  {
    std::lock_guard lock(mutex_);
    progress_ = PhaseProgress(Phase::kQueue, kind_);
  }
  Deliver();
  const absl::Time deadline = std::min(context_.deadline, use_.clock->Now() + use_.queue_timeout);
  AdmissionLimiter::Turn turn;
  turn.key = TurnKey();
  turn.on_place = [weak = weak_from_this()](const AdmissionLimiter::Place& place) {
    if (const auto self = weak.lock()) self->OnPlace(place);
  };
  use_.permits->Acquire(
      std::move(turn), deadline, context_.cancellation,
      [self = shared_from_this()](absl::StatusOr<AdmissionLimiter::Permit> permit) {
        self->OnPermit(std::move(permit));
      });
}

std::string EngineCallBase::TurnKey() const {
  static const std::string* const anonymous = new std::string(platform::RequestContext().principal);
  return context_.principal == *anonymous ? platform::StrCat("workbook ", workbook_id())
                                          : platform::StrCat("principal ", context_.principal);
}

void EngineCallBase::OnPlace(const AdmissionLimiter::Place& place) {
  {
    std::lock_guard lock(mutex_);
    // A place may be told late: after the next one, or after the call's turn has come.
    if (has_outcome() || phases_.current() != Phase::kQueue || place.order < place_order_) return;
    place_order_ = place.order;
    progress_ = QueueProgress(place.place, place.of, ++places_told_, kind_);
  }
  Deliver();
}

void EngineCallBase::Abandon() { Finish(absl::CancelledError("the call ended")); }

void EngineCallBase::OnPermit(absl::StatusOr<AdmissionLimiter::Permit> permit) {
  if (!permit.ok()) return Finish(permit.status());
  if (Over()) return;
  use_.metrics->ObserveQueueWait(permit->waited());
  StartRunTimer();
  Begin(*std::move(permit));
}

void EngineCallBase::Fetch(workbook::PackageRequest request,
                           absl::AnyInvocable<void(workbook::FetchedPackage)> next) {
  if (Enter(Phase::kFetch)) FetchQuietly(std::move(request), std::move(next));
}

void EngineCallBase::FetchQuietly(workbook::PackageRequest request,
                                  absl::AnyInvocable<void(workbook::FetchedPackage)> next) {
  request.max_bytes = use_.limits.max_package_bytes;
  use_.workbooks->FetchPackage(request, context_,
                               [self = shared_from_this(), next = std::move(next)](
                                   absl::StatusOr<workbook::FetchedPackage> fetched) mutable {
                                 if (!fetched.ok()) return self->Finish(fetched.status());
                                 next(*std::move(fetched));
                               });
}

void EngineCallBase::Compute(absl::AnyInvocable<absl::Status()> step) {
  const bool taken =
      use_.compute->TrySubmit([self = shared_from_this(), step = std::move(step)]() mutable {
        absl::Status status;
        try {
          status = step();
        } catch (const std::bad_alloc&) {
          status = platform::ResourceExhausted(ErrorReason::kOverloaded,
                                               "out of memory; try again later");
        } catch (const std::exception& error) {
          status = platform::Internal(error.what());
        }
        if (!status.ok()) self->Finish(status);
      });
  if (!taken) {
    Finish(platform::WithRetryAfter(
        platform::ResourceExhausted(
            ErrorReason::kOverloaded,
            platform::StrCat("too many ", kind_.what, "s; try again later")),
        absl::Seconds(1)));
  }
}

bool EngineCallBase::Enter(Phase phase) {
  {
    std::lock_guard lock(mutex_);
    if (has_outcome()) return false;
    if (!phases_.Enter(phase)) return true;
    use_.metrics->ObservePhase(phases_.durations().back());
    progress_ = PhaseProgress(phase, kind_);
  }
  Deliver();
  return true;
}

void EngineCallBase::Report(double part, std::string message) {
  {
    std::lock_guard lock(mutex_);
    if (has_outcome()) return;
    mcp::v1::Progress progress = PhaseProgress(phases_.current(), kind_);
    progress.set_progress(progress.progress() + 0.99 * part);
    progress.set_message(std::move(message));
    progress_ = std::move(progress);
  }
  Deliver();
}

void EngineCallBase::OnEngine(EnginePhase phase) {
  switch (phase) {
    case EnginePhase::kLoading:
      Enter(Phase::kLoad);
      return;
    case EnginePhase::kCalculating:
      Enter(Phase::kCalculate);
      return;
    case EnginePhase::kReading:
      Enter(Phase::kHarvest);
      return;
    case EnginePhase::kRendering:
      Enter(Phase::kRender);
      return;
  }
}

bool EngineCallBase::Over() {
  std::lock_guard lock(mutex_);
  return has_outcome();
}

void EngineCallBase::Finish(const absl::Status& status) {
  {
    std::lock_guard lock(mutex_);
    if (has_outcome()) return;
    SetError(status);
  }
  StopTimer();
  stop_.Cancel(status);
  Deliver();
}

void EngineCallBase::FinishPhases() {
  phases_.Finish();
  use_.metrics->ObservePhase(phases_.durations().back());
}

absl::Status EngineCallBase::RunTimeout() const {
  return platform::Error(
      absl::StatusCode::kDeadlineExceeded, ErrorReason::kEngineTimeout,
      platform::StrCat("the ", kind_.what, " took longer than ",
                       absl::FormatDuration(use_.run_timeout),
                       " and was stopped; the workbook is unchanged"),
      {{"limit_ms", platform::StrCat(absl::ToInt64Milliseconds(use_.run_timeout))}});
}

void EngineCallBase::StartRunTimer() {
  const platform::TimerQueue::Id timer =
      use_.timers->Schedule(use_.clock->Now() + use_.run_timeout, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->Finish(self->RunTimeout());
      });
  {
    std::lock_guard lock(mutex_);
    if (!has_outcome()) {
      timer_ = timer;
      return;
    }
  }
  use_.timers->Cancel(timer);
}

void EngineCallBase::StopTimer() {
  std::optional<platform::TimerQueue::Id> timer;
  {
    std::lock_guard lock(mutex_);
    timer = std::exchange(timer_, std::nullopt);
  }
  if (timer.has_value()) use_.timers->Cancel(*timer);
}

}  // namespace sheetgate::recalc
