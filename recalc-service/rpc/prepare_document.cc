// The steps by which a call has a workbook open in the engine.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/calculation/range_collector.h"
#include "recalc-service/documents/open_documents.h"
#include "recalc-service/rpc/engine_call.h"
#include "spreadsheet/xlsx/cell_difference.h"

namespace sheetgate::recalc {
namespace {

using platform::StrCat;
using spreadsheet::CellChange;
using spreadsheet::CellError;

// Beyond this many changed cells loading afresh is not slower.
constexpr size_t kMaxEdits = 20'000;

absl::Status Conflict(const std::string& expected, const std::string& found) {
  return platform::Error(absl::StatusCode::kAborted, platform::ErrorReason::kRevisionConflict,
                         StrCat("revision ", expected, " was expected but the newest is ", found,
                                "; read the changes and repeat with the newest"),
                         {{"expected_revision", expected}, {"revision", found}});
}

// Error values are set as formulas that yield them, where there is one that always does.
std::optional<EngineContent> ErrorContent(CellError error) {
  if (error == CellError::kNa) return EngineFormula{"NA()"};
  if (error == CellError::kDiv0) return EngineFormula{"1/0"};
  return std::nullopt;
}

std::optional<EngineContent> ContentOf(const CellChange& change, const Engine& engine) {
  if (change.kind == CellChange::Kind::kFormula) {
    if (!engine.CanSet(change.formula)) return std::nullopt;
    return EngineFormula{change.formula};
  }
  if (const auto* number = std::get_if<double>(&change.value)) return *number;
  if (const auto* text = std::get_if<std::string>(&change.value)) return *text;
  if (const auto* boolean = std::get_if<bool>(&change.value)) return *boolean;
  if (const auto* error = std::get_if<CellError>(&change.value)) return ErrorContent(*error);
  return EngineContent();
}

// What to set in a document that holds `before` so that it holds `after`; nullopt when that cannot
// be done.
absl::StatusOr<std::optional<EngineScenario>> EditsBetween(
    const CalculationPlan& before, const CalculationPlan& after, const Engine& engine,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(
      const std::optional<std::vector<CellChange>> changes,
      spreadsheet::CellDifference(before.for_engine, after.for_engine,
                                  spreadsheet::DifferenceScope::kAll, kMaxEdits, cancellation));
  if (!changes.has_value()) return std::nullopt;
  EngineScenario edits;
  edits.reserve(changes->size());
  const std::vector<spreadsheet::SheetInfo>& sheets = after.workbook->sheets();
  for (const CellChange& change : *changes) {
    std::optional<EngineContent> content = ContentOf(change, engine);
    if (!content.has_value()) return std::nullopt;
    ASSIGN_OR_RETURN(const auto sheet, after.for_engine->LoadSheet(change.sheet, cancellation));
    const uint32_t style = sheet->Find(change.cell).value_or(spreadsheet::CellView{}).style;
    edits.push_back({sheets[static_cast<size_t>(change.sheet)].name, change.cell,
                     *std::move(content), after.for_engine->NumberFormat(style) == "General"});
  }
  return edits;
}

// The cells that differ; null when that cannot be told by cells.
absl::StatusOr<EditedCells> EditedBetween(
    const std::shared_ptr<const spreadsheet::Workbook>& before,
    const std::shared_ptr<const spreadsheet::Workbook>& after,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(
      std::optional<std::vector<CellChange>> changes,
      spreadsheet::CellDifference(before, after, spreadsheet::DifferenceScope::kFormulaInputs,
                                  kMaxEdits, cancellation));
  if (!changes.has_value()) return nullptr;
  auto edited = std::make_shared<std::vector<spreadsheet::SheetRange>>();
  for (auto it = changes->begin(); it != changes->end();) {
    const int sheet = it->sheet;
    RangeCollector cells;
    for (; it != changes->end() && it->sheet == sheet; ++it) cells.Add(it->cell);
    for (const spreadsheet::RangeRef& range : cells.Finish()) edited->push_back({sheet, range});
  }
  return edited;
}

}  // namespace

void EngineCallBase::Prepare(Wanted wanted, WithDocument next) {
  DocumentLease lease = use_.documents->Take(wanted.workbook_id, DocumentUse::kCalculation);
  workbook::PackageRequest request;
  request.workbook_id = wanted.workbook_id;
  request.revision = wanted.revision;
  if (lease) request.known_revision = lease->revision;
  Fetch(std::move(request), [self = shared_from_this(), wanted = std::move(wanted),
                             lease = std::move(lease),
                             next = std::move(next)](workbook::FetchedPackage fetched) mutable {
    if (!wanted.expected_revision.empty() && wanted.expected_revision != fetched.revision) {
      return self->Finish(Conflict(wanted.expected_revision, fetched.revision));
    }
    if (fetched.bytes == nullptr) return next(std::move(lease));
    if (!self->Enter(Phase::kRead)) return;
    self->Compute([self, lease = std::move(lease), workbook_id = std::move(wanted.workbook_id),
                   fetched = std::move(fetched), next = std::move(next)]() mutable {
      return self->ReadAndMatch(std::move(lease), workbook_id, std::move(fetched), std::move(next));
    });
  });
}

absl::Status EngineCallBase::ReadAndMatch(DocumentLease lease, const std::string& workbook_id,
                                          workbook::FetchedPackage fetched, WithDocument next) {
  ASSIGN_OR_RETURN(auto workbook,
                   spreadsheet::OpenXlsx(fetched.bytes, use_.limits, context_.cancellation));
  ASSIGN_OR_RETURN(CalculationPlan plan,
                   PlanCalculation(std::move(workbook), *use_.engine, context_.cancellation,
                                   {.stale_values = fetched.stale_values}));
  State wanted;
  wanted.workbook_id = workbook_id;
  wanted.revision = fetched.revision;
  wanted.file_name = fetched.file_name;
  wanted.stale_values = fetched.stale_values;
  wanted.plan = std::make_shared<const CalculationPlan>(std::move(plan));
  // Which formulas keep values that are no good depends on what was edited.
  if (!wanted.plan->keeps_stale_values || fetched.calculated_revision.empty()) {
    return Match(std::move(lease), std::move(wanted), std::move(next));
  }
  workbook::PackageRequest request;
  request.workbook_id = workbook_id;
  request.revision = std::move(fetched.calculated_revision);
  FetchQuietly(std::move(request), [self = shared_from_this(), lease = std::move(lease),
                                    wanted = std::move(wanted), next = std::move(next)](
                                       workbook::FetchedPackage calculated) mutable {
    self->Compute([self, lease = std::move(lease), wanted = std::move(wanted),
                   calculated = std::move(calculated), next = std::move(next)]() mutable {
      return self->NarrowAndMatch(std::move(lease), std::move(wanted), std::move(calculated),
                                  std::move(next));
    });
  });
  return absl::OkStatus();
}

absl::Status EngineCallBase::NarrowAndMatch(DocumentLease lease, State wanted,
                                            workbook::FetchedPackage calculated,
                                            WithDocument next) {
  ASSIGN_OR_RETURN(const auto before,
                   spreadsheet::OpenXlsx(calculated.bytes, use_.limits, context_.cancellation));
  ASSIGN_OR_RETURN(EditedCells edited,
                   EditedBetween(before, wanted.plan->workbook, context_.cancellation));
  if (edited != nullptr) {
    ASSIGN_OR_RETURN(CalculationPlan plan,
                     PlanCalculation(wanted.plan->workbook, *use_.engine, context_.cancellation,
                                     {.stale_values = true, .edited = std::move(edited)}));
    wanted.plan = std::make_shared<const CalculationPlan>(std::move(plan));
  }
  return Match(std::move(lease), std::move(wanted), std::move(next));
}

absl::Status EngineCallBase::Match(DocumentLease lease, State wanted, WithDocument next) {
  if (lease) {
    ASSIGN_OR_RETURN(std::optional<EngineScenario> edits,
                     EditsBetween(*lease->plan, *wanted.plan, *use_.engine, context_.cancellation));
    if (edits.has_value()) {
      EngineQuestion question;
      question.edits = *std::move(edits);
      auto settle = [wanted = std::move(wanted), next = std::move(next)](
                        DocumentLease edited, const EngineAnswer&) mutable {
        wanted.document = std::move(edited->document);
        *edited = std::move(wanted);
        next(std::move(edited));
      };
      if (question.edits.empty()) {
        settle(std::move(lease), {});
      } else {
        Ask(std::move(lease), std::move(question), std::move(settle));
      }
      return absl::OkStatus();
    }
    lease.Drop();
  }
  OpenRequest request;
  ASSIGN_OR_RETURN(std::string package,
                   spreadsheet::WriteXlsx(*wanted.plan->for_engine, {}, context_.cancellation));
  request.package = std::make_shared<const std::string>(std::move(package));
  request.file_name = wanted.file_name;
  Open(std::move(wanted), std::move(request), std::move(next));
  return absl::OkStatus();
}

void EngineCallBase::Open(State state, OpenRequest request, WithDocument next) {
  if (!Enter(Phase::kStart)) return;
  use_.engine->Open(
      std::move(request), context_.cancellation,
      [self = shared_from_this()](EnginePhase phase) { self->OnEngine(phase); },
      [self = shared_from_this(), state = std::move(state),
       next = std::move(next)](absl::StatusOr<std::unique_ptr<EngineDocument>> opened) mutable {
        if (!opened.ok()) return self->Finish(opened.status());
        if (self->Over()) return;
        state.document = *std::move(opened);
        next(self->use_.documents->Lease(std::move(state)));
      });
}

void EngineCallBase::Ask(DocumentLease lease, EngineQuestion question,
                         absl::AnyInvocable<void(DocumentLease, EngineAnswer)> next) {
  if (Over()) return;
  EngineDocument& document = *lease->document;
  document.Ask(
      std::move(question), context_.cancellation,
      [self = shared_from_this()](EnginePhase phase) { self->OnEngine(phase); },
      [self = shared_from_this(), lease = std::move(lease),
       next = std::move(next)](absl::StatusOr<EngineAnswer> answer) mutable {
        // Nobody is left to tell what the document holds now.
        if (!answer.ok() || self->Over()) lease.Drop();
        if (!answer.ok()) return self->Finish(answer.status());
        if (!lease) return;
        next(std::move(lease), *std::move(answer));
      });
}

void EngineCallBase::Copy(DocumentLease lease,
                          absl::AnyInvocable<void(std::shared_ptr<EngineDocument>)> next) {
  if (Over()) return;
  EngineDocument& document = *lease->document;
  document.Clone(context_.cancellation,
                 [self = shared_from_this(), lease = std::move(lease), next = std::move(next)](
                     absl::StatusOr<std::unique_ptr<EngineDocument>> copy) mutable {
                   if (!copy.ok()) {
                     lease.Drop();
                     return self->Finish(copy.status());
                   }
                   lease.Return();
                   next(*std::move(copy));
                 });
}

void EngineCallBase::AskCopy(DocumentLease lease, EngineQuestion question,
                             absl::AnyInvocable<void(DocumentLease, EngineAnswer)> next) {
  if (!lease->document->can_clone()) {
    return Ask(std::move(lease), std::move(question),
               [next = std::move(next)](DocumentLease asked, EngineAnswer answer) mutable {
                 asked.Drop();
                 next({}, std::move(answer));
               });
  }
  Copy(std::move(lease), [self = shared_from_this(), question = std::move(question),
                          next = std::move(next)](std::shared_ptr<EngineDocument> copy) mutable {
    EngineDocument& asked = *copy;
    asked.Ask(
        std::move(question), self->context_.cancellation,
        [self](EnginePhase phase) { self->OnEngine(phase); },
        [self, copy, next = std::move(next)](absl::StatusOr<EngineAnswer> answer) mutable {
          if (!answer.ok()) return self->Finish(answer.status());
          if (self->Over()) return;
          next({}, *std::move(answer));
        });
  });
}

}  // namespace sheetgate::recalc
