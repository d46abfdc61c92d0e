// The steps of a recalculation.
#include "recalc-service/rpc/recalculate.h"

#include <algorithm>
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

absl::Status Conflict(const std::string& expected, const std::string& found) {
  return platform::Error(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict,
                         platform::StrCat("revision ", expected, " was expected but the newest is ",
                                          found, "; read the changes and repeat with the newest"),
                         {{"expected_revision", expected}, {"revision", found}});
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
    workbook::FetchedPackage fetched;
    CalculationPlan plan;
    EngineResult calculated;
    CalculationResults results;
    bool repeated = false;
    std::string engine;
  };
  using RunPtr = std::shared_ptr<Run>;

  std::shared_ptr<Recalculation> Self() {
    return std::static_pointer_cast<Recalculation>(shared_from_this());
  }

  void Begin(AdmissionLimiter::Permit permit) override {
    auto run = std::make_shared<Run>();
    run->permit = std::move(permit);
    Fetch(request_.workbook_id(), "", [self = Self(), run](workbook::FetchedPackage fetched) {
      self->OnFetched(run, std::move(fetched));
    });
  }

  void OnFetched(const RunPtr& run, workbook::FetchedPackage fetched) {
    run->fetched = std::move(fetched);
    const std::string& expected = request_.expected_revision();
    if (!expected.empty() && expected != run->fetched.revision) {
      return Finish(Conflict(expected, run->fetched.revision));
    }
    if (!Enter(Phase::kRead)) return;
    Compute([self = Self(), run] { return self->ReadAndCalculate(run); });
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
        [self = Self()](EnginePhase phase) { self->OnEngine(phase); },
        [self = Self(), run](absl::StatusOr<EngineResult> result) {
          self->OnCalculated(run, std::move(result));
        });
    return absl::OkStatus();
  }

  void OnCalculated(const RunPtr& run, absl::StatusOr<EngineResult> result) {
    if (!result.ok()) return Finish(result.status());
    if (Over()) return;
    run->engine = use_.engine->version();
    run->calculated = *std::move(result);
    Compute([self = Self(), run] { return self->CompareAndCommit(run); });
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
        [self = Self(), run](absl::StatusOr<workbook::CommittedCalculation> committed) {
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
    FinishWith(std::move(result), &AddPhases);
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
