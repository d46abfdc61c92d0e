// Targets and values, and the steps through the scenarios.
#include "recalc-service/rpc/evaluation.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/rpc/engine_call.h"
#include "recalc-service/rpc/value_codec.h"

namespace sheetgate::recalc {
namespace {

using platform::StrCat;
using spreadsheet::CellRef;
using spreadsheet::CellView;

constexpr int kMaxListed = 50;
// So many scenarios are answered in the document itself: that is quicker than copying it, and they
// are too few to keep others from it for long.
constexpr size_t kMostInPlace = 16;
// Values and scenarios of one question: what is known after it is told.
constexpr size_t kValuesPerQuestion = 2000;
constexpr size_t kScenariosPerQuestion = 100;
// Scenarios that set the same cells are looked at together; so many sets of cells apart.
constexpr size_t kMaxInputSets = 64;

}  // namespace

absl::StatusOr<ScenarioBuilder> ScenarioBuilder::Make(
    const CalculationPlan& plan, const std::string& sheet_name,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(TargetResolver resolver,
                   TargetResolver::Make(*plan.workbook, sheet_name, cancellation));
  return ScenarioBuilder(plan, resolver, cancellation);
}

absl::StatusOr<EngineCell> ScenarioBuilder::Input(const std::string& target,
                                                  const workbook::v1::CellValue& value,
                                                  std::string_view field) {
  ASSIGN_OR_RETURN(const Target input, resolver_.Input(target, field));
  const spreadsheet::Workbook& workbook = *plan_->for_engine;
  EngineCell cell;
  cell.sheet = workbook.sheets()[static_cast<size_t>(input.sheet)].name;
  cell.cell = input.range.first;
  ASSIGN_OR_RETURN(cell.content, DecodeContent(value, workbook.date_system(), field));
  ASSIGN_OR_RETURN(const auto sheet, workbook.LoadSheet(input.sheet, *cancellation_));
  const CellView stored = sheet->Find(cell.cell).value_or(CellView{});
  cell.general_format = workbook.NumberFormat(stored.style) == "General";
  replaces_formulas_ = replaces_formulas_ || stored.has_formula();
  return cell;
}

absl::StatusOr<EngineScenario> ScenarioBuilder::Inputs(
    const google::protobuf::RepeatedPtrField<v1::AssumedCell>& cells, std::string_view field) {
  EngineScenario scenario;
  scenario.reserve(static_cast<size_t>(cells.size()));
  for (int i = 0; i < cells.size(); ++i) {
    ASSIGN_OR_RETURN(EngineCell cell,
                     Input(cells[i].target(), cells[i].value(), StrCat(field, "[", i, "]")));
    scenario.push_back(std::move(cell));
  }
  return scenario;
}

absl::StatusOr<Target> ScenarioBuilder::Output(const std::string& target, std::string_view field) {
  ASSIGN_OR_RETURN(const Target output, resolver_.Range(target, field));
  if (static_cast<int64_t>(cells_.size()) + output.range.cells() > kMaxOutputCells) {
    return platform::InvalidArgument(
        platform::ErrorReason::kLimitExceeded,
        StrCat("the outputs have more than ", kMaxOutputCells, " cells at '", target,
               "'; ask for fewer, such as the totals"),
        {{"field", std::string(field)}, {"limit", StrCat(kMaxOutputCells)}});
  }
  const spreadsheet::Workbook& workbook = *plan_->workbook;
  ASSIGN_OR_RETURN(const auto sheet, workbook.LoadSheet(output.sheet, *cancellation_));
  ranges_.push_back({workbook.sheets()[static_cast<size_t>(output.sheet)].name, output.range});
  for (CellRef cell = output.range.first; cell.row <= output.range.last.row; ++cell.row) {
    for (cell.column = output.range.first.column; cell.column <= output.range.last.column;
         ++cell.column) {
      cells_.push_back({output.sheet, {cell, cell}});
      dates_.push_back(workbook.IsDate(sheet->Find(cell).value_or(CellView{}).style));
    }
  }
  return output;
}

absl::StatusOr<ScenarioBuilder::InputSet> ScenarioBuilder::CellsOf(
    const EngineScenario& scenario) const {
  InputSet cells;
  cells.reserve(scenario.size());
  for (const EngineCell& input : scenario) {
    ASSIGN_OR_RETURN(const int sheet, plan_->workbook->FindSheet(input.sheet));
    cells.push_back({sheet, {input.cell, input.cell}});
  }
  return cells;
}

absl::Status ScenarioBuilder::FindDoubts(absl::Span<const EngineScenario> scenarios,
                                         const spreadsheet::Workbook& workbook) {
  doubts_of_.clear();
  doubts_.clear();
  if (plan_->kept.empty()) return absl::OkStatus();
  std::vector<InputSet> sets;
  InputSet others;
  doubts_of_.reserve(scenarios.size());
  for (const EngineScenario& scenario : scenarios) {
    RETURN_IF_ERROR(cancellation_->Check());
    ASSIGN_OR_RETURN(InputSet set, CellsOf(scenario));
    const auto same = std::ranges::find(sets, set);
    doubts_of_.push_back(static_cast<uint8_t>(same - sets.begin()));
    if (same != sets.end()) continue;
    if (sets.size() < kMaxInputSets) {
      sets.push_back(std::move(set));
    } else {
      others.insert(others.end(), set.begin(), set.end());
    }
  }
  if (!others.empty()) {
    // Not all of these scenarios replace a formula that one of them replaces.
    std::erase_if(others, [this](const spreadsheet::SheetRange& input) {
      return std::ranges::any_of(plan_->kept, [&](const KeptFormula& kept) {
        return kept.sheet == input.sheet && kept.cell == input.range.first;
      });
    });
    sets.push_back(std::move(others));
  }
  std::vector<spreadsheet::SheetRange> outputs;
  outputs.reserve(cells_.size());
  for (const Target& cell : cells_) outputs.push_back({cell.sheet, cell.range});
  for (const InputSet& set : sets) {
    ASSIGN_OR_RETURN(Doubts doubts, Doubts::Find(*plan_, workbook, set, outputs, *cancellation_));
    doubts_.push_back(std::move(doubts));
  }
  return absl::OkStatus();
}

const Doubt* ScenarioBuilder::DoubtOf(size_t scenario, size_t cell) const {
  if (doubts_.empty()) return nullptr;
  const Target& output = cells_[cell];
  return doubts_[doubts_of_[scenario]].Of(output.sheet, output.range.first);
}

std::string ScenarioBuilder::Encode(size_t scenario, size_t cell, const EngineValue& from,
                                    workbook::v1::CellValue* value) const {
  const spreadsheet::DateSystem dates = plan_->workbook->date_system();
  const Doubt* doubt = DoubtOf(scenario, cell);
  if (doubt == nullptr) return EncodeValue(from, dates_[cell], dates, value);
  const EngineValue none = Uncalculated{doubt->reason};
  const std::string reason = EncodeValue(doubt->perhaps ? from : none, dates_[cell], dates, value);
  return reason.empty() ? doubt->reason : reason;
}

void ScenarioBuilder::Report(size_t cell, int scenario, const std::string& reason,
                             google::protobuf::RepeatedPtrField<v1::NotCalculated>* list) const {
  if (reason.empty() || list->size() >= kMaxListed) return;
  v1::NotCalculated* entry = list->Add();
  entry->set_scenario(scenario);
  entry->set_sheet_name(plan_->workbook->sheets()[static_cast<size_t>(cells_[cell].sheet)].name);
  entry->set_address(spreadsheet::FormatCell(cells_[cell].range.first));
  entry->set_reason(reason);
}

void EngineCallBase::Evaluate(DocumentLease lease, std::shared_ptr<Evaluation> evaluation,
                              absl::AnyInvocable<void(DocumentLease)> next) {
  const size_t count = evaluation->scenarios.size() - evaluation->next;
  const bool few = count <= kMostInPlace && !evaluation->replaces_formulas;
  if (few || !lease->document->can_clone()) {
    return EvaluateSome(std::move(lease), nullptr, std::move(evaluation), std::move(next));
  }
  Copy(std::move(lease), [self = shared_from_this(), evaluation = std::move(evaluation),
                          next = std::move(next)](std::shared_ptr<EngineDocument> copy) mutable {
    self->EvaluateSome({}, std::move(copy), std::move(evaluation), std::move(next));
  });
}

void EngineCallBase::EvaluateSome(DocumentLease lease, std::shared_ptr<EngineDocument> copy,
                                  std::shared_ptr<Evaluation> evaluation,
                                  absl::AnyInvocable<void(DocumentLease)> next) {
  if (Over()) return;
  const size_t all = evaluation->scenarios.size();
  if (evaluation->next == all) return next(std::move(lease));
  size_t values_each = 0;
  for (const EngineRange& range : evaluation->ranges) {
    values_each += static_cast<size_t>(range.range.cells());
  }
  const size_t most = std::clamp<size_t>(kValuesPerQuestion / std::max<size_t>(values_each, 1), 1,
                                         kScenariosPerQuestion);
  const size_t first = evaluation->next;
  const size_t last = std::min(all, first + most);
  EngineQuestion question;
  question.ranges = evaluation->ranges;
  question.scenarios.assign(evaluation->scenarios.begin() + static_cast<ptrdiff_t>(first),
                            evaluation->scenarios.begin() + static_cast<ptrdiff_t>(last));
  EngineDocument& document = copy != nullptr ? *copy : *lease->document;
  document.Ask(
      std::move(question), context_.cancellation,
      [self = shared_from_this()](EnginePhase phase) { self->OnEngine(phase); },
      [self = shared_from_this(), lease = std::move(lease), copy, evaluation, first, last,
       values_each, next = std::move(next)](absl::StatusOr<EngineAnswer> answer) mutable {
        if (!answer.ok()) {
          if (lease) lease.Drop();
          return self->Finish(answer.status());
        }
        const absl::Span<const EngineValue> values = answer->values;
        bool more = true;
        for (size_t i = first; more && i < last; ++i) {
          more = evaluation->take(i, values.subspan((i - first) * values_each, values_each));
          evaluation->next = i + 1;
        }
        const size_t all = evaluation->scenarios.size();
        self->Report(static_cast<double>(evaluation->next) / static_cast<double>(all),
                     StrCat("scenario ", evaluation->next, " of ", all));
        if (!more) return next(std::move(lease));
        self->EvaluateSome(std::move(lease), std::move(copy), std::move(evaluation),
                           std::move(next));
      });
}

}  // namespace sheetgate::recalc
