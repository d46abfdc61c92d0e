// A formula in a cell nobody uses.
#include "recalc-service/rpc/evaluate_formula.h"

#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/rpc/what_if_call.h"
#include "spreadsheet/formula/lexer.h"

namespace sheetgate::recalc {
namespace {

using platform::StrCat;
using spreadsheet::CellRef;
using v1::EvaluateFormulaRequest;
using v1::EvaluateFormulaResponse;

// A cell outside all rows and columns that are used, so that no reference to whole ones reaches it.
CellRef FreeCell(const spreadsheet::Sheet& sheet) {
  const auto used = sheet.used_range();
  if (!used.has_value()) return {spreadsheet::kMaxRow, spreadsheet::kMaxColumn};
  return {std::min(used->last.row + 1, spreadsheet::kMaxRow),
          std::min(used->last.column + 1, spreadsheet::kMaxColumn)};
}

// As files hold it, without =.
std::string Stored(std::string_view formula) {
  if (formula.starts_with('=')) formula.remove_prefix(1);
  return spreadsheet::WithFunctionPrefixes(formula);
}

class FormulaEvaluation final : public WhatIfCall<EvaluateFormulaRequest, EvaluateFormulaResponse> {
 public:
  using WhatIfCall::WhatIfCall;

 private:
  const std::string& sheet_name() const override { return request_.sheet_name(); }

  absl::Status Resolve(DocumentLease lease) override {
    ASSIGN_OR_RETURN(EngineScenario scenario, builder().Inputs(request_.inputs(), "inputs"));
    ASSIGN_OR_RETURN(const int sheet, plan().workbook->FindSheet(request_.sheet_name()));
    ASSIGN_OR_RETURN(const auto cells, plan().workbook->LoadSheet(sheet, context_.cancellation));
    const CellRef free = FreeCell(*cells);
    const std::string& name = plan().workbook->sheets()[static_cast<size_t>(sheet)].name;
    std::string formula = Stored(request_.formula());
    evaluation_->take = [this](size_t, absl::Span<const EngineValue> values) {
      builder().Encode(0, 0, values.front(), result_.mutable_value());
      return true;
    };
    RETURN_IF_ERROR(builder().Output(spreadsheet::FormatCell(free), "formula").status());
    RETURN_IF_ERROR(CheckInputs(scenario, {.sheet = sheet,
                                           .cell = free,
                                           .kind = spreadsheet::CellChange::Kind::kFormula,
                                           .formula = formula}));
    if (use_.engine->CanSet(formula)) {
      scenario.push_back({name, free, EngineFormula{std::move(formula)}, true});
      evaluation_->scenarios = {std::move(scenario)};
      return EvaluateAndConclude(std::move(lease));
    }
    evaluation_->scenarios = {std::move(scenario)};
    return OpenWith(std::move(lease), sheet, free, std::move(formula));
  }

  // An error when the formula reads what the engine cannot calculate for these inputs.
  absl::Status CheckInputs(const EngineScenario& scenario, const spreadsheet::CellChange& formula) {
    if (plan().kept.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto workbook,
                     plan().workbook->Apply({&formula, 1}, context_.cancellation));
    RETURN_IF_ERROR(builder().FindDoubts({{scenario}}, *workbook));
    const Doubt* doubt = builder().DoubtOf(0, 0);
    if (doubt == nullptr || doubt->perhaps) return absl::OkStatus();
    return platform::InvalidArgument(
        platform::ErrorReason::kInvalidFormula,
        StrCat("the formula ", doubt->reason, ", which ", use_.engine->version(),
               " cannot calculate for these inputs"),
        {{"field", "formula"}});
  }

  // What cannot be set in an open document is loaded with the workbook.
  absl::Status OpenWith(DocumentLease lease, int sheet, CellRef cell, std::string formula) {
    spreadsheet::CellChange change;
    change.sheet = sheet;
    change.cell = cell;
    change.kind = spreadsheet::CellChange::Kind::kFormula;
    change.formula = std::move(formula);
    ASSIGN_OR_RETURN(const auto workbook,
                     plan().for_engine->Apply({&change, 1}, context_.cancellation));
    ASSIGN_OR_RETURN(std::string package,
                     spreadsheet::WriteXlsx(*workbook, {}, context_.cancellation));
    OpenRequest request;
    request.package = std::make_shared<const std::string>(std::move(package));
    request.file_name = lease->file_name;
    lease.Return();
    Open(State(), std::move(request),
         [self = std::static_pointer_cast<FormulaEvaluation>(shared_from_this())](
             DocumentLease opened) { self->EvaluateOnce(std::move(opened)); });
    return absl::OkStatus();
  }

  void EvaluateOnce(DocumentLease opened) {
    EngineQuestion question;
    question.scenarios = evaluation_->scenarios;
    question.ranges = builder().ranges();
    Ask(std::move(opened), std::move(question),
        [self = std::static_pointer_cast<FormulaEvaluation>(shared_from_this())](
            DocumentLease asked, EngineAnswer answer) {
          // It holds more than the workbook.
          asked.Drop();
          self->evaluation_->take(0, answer.values);
          self->Conclude({});
        });
  }
};

absl::Status CheckFormula(const std::string& formula, const Engine& engine) {
  const std::string stored = Stored(formula);
  RETURN_IF_ERROR(spreadsheet::ValidateFormula(stored));
  for (const std::string& function : spreadsheet::FunctionsOf(stored)) {
    if (engine.Supports(function)) continue;
    return platform::InvalidArgument(
        platform::ErrorReason::kInvalidFormula,
        StrCat(engine.version(), " cannot calculate ", function,
               "; use functions it has, such as INDEX and MATCH for XLOOKUP"),
        {{"field", "formula"}, {"function", function}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<EvaluateFormulaResponse>>> EvaluateFormula(
    const EvaluateFormulaRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  RETURN_IF_ERROR(CheckFormula(request.formula(), *dependencies.engine));
  return StartWhatIf<FormulaEvaluation, EvaluateFormulaRequest, EvaluateFormulaResponse>(
      request, context, dependencies);
}

}  // namespace sheetgate::recalc
