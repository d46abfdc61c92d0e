// Scenarios, and their results as they come.
#include "recalc-service/rpc/evaluate_scenarios.h"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/rpc/what_if_call.h"

namespace sheetgate::recalc {
namespace {

using platform::StrCat;
using v1::EvaluateScenariosRequest;
using v1::EvaluateScenariosResponse;
using v1::EvaluateScenariosResult;

// Values and bytes of one response; what does not fit goes on in the next call.
constexpr int64_t kMaxValues = 10'000;
constexpr int64_t kMaxBytes = 40 * 1024;

class ScenarioEvaluation final
    : public WhatIfCall<EvaluateScenariosRequest, EvaluateScenariosResponse> {
 public:
  using WhatIfCall::WhatIfCall;

 private:
  const std::string& sheet_name() const override { return request_.sheet_name(); }

  absl::Status Resolve(DocumentLease lease) override {
    for (int i = 0; i < request_.outputs_size(); ++i) {
      ASSIGN_OR_RETURN(const Target output,
                       builder().Output(request_.outputs(i), StrCat("outputs[", i, "]")));
      v1::ResolvedOutput* resolved = result_.add_outputs();
      resolved->set_target(request_.outputs(i));
      resolved->set_sheet_name(builder().ranges().back().sheet);
      resolved->set_range(spreadsheet::FormatRange(output.range));
    }
    const int first = std::min(request_.first_scenario(), request_.scenarios_size());
    // What an earlier call evaluated is not looked at again.
    evaluation_->scenarios.resize(static_cast<size_t>(first));
    evaluation_->next = static_cast<size_t>(first);
    for (int i = first; i < request_.scenarios_size(); ++i) {
      if (i % 64 == 0) RETURN_IF_ERROR(context_.cancellation.Check());
      ASSIGN_OR_RETURN(
          EngineScenario scenario,
          builder().Inputs(request_.scenarios(i).inputs(), StrCat("scenarios[", i, "].inputs")));
      evaluation_->scenarios.push_back(std::move(scenario));
    }
    evaluation_->take = [this](size_t scenario, absl::Span<const EngineValue> values) {
      return Take(static_cast<int>(scenario), values);
    };
    return EvaluateAndConclude(std::move(lease));
  }

  bool Take(int scenario, absl::Span<const EngineValue> values) {
    EvaluateScenariosResult part;
    v1::ScenarioResult* result = part.add_results();
    result->set_scenario(scenario);
    result->set_name(request_.scenarios(scenario).name());
    for (size_t i = 0; i < values.size(); ++i) {
      builder().Report(
          i, scenario,
          builder().Encode(static_cast<size_t>(scenario), i, values[i], result->add_values()),
          result_.mutable_not_calculated());
    }
    values_ += static_cast<int64_t>(values.size());
    bytes_ += static_cast<int64_t>(part.ByteSizeLong());
    Emit(std::move(part));
    // The next one is as large as this one, more or less.
    return values_ + static_cast<int64_t>(values.size()) <= kMaxValues && bytes_ <= kMaxBytes;
  }

  void OnEvaluated(DocumentLease lease) override {
    if (evaluation_->next < evaluation_->scenarios.size()) {
      result_.set_next_scenario(static_cast<int32_t>(evaluation_->next));
    }
    Conclude(std::move(lease));
  }

  int64_t values_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<EvaluateScenariosResponse>>> EvaluateScenarios(
    const EvaluateScenariosRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  return StartWhatIf<ScenarioEvaluation, EvaluateScenariosRequest, EvaluateScenariosResponse>(
      request, context, dependencies);
}

}  // namespace sheetgate::recalc
