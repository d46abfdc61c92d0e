// The steps of a recalculation and the stream of its updates.
#include "recalc-service/rpc/recalculate.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/cancellation.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/concurrency/timer_queue.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/calculation/results.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/rpc/phase_recorder.h"
#include "recalc-service/rpc/recalculate_metrics.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::recalc {
namespace {

using platform::AdmissionLimiter;
using platform::ErrorReason;
using v1::RecalculateResponse;
using v1::RecalculateResult;

// Errors and kept formulas shown in a result; the counts tell how many there are.
constexpr size_t kMaxListed = 50;
// Ids of workbook files start with this, ids of forks do not; only forks can be written.
constexpr std::string_view kFilePrefix = "wb-";

absl::Status ReadOnly(const std::string& id) {
  return platform::FailedPrecondition(
      ErrorReason::kWorkbookReadOnly,
      platform::StrCat("'", id,
                       "' is a file, and files are not changed in place; make a fork of it with ",
                       "create_fork and recalculate that"),
      {{"workbook_id", id}});
}

absl::Status RunTimeout(absl::Duration budget) {
  return platform::Error(
      absl::StatusCode::kDeadlineExceeded, ErrorReason::kEngineTimeout,
      platform::StrCat("the recalculation took longer than ", absl::FormatDuration(budget),
                       " and was stopped; the workbook is unchanged"),
      {{"limit_ms", platform::StrCat(absl::ToInt64Milliseconds(budget))}});
}

absl::Status Conflict(const std::string& expected, const std::string& found) {
  return platform::Error(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict,
                         platform::StrCat("revision ", expected, " was expected but the newest is ",
                                          found, "; read the changes and repeat with the newest"),
                         {{"expected_revision", expected}, {"revision", found}});
}

// One call. The steps pass a Run along: what they need and hold, so that it goes when the last step
// ends, also when the call was answered long before.
class Recalculation : public std::enable_shared_from_this<Recalculation> {
 public:
  using Done = platform::AsyncSource<RecalculateResponse>::Done;

  Recalculation(const v1::RecalculateRequest& request, const platform::RequestContext& context,
                const RecalculateDependencies& dependencies)
      : request_(request), context_(context), use_(dependencies), phases_(*use_.clock) {
    // From here on the steps listen to one token: cancelled by the caller, the budget, or an error.
    outer_ = context_.cancellation;
    context_.cancellation = stop_.token();
  }

  void Start() {
    registration_ = outer_.OnCancel([weak = weak_from_this()](const absl::Status& reason) {
      if (const auto self = weak.lock()) self->Finish(reason);
    });
    Tell(PhaseProgress(Phase::kQueue));
    const absl::Time deadline = std::min(context_.deadline, use_.clock->Now() + use_.queue_timeout);
    use_.permits->Acquire(
        deadline, context_.cancellation,
        [self = shared_from_this()](absl::StatusOr<AdmissionLimiter::Permit> permit) {
          self->OnPermit(std::move(permit));
        });
  }

  void Next(Done done) {
    {
      std::lock_guard lock(mutex_);
      waiting_ = std::move(done);
    }
    Deliver();
  }

  // Nobody listens any more.
  void Abandon() { Finish(absl::CancelledError("the call ended")); }

 private:
  struct Run {
    AdmissionLimiter::Permit permit;
    workbook::FetchedPackage fetched;
    CalculationPlan plan;
    EngineResult calculated;
    CalculationResults results;
    bool repeated = false;
    std::string engine;
  };
  using RunPtr = std::shared_ptr<Run>;

  void OnPermit(absl::StatusOr<AdmissionLimiter::Permit> permit) {
    if (!permit.ok()) return Finish(permit.status());
    if (Over()) return;
    auto run = std::make_shared<Run>();
    run->permit = *std::move(permit);
    use_.metrics->ObserveQueueWait(run->permit.waited());
    StartRunTimer();
    if (!Enter(Phase::kFetch)) return;
    use_.workbooks->FetchPackage(
        request_.workbook_id(), "", use_.limits.max_package_bytes, context_,
        [self = shared_from_this(), run](absl::StatusOr<workbook::FetchedPackage> fetched) {
          self->OnFetched(run, std::move(fetched));
        });
  }

  void OnFetched(const RunPtr& run, absl::StatusOr<workbook::FetchedPackage> fetched) {
    if (!fetched.ok()) return Finish(fetched.status());
    run->fetched = *std::move(fetched);
    const std::string& expected = request_.expected_revision();
    if (!expected.empty() && expected != run->fetched.revision) {
      return Finish(Conflict(expected, run->fetched.revision));
    }
    if (!Enter(Phase::kRead)) return;
    Compute(run, &Recalculation::ReadAndCalculate);
  }

  // Runs a step on the compute pool; its error ends the call.
  void Compute(const RunPtr& run, absl::Status (Recalculation::*step)(const RunPtr&)) {
    const bool taken = use_.compute->TrySubmit([self = shared_from_this(), run, step] {
      absl::Status status;
      try {
        status = (self.get()->*step)(run);
      } catch (const std::bad_alloc&) {
        status =
            platform::ResourceExhausted(ErrorReason::kOverloaded, "out of memory; try again later");
      } catch (const std::exception& error) {
        status = platform::Internal(error.what());
      }
      if (!status.ok()) self->Finish(status);
    });
    if (!taken) {
      Finish(platform::WithRetryAfter(
          platform::ResourceExhausted(ErrorReason::kOverloaded,
                                      "too many recalculations; try again later"),
          absl::Seconds(1)));
    }
  }

  absl::Status ReadAndCalculate(const RunPtr& run) {
    const platform::CancellationToken& token = context_.cancellation;
    ASSIGN_OR_RETURN(auto workbook, spreadsheet::OpenXlsx(run->fetched.bytes, use_.limits, token));
    ASSIGN_OR_RETURN(run->plan, PlanCalculation(std::move(workbook), *use_.engine, token));
    return Calculate(run);
  }

  // Gives the plan to the engine.
  absl::Status Calculate(const RunPtr& run) {
    EngineJob job;
    ASSIGN_OR_RETURN(std::string package,
                     spreadsheet::WriteXlsx(*run->plan.for_engine, {}, context_.cancellation));
    job.package = std::make_shared<const std::string>(std::move(package));
    job.file_name = run->fetched.file_name;
    job.ranges = RangesForEngine(run->plan);
    if (!Enter(Phase::kStart)) return absl::OkStatus();
    use_.engine->Calculate(
        std::move(job), context_.cancellation,
        [self = shared_from_this()](EnginePhase phase) { self->OnEngine(phase); },
        [self = shared_from_this(), run](absl::StatusOr<EngineResult> result) {
          self->OnCalculated(run, std::move(result));
        });
    return absl::OkStatus();
  }

  void OnEngine(EnginePhase phase) {
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
    }
  }

  void OnCalculated(const RunPtr& run, absl::StatusOr<EngineResult> result) {
    if (!result.ok()) return Finish(result.status());
    if (Over()) return;
    run->engine = use_.engine->version();
    run->calculated = *std::move(result);
    Compute(run, &Recalculation::CompareAndCommit);
  }

  absl::Status CompareAndCommit(const RunPtr& run) {
    ASSIGN_OR_RETURN(run->results,
                     CompareResults(run->plan, run->calculated, context_.cancellation));
    run->calculated = {};
    // What depends on a formula the engine has no result for was calculated without its value: once
    // more with the value.
    if (!run->results.uncalculated.empty() && !run->repeated) {
      run->repeated = true;
      ASSIGN_OR_RETURN(run->plan,
                       PlanCalculation(run->plan.workbook, *use_.engine, context_.cancellation,
                                       run->results.uncalculated));
      return Calculate(run);
    }
    std::vector<workbook::CalculatedValue> values;
    values.reserve(run->results.changed.size());
    for (ChangedCell& changed : run->results.changed) {
      values.push_back({changed.sheet, changed.cell, std::move(changed.value)});
    }
    if (!Enter(Phase::kCommit)) return absl::OkStatus();
    use_.workbooks->CommitCalculation(
        request_.workbook_id(), run->fetched.revision, run->engine, std::move(values), context_,
        [self = shared_from_this(), run](absl::StatusOr<workbook::CommittedCalculation> committed) {
          self->OnCommitted(run, std::move(committed));
        });
    return absl::OkStatus();
  }

  void OnCommitted(const RunPtr& run, absl::StatusOr<workbook::CommittedCalculation> committed) {
    if (!committed.ok()) return Finish(committed.status());
    // Before the answer: whoever has it may count on the slot being free.
    run->permit.Release();
    RecalculateResult result;
    result.set_revision(committed->revision);
    result.set_previous_revision(run->fetched.revision);
    result.set_engine(run->engine);
    result.set_formulas_calculated(run->results.calculated);
    result.set_cells_changed(static_cast<int64_t>(run->results.changed.size()));
    const std::vector<spreadsheet::SheetInfo>& sheets = run->plan.workbook->sheets();
    const auto sheet_name = [&sheets](int index) {
      return sheets[static_cast<size_t>(index)].name;
    };
    result.set_error_count(static_cast<int64_t>(run->results.errors.size()));
    for (size_t i = 0; i < std::min(kMaxListed, run->results.errors.size()); ++i) {
      const ErrorCell& error = run->results.errors[i];
      v1::FormulaError* listed = result.add_errors();
      listed->set_sheet_name(sheet_name(error.sheet));
      listed->set_address(spreadsheet::FormatCell(error.cell));
      listed->set_error(std::string(spreadsheet::ErrorText(error.error)));
    }
    result.set_not_recalculated_count(static_cast<int64_t>(run->results.kept.size()));
    for (size_t i = 0; i < std::min(kMaxListed, run->results.kept.size()); ++i) {
      const KeptFormula& kept = run->results.kept[i];
      v1::SkippedFormula* listed = result.add_not_recalculated();
      listed->set_sheet_name(sheet_name(kept.sheet));
      listed->set_address(spreadsheet::FormatCell(kept.cell));
      listed->set_reason(kept.reason);
    }
    FinishWith(std::move(result));
  }

  // Begins a phase. False when the call is over: then the step ends here.
  bool Enter(Phase phase) {
    {
      std::lock_guard lock(mutex_);
      if (outcome_.has_value()) return false;
      if (!phases_.Enter(phase)) return true;
      Measure(phases_.durations().back());
      progress_ = PhaseProgress(phase);
    }
    Deliver();
    return true;
  }

  // Whether the call was answered. Then the steps end, and touch nothing the server may have taken
  // down by now.
  bool Over() {
    std::lock_guard lock(mutex_);
    return outcome_.has_value();
  }

  void Tell(mcp::v1::Progress progress) {
    {
      std::lock_guard lock(mutex_);
      progress_ = std::move(progress);
    }
    Deliver();
  }

  void Measure(const std::pair<Phase, absl::Duration>& phase) {
    use_.metrics->ObservePhase(phase.first, phase.second);
  }

  void StartRunTimer() {
    const platform::TimerQueue::Id timer =
        use_.timers->Schedule(use_.clock->Now() + use_.run_timeout, [weak = weak_from_this()] {
          if (const auto self = weak.lock()) self->Finish(RunTimeout(self->use_.run_timeout));
        });
    {
      std::lock_guard lock(mutex_);
      if (!outcome_.has_value()) {
        timer_ = timer;
        return;
      }
    }
    use_.timers->Cancel(timer);
  }

  void FinishWith(RecalculateResult result) {
    {
      std::lock_guard lock(mutex_);
      if (outcome_.has_value()) return;
      phases_.Finish();
      Measure(phases_.durations().back());
      for (const auto& [phase, duration] : phases_.durations()) {
        v1::PhaseDuration* listed = result.add_phases();
        listed->set_phase(std::string(PhaseName(phase)));
        listed->set_milliseconds(absl::ToDoubleMilliseconds(duration));
      }
      result.set_duration_ms(absl::ToDoubleMilliseconds(phases_.total()));
      RecalculateResponse response;
      *response.mutable_result() = std::move(result);
      outcome_ = std::move(response);
    }
    StopTimer();
    Deliver();
  }

  // Ends the call with an error and stops whatever is under way; the first time only.
  void Finish(const absl::Status& status) {
    {
      std::lock_guard lock(mutex_);
      if (outcome_.has_value()) return;
      outcome_ = status;
    }
    StopTimer();
    stop_.Cancel(status);
    Deliver();
  }

  void StopTimer() {
    std::optional<platform::TimerQueue::Id> timer;
    {
      std::lock_guard lock(mutex_);
      timer = std::exchange(timer_, std::nullopt);
    }
    if (timer.has_value()) use_.timers->Cancel(*timer);
  }

  // Hands over what there is: the newest progress, then the outcome, then the end.
  void Deliver() {
    std::optional<Done> done;
    absl::StatusOr<std::optional<RecalculateResponse>> update = std::nullopt;
    {
      std::lock_guard lock(mutex_);
      if (!waiting_.has_value()) return;
      if (ended_) {
        // The end of the stream.
      } else if (outcome_.has_value()) {
        ended_ = true;
        if (outcome_->ok()) {
          update = **std::move(outcome_);
        } else {
          update = outcome_->status();
        }
      } else if (progress_.has_value()) {
        RecalculateResponse response;
        *response.mutable_progress() = *std::exchange(progress_, std::nullopt);
        update = std::move(response);
      } else {
        return;
      }
      done = std::exchange(waiting_, std::nullopt);
    }
    // Not under the lock: the dispatcher may ask for the next update, or destroy the source.
    (*done)(std::move(update));
  }

  const v1::RecalculateRequest request_;
  platform::RequestContext context_;
  const RecalculateDependencies use_;
  platform::CancellationToken outer_;
  platform::CancellationSource stop_;
  platform::CancellationRegistration registration_;

  std::mutex mutex_;
  // Guarded by mutex_.
  PhaseRecorder phases_;
  std::optional<Done> waiting_;
  std::optional<mcp::v1::Progress> progress_;
  std::optional<absl::StatusOr<RecalculateResponse>> outcome_;
  bool ended_ = false;
  std::optional<platform::TimerQueue::Id> timer_;
};

// The dispatcher's end of a Recalculation.
class RecalculationSource final : public platform::AsyncSource<RecalculateResponse> {
 public:
  explicit RecalculationSource(std::shared_ptr<Recalculation> call) : call_(std::move(call)) {}
  ~RecalculationSource() override { call_->Abandon(); }
  // The dispatcher may destroy this source in `done`.
  void Next(Done done) override { std::shared_ptr(call_)->Next(std::move(done)); }

 private:
  const std::shared_ptr<Recalculation> call_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<RecalculateResponse>>> Recalculate(
    const v1::RecalculateRequest& request, const platform::RequestContext& context,
    const RecalculateDependencies& dependencies) {
  if (request.workbook_id().starts_with(kFilePrefix)) return ReadOnly(request.workbook_id());
  RETURN_IF_ERROR(dependencies.engine->Available());
  auto call = std::make_shared<Recalculation>(request, context, dependencies);
  call->Start();
  return std::make_unique<RecalculationSource>(std::move(call));
}

}  // namespace sheetgate::recalc
