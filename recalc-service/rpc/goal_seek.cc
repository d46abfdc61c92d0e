// The search, some inputs at a time.
#include "recalc-service/rpc/goal_seek.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/calculation/root_finder.h"
#include "recalc-service/rpc/what_if_call.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellView;
using v1::GoalSeekRequest;
using v1::GoalSeekResponse;

constexpr double kRelativeTolerance = 1e-6;

absl::Status Refused(std::string_view field, std::string_view why) {
  return platform::InvalidArgument(ErrorReason::kInvalidArgument, why,
                                   {{"field", std::string(field)}});
}

std::optional<double> NumberOf(const EngineValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? 1 : 0;
  return std::nullopt;
}

class GoalSearch final : public WhatIfCall<GoalSeekRequest, GoalSeekResponse> {
 public:
  using WhatIfCall::WhatIfCall;

 private:
  const std::string& sheet_name() const override { return request_.sheet_name(); }

  absl::Status Resolve(DocumentLease lease) override {
    ASSIGN_OR_RETURN(const Target formula,
                     builder().resolver().Cell(request_.formula(), "formula"));
    ASSIGN_OR_RETURN(const Target input, builder().resolver().Input(request_.input(), "input"));
    ASSIGN_OR_RETURN(const bool calculated, HasFormula(formula));
    if (!calculated) {
      return Refused("formula", StrCat("'", request_.formula(),
                                       "' is no formula; the goal is for the result of one"));
    }
    ASSIGN_OR_RETURN(const bool depends, HasFormula(input));
    if (depends) {
      return Refused("input", StrCat("'", request_.input(),
                                     "' is a formula; change a constant it depends on"));
    }
    RETURN_IF_ERROR(builder().Output(request_.formula(), "formula").status());
    workbook::v1::CellValue zero;
    zero.set_number(0);
    ASSIGN_OR_RETURN(input_, builder().Input(request_.input(), zero, "input"));
    RETURN_IF_ERROR(builder().FindDoubts({{input_}}, *plan().workbook));
    if (const Doubt* doubt = builder().DoubtOf(0, 0); doubt != nullptr && !doubt->perhaps) {
      return Refused("formula", StrCat("'", request_.formula(),
                                       "' cannot be calculated for other inputs: ", doubt->reason,
                                       ", which ", use_.engine->version(), " cannot calculate"));
    }

    RootFinder::Options options;
    options.goal = request_.goal();
    options.tolerance =
        request_.has_tolerance()
            ? request_.tolerance()
            : std::max(std::fabs(request_.goal()) * kRelativeTolerance, kRelativeTolerance);
    if (request_.has_minimum()) options.minimum = request_.minimum();
    if (request_.has_maximum()) options.maximum = request_.maximum();
    ASSIGN_OR_RETURN(const auto sheet,
                     plan().workbook->LoadSheet(input.sheet, context_.cancellation));
    const CellView present = sheet->Find(input.range.first).value_or(CellView{});
    if (present.type == spreadsheet::CellType::kNumber) {
      options.start = present.number;
      result_.set_present_input(present.number);
    }
    finder_.emplace(options);
    evaluation_->take = [this](size_t, absl::Span<const EngineValue> values) {
      values_.push_back(NumberOf(values.front()));
      return true;
    };
    // The workbook as it is, first.
    evaluation_->scenarios = {{}};
    return EvaluateAndConclude(std::move(lease));
  }

  absl::StatusOr<bool> HasFormula(const Target& cell) const {
    ASSIGN_OR_RETURN(const auto sheet,
                     plan().workbook->LoadSheet(cell.sheet, context_.cancellation));
    return sheet->Find(cell.range.first).value_or(CellView{}).has_formula();
  }

  void OnEvaluated(DocumentLease lease) override {
    if (points_.empty()) {
      if (values_.front().has_value()) result_.set_present_value(*values_.front());
    } else {
      finder_->Take(points_, values_);
    }
    values_.clear();
    points_ = finder_->Next();
    if (points_.empty()) {
      Tell();
      return Conclude(std::move(lease));
    }
    // One after the other in the document itself: a search is some dozens of quick questions.
    EngineQuestion question;
    question.ranges = builder().ranges();
    for (const double point : points_) {
      input_.content = point;
      question.scenarios.push_back({input_});
    }
    Ask(std::move(lease), std::move(question),
        [self = std::static_pointer_cast<GoalSearch>(shared_from_this())](DocumentLease asked,
                                                                          EngineAnswer answer) {
          for (const EngineValue& value : answer.values) {
            self->values_.push_back(NumberOf(value));
          }
          self->Report(0, StrCat("input ", self->finder_->evaluations() + self->values_.size()));
          self->OnEvaluated(std::move(asked));
        });
  }

  void Tell() {
    result_.set_found(finder_->found());
    result_.set_evaluations(finder_->evaluations());
    result_.set_explanation(finder_->reason());
    if (finder_->best().has_value()) {
      result_.set_input_value(*finder_->best());
      result_.set_formula_value(*finder_->best_value());
    }
  }

  EngineCell input_;
  std::optional<RootFinder> finder_;
  std::vector<double> points_;
  std::vector<std::optional<double>> values_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<GoalSeekResponse>>> GoalSeek(
    const GoalSeekRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  if (!std::isfinite(request.goal())) return Refused("goal", "the goal must be a finite number");
  if (request.has_minimum() && request.has_maximum() && request.minimum() >= request.maximum()) {
    return Refused("minimum", "minimum must be less than maximum");
  }
  return StartWhatIf<GoalSearch, GoalSeekRequest, GoalSeekResponse>(request, context, dependencies);
}

}  // namespace sheetgate::recalc
