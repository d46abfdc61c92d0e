// WhatIfCall: what calls that ask a workbook questions share: the document, the resolved request
// and the end.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_WHAT_IF_CALL_H_
#define SHEETGATE_RECALC_SERVICE_RPC_WHAT_IF_CALL_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"

#include "platform/base/status_macros.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/rpc/engine_call.h"
#include "recalc-service/rpc/evaluation.h"

namespace sheetgate::recalc {

// `Request` has workbook_id and revision; the result has revision, engine, kept_formulas and
// duration_ms.
template <typename Request, typename Response>
class WhatIfCall : public EngineCall<Response> {
 public:
  WhatIfCall(const Request& request, const platform::RequestContext& context,
             const EngineCallDependencies& dependencies)
      : EngineCall<Response>(context, dependencies, WhatIfKind()), request_(request) {}

 protected:
  using Result = typename EngineCall<Response>::Result;

  // On the compute pool, with builder() made: turns the request into scenarios and goes through
  // them with Evaluate, or fails. `sheet_name` is that of the request, if it has one.
  virtual absl::Status Resolve(DocumentLease lease) = 0;
  virtual const std::string& sheet_name() const = 0;

  // The last step.
  void Conclude(DocumentLease lease) {
    result_.set_engine(this->use_.engine->version());
    // Before the answer: whoever has it may count on the slot being free, and on the document.
    lease.Return();
    permit_.Release();
    this->FinishWith(std::move(result_), [](const PhaseRecorder& phases, Result* result) {
      result->set_duration_ms(absl::ToDoubleMilliseconds(phases.total()));
    });
  }
  // Goes through evaluation_, then to Conclude.
  absl::Status EvaluateAndConclude(DocumentLease lease) {
    RETURN_IF_ERROR(builder().FindDoubts(evaluation_->scenarios, *plan().workbook));
    evaluation_->ranges = builder().ranges();
    evaluation_->replaces_formulas = builder().replaces_formulas();
    this->Evaluate(std::move(lease), evaluation_,
                   [self = Self()](DocumentLease done) { self->OnEvaluated(std::move(done)); });
    return absl::OkStatus();
  }
  // All scenarios were evaluated, or it was enough.
  virtual void OnEvaluated(DocumentLease lease) { Conclude(std::move(lease)); }

  std::shared_ptr<WhatIfCall> Self() {
    return std::static_pointer_cast<WhatIfCall>(this->shared_from_this());
  }
  ScenarioBuilder& builder() { return *builder_; }
  const CalculationPlan& plan() const { return *plan_; }

  const Request request_;
  const std::shared_ptr<Evaluation> evaluation_ = std::make_shared<Evaluation>();
  Result result_;

 private:
  const std::string& workbook_id() const override { return request_.workbook_id(); }

  void Begin(platform::AdmissionLimiter::Permit permit) override {
    permit_ = std::move(permit);
    EngineCallBase::Wanted wanted;
    wanted.workbook_id = request_.workbook_id();
    wanted.revision = request_.revision();
    this->Prepare(std::move(wanted), [self = Self()](DocumentLease lease) {
      self->Compute([self, lease = std::move(lease)]() mutable {
        return self->ResolveAll(std::move(lease));
      });
    });
  }

  absl::Status ResolveAll(DocumentLease lease) {
    plan_ = lease->plan;
    ASSIGN_OR_RETURN(builder_,
                     ScenarioBuilder::Make(*plan_, sheet_name(), this->context_.cancellation));
    result_.set_revision(lease->revision);
    result_.set_kept_formulas(static_cast<int64_t>(plan_->kept.size()));
    return Resolve(std::move(lease));
  }

  platform::AdmissionLimiter::Permit permit_;
  std::shared_ptr<const CalculationPlan> plan_;
  std::optional<ScenarioBuilder> builder_;
};

// The source of a call of `Call`.
template <typename Call, typename Request, typename Response>
absl::StatusOr<std::unique_ptr<platform::AsyncSource<Response>>> StartWhatIf(
    const Request& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  RETURN_IF_ERROR(dependencies.engine->Available());
  return std::make_unique<EngineCallSource<Response>>(
      std::make_shared<Call>(request, context, dependencies));
}

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_WHAT_IF_CALL_H_
