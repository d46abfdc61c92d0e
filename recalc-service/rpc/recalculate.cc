// The steps of a recalculation.
#include "recalc-service/rpc/recalculate.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/concurrency/admission_limiter.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/calculation/results.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/rpc/phase_recorder.h"
#include "recalc-service/rpc/recalculation_report.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::recalc {
namespace {

using platform::AdmissionLimiter;
using platform::ErrorReason;
using v1::RecalculateResponse;
using v1::RecalculateResult;

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

// What the phases tell.
void AddPhases(const PhaseRecorder& phases, RecalculateResult* result) {
  for (const auto& [phase, duration] : phases.durations()) {
    v1::PhaseDuration* listed = result->add_phases();
    listed->set_phase(std::string(PhaseName(phase)));
    listed->set_milliseconds(absl::ToDoubleMilliseconds(duration));
  }
  result->set_duration_ms(absl::ToDoubleMilliseconds(phases.total()));
}

// One call. The steps pass a Run along: what they need and hold, so that it goes when the last step
// ends, also when the call was answered long before.
class Recalculation final : public EngineCall<RecalculateResponse> {
 public:
  Recalculation(const v1::RecalculateRequest& request, const platform::RequestContext& context,
                const EngineCallDependencies& dependencies)
      : EngineCall(context, dependencies, RecalculationKind()), request_(request) {}

 private:
  struct Run {
    AdmissionLimiter::Permit permit;
    DocumentLease lease;
    CalculationResults results;
    RecalculateResult report;
    bool repeated = false;
    std::string engine;
  };
  using RunPtr = std::shared_ptr<Run>;

  std::shared_ptr<Recalculation> Self() {
    return std::static_pointer_cast<Recalculation>(shared_from_this());
  }

  const std::string& workbook_id() const override { return request_.workbook_id(); }

  void Begin(AdmissionLimiter::Permit permit) override {
    auto run = std::make_shared<Run>();
    run->permit = std::move(permit);
    Wanted wanted;
    wanted.workbook_id = request_.workbook_id();
    wanted.expected_revision = request_.expected_revision();
    Prepare(std::move(wanted),
            [self = Self(), run](DocumentLease lease) { self->Calculate(run, std::move(lease)); });
  }

  // Reading a formula calculates it, if need be.
  void Calculate(const RunPtr& run, DocumentLease lease) {
    EngineQuestion question;
    question.ranges = RangesForEngine(*lease->plan);
    Ask(std::move(lease), std::move(question),
        [self = Self(), run](DocumentLease asked, EngineAnswer answer) {
          run->engine = self->use_.engine->version();
          run->lease = std::move(asked);
          self->Compute([self, run, answer = std::move(answer)]() mutable {
            return self->CompareAndCommit(run, std::move(answer));
          });
        });
  }

  absl::Status CompareAndCommit(const RunPtr& run, EngineAnswer answer) {
    const OpenDocument& open = *run->lease;
    EngineResult calculated{open.document->sheets(), std::move(answer.values)};
    ASSIGN_OR_RETURN(run->results, CompareResults(*open.plan, calculated, context_.cancellation));
    // What depends on a formula the engine has no result for was calculated without its value: once
    // more with the value.
    if (!run->results.uncalculated.empty() && !run->repeated) {
      run->repeated = true;
      ASSIGN_OR_RETURN(CalculationPlan plan,
                       PlanCalculation(open.plan->workbook, *use_.engine, context_.cancellation,
                                       {.stale_values = open.stale_values,
                                        .edited = open.plan->edited,
                                        .also_kept = run->results.uncalculated}));
      State wanted;
      wanted.workbook_id = open.workbook_id;
      wanted.revision = open.revision;
      wanted.file_name = open.file_name;
      wanted.stale_values = open.stale_values;
      wanted.plan = std::make_shared<const CalculationPlan>(std::move(plan));
      return Match(
          std::move(run->lease), std::move(wanted),
          [self = Self(), run](DocumentLease lease) { self->Calculate(run, std::move(lease)); });
    }
    const bool keeps_stale_values =
        open.plan->keeps_stale_values || (!run->results.uncalculated.empty() && open.stale_values);
    ASSIGN_OR_RETURN(run->report,
                     ReportRecalculation(*open.plan, run->results, context_.cancellation));
    run->report.set_stale_values(keeps_stale_values);
    workbook::CalculationCommit commit{.workbook_id = request_.workbook_id(),
                                       .revision = open.revision,
                                       .engine = run->engine,
                                       .keeps_stale_values = keeps_stale_values};
    commit.values.reserve(run->results.changed.size());
    for (ChangedCell& changed : run->results.changed) {
      commit.values.push_back({changed.sheet, changed.cell, std::move(changed.value)});
    }
    if (!Enter(Phase::kCommit)) return absl::OkStatus();
    use_.workbooks->CommitCalculation(
        std::move(commit), context_,
        [self = Self(), run](absl::StatusOr<workbook::CommittedCalculation> committed) {
          self->OnCommitted(run, std::move(committed));
        });
    return absl::OkStatus();
  }

  void OnCommitted(const RunPtr& run, absl::StatusOr<workbook::CommittedCalculation> committed) {
    if (!committed.ok()) return Finish(committed.status());
    const std::string previous = std::exchange(run->lease->revision, "");
    if (previous == committed->revision) run->lease->revision = previous;
    // Before the answer: whoever has it may count on the slot being free, and on the document.
    run->lease.Return();
    run->permit.Release();
    run->report.set_revision(committed->revision);
    run->report.set_previous_revision(previous);
    run->report.set_engine(run->engine);
    FinishWith(std::move(run->report), &AddPhases);
  }

  const v1::RecalculateRequest request_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<RecalculateResponse>>> Recalculate(
    const v1::RecalculateRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  if (request.workbook_id().starts_with(kFilePrefix)) return ReadOnly(request.workbook_id());
  RETURN_IF_ERROR(dependencies.engine->Available());
  return std::make_unique<EngineCallSource<RecalculateResponse>>(
      std::make_shared<Recalculation>(request, context, dependencies));
}

}  // namespace sheetgate::recalc
