#include "workbook-service/rpc/verify_workbook.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/verify_workbook.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/compared_states.h"
#include "workbook-service/rpc/comparison_codec.h"
#include "workbook-service/rpc/expectations.h"
#include "workbook-service/rpc/qualified_range.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::CellRef;
using spreadsheet::ErrorComparison;
using spreadsheet::ErrorList;
using spreadsheet::ErrorRange;
using spreadsheet::RangeRef;
using spreadsheet::Sheet;
using spreadsheet::TargetClass;
using spreadsheet::TargetState;

constexpr int64_t kMaxTargetCells = 500;
constexpr int kDefaultMaxErrors = 20;
constexpr size_t kTargetClasses = 6;
// A page of unchanged targets is a list of ranges, one a target at least.
constexpr size_t kMostUnchangedRanges = 500;

absl::StatusOr<std::vector<QualifiedRange>> ParseTargets(const v1::VerifyWorkbookRequest& request,
                                                         const spreadsheet::Workbook& workbook) {
  std::vector<QualifiedRange> targets;
  int64_t cells = 0;
  for (int i = 0; i < request.targets_size(); ++i) {
    const std::string field = StrCat("targets[", i, "]");
    ASSIGN_OR_RETURN(
        const QualifiedRange target,
        ParseQualifiedRange(request.targets(i), request.sheet_name(), workbook, field));
    cells += target.range.cells();
    if (cells > kMaxTargetCells) {
      return platform::WithMetadata(
          BadArgument(platform::ErrorReason::kLimitExceeded, field,
                      StrCat("more than ", kMaxTargetCells,
                             " cells together; compare_workbooks covers whole sheets"),
                      "\"Sheet1!B2:B10\""),
          "limit", StrCat(kMaxTargetCells));
    }
    targets.push_back(target);
  }
  return targets;
}

// Writes the proof, as far as there is room.
class ProofWriter {
 public:
  ProofWriter(const ComparedStates& states, const ReadLimits& limits,
              const platform::CancellationToken& cancellation, v1::VerifyWorkbookResponse* response)
      : states_(states),
        before_(*states.base->workbook),
        after_(*states.current->workbook),
        budget_(limits),
        cancellation_(cancellation),
        response_(response) {}

  void AddExpectations(std::vector<v1::ExpectationResult> results) {
    v1::VerifySummary& summary = *response_->mutable_summary();
    int failed = 0;
    for (v1::ExpectationResult& result : results) {
      if (!result.passed()) ++failed;
      constexpr int64_t kNames = 60;
      budget_.Reserve(kNames + TextBytes(result.cell()) + ValueBytes(result.actual()) +
                      TextBytes(result.problem()));
      *response_->add_expectations() = std::move(result);
    }
    summary.set_expectations_failed(failed);
    summary.set_expectations_passed(static_cast<int>(results.size()) - failed);
    if (failed > 0) {
      response_->add_reasons(StrCat(failed, " of ", results.size(), " expectations ",
                                    failed == 1 ? "does" : "do", " not hold"));
    }
  }

  absl::Status AddTargets(const std::vector<QualifiedRange>& targets) {
    for (const QualifiedRange& target : targets) RETURN_IF_ERROR(AddTarget(target));
    for (size_t i = 0; i < kTargetClasses; ++i) {
      if (classes_[i] == 0) continue;
      v1::ChangeCount* count = response_->mutable_summary()->add_targets();
      count->set_kind(std::string(NameOf(static_cast<TargetClass>(i))));
      count->set_count(classes_[i]);
    }
    return absl::OkStatus();
  }

  absl::Status AddErrors(const ErrorComparison& errors, int most) {
    v1::VerifySummary& summary = *response_->mutable_summary();
    summary.set_new_errors(errors.fresh.cells);
    summary.set_resolved_errors(errors.resolved.cells);
    summary.set_preexisting_errors(errors.preexisting.cells);
    if (errors.fresh.cells > 0) {
      response_->add_reasons(
          StrCat(errors.fresh.cells, " new error", errors.fresh.cells == 1 ? "" : "s"));
    }
    RETURN_IF_ERROR(AddList(errors.fresh, most, response_->mutable_new_errors()));
    RETURN_IF_ERROR(AddList(errors.resolved, most, response_->mutable_resolved_errors()));
    return AddList(errors.preexisting, most, response_->mutable_preexisting_errors());
  }

  void AddNames() {
    const auto& names = states_.comparison->names;
    int64_t changes = 0;
    for (const auto& counts : names.counts) {
      for (const int64_t count : counts) changes += count;
    }
    response_->mutable_summary()->set_name_changes(static_cast<int32_t>(changes));
    const DifferenceEncoder encoder(states_, 0);
    for (const spreadsheet::ItemDifference& name : names.differences) {
      v1::Difference difference = encoder.EncodeItem(name);
      if (!budget_.Take(DifferenceBytes(difference), 0)) break;
      *response_->add_names() = std::move(difference);
    }
    left_out_ += changes - response_->names_size();
  }

  void AddCells() {
    spreadsheet::CellCounts counts = {};
    for (const spreadsheet::SheetComparison& sheet : states_.comparison->sheets) {
      for (size_t i = 0; i < counts.size(); ++i) counts[i] += sheet.cells.counts[i];
    }
    ForEachCount(counts, [this](std::string kind, int64_t cells) {
      v1::ChangeCount* count = response_->mutable_summary()->add_cells();
      count->set_kind(std::move(kind));
      count->set_count(cells);
    });
  }

  void Finish() {
    if (left_out_ > 0) response_->set_left_out(left_out_);
    const bool stale = states_.current->stale_values;
    response_->set_verdict(response_->reasons_size() > 0 ? "fail" : stale ? "stale" : "pass");
    if (stale) {
      response_->add_reasons(
          "formula results are older than the last edit: recalculate and verify again");
    }
  }

 private:
  absl::Status AddTarget(const QualifiedRange& target) {
    spreadsheet::ChangedRanges unchanged(kMostUnchangedRanges);
    for (int32_t row = target.range.first.row; row <= target.range.last.row; ++row) {
      for (int32_t column = target.range.first.column; column <= target.range.last.column;
           ++column) {
        const CellRef cell = {row, column};
        ASSIGN_OR_RETURN(const TargetState state,
                         spreadsheet::ClassifyTarget(before_, after_, *states_.comparison,
                                                     target.sheet, cell, cancellation_));
        ++classes_[static_cast<size_t>(state.target_class)];
        if (state.target_class == TargetClass::kUnchanged) {
          unchanged.Add(cell, 0);
          continue;
        }
        RETURN_IF_ERROR(AddDelta(target.sheet, cell, state));
      }
    }
    for (const spreadsheet::ChangedRange& range : unchanged.Take()) {
      std::string text = QualifiedText(after_.sheets()[target.sheet].name, range.range);
      if (budget_.Take(TextBytes(text), 0)) {
        response_->add_unchanged_targets(std::move(text));
      } else {
        ++left_out_;
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddDelta(int sheet, CellRef cell, const TargetState& state) {
    const std::string& name = after_.sheets()[sheet].name;
    const int old_index = states_.comparison->FindAfter(sheet)->match.before;
    v1::TargetDelta delta;
    delta.set_cell(QualifiedText(name, {cell, cell}));
    delta.set_classification(std::string(NameOf(state.target_class)));
    ASSIGN_OR_RETURN(const auto new_cells, after_.LoadSheet(sheet, cancellation_));
    if (const auto now = new_cells->Find(cell)) {
      EncodeSampleValue(*now, after_, delta.mutable_new_value());
    }
    std::string formula = SampleFormula(*new_cells, cell);
    if (!state.before.has_value()) {
      delta.set_old_cell("none");
    } else {
      const std::string& old_name = before_.sheets()[old_index].name;
      if (*state.before != cell || old_name != name) {
        delta.set_old_cell(QualifiedText(old_name, {*state.before, *state.before}));
      }
      ASSIGN_OR_RETURN(const auto old_cells, before_.LoadSheet(old_index, cancellation_));
      if (const auto then = old_cells->Find(*state.before)) {
        EncodeSampleValue(*then, before_, delta.mutable_old_value());
      }
      delta.set_old_formula(SampleFormula(*old_cells, *state.before));
    }
    if (formula != delta.old_formula()) delta.set_new_formula(std::move(formula));
    constexpr int64_t kNames = 140;
    const int64_t bytes = kNames + TextBytes(delta.cell()) + TextBytes(delta.old_cell()) +
                          ValueBytes(delta.old_value()) + ValueBytes(delta.new_value()) +
                          TextBytes(delta.old_formula()) + TextBytes(delta.new_formula());
    if (budget_.Take(bytes, 1)) {
      *response_->add_targets() = std::move(delta);
    } else {
      ++left_out_;
    }
    return absl::OkStatus();
  }

  template <typename List>
  absl::Status AddList(const ErrorList& errors, int most, List* list) {
    for (const ErrorRange& range : errors.ranges) {
      if (list->size() == most) break;
      ASSIGN_OR_RETURN(v1::ErrorRange encoded, Encode(range));
      constexpr int64_t kNames = 120;
      const int64_t bytes = kNames + TextBytes(encoded.sheet_name()) +
                            TextBytes(encoded.old_formula()) + TextBytes(encoded.new_formula());
      if (!budget_.Take(bytes, 0)) break;
      *list->Add() = std::move(encoded);
    }
    left_out_ += static_cast<int64_t>(errors.ranges.size()) - list->size();
    return absl::OkStatus();
  }

  absl::StatusOr<v1::ErrorRange> Encode(const ErrorRange& range) const {
    v1::ErrorRange encoded;
    const bool now = range.after_sheet >= 0 && !range.gone;
    encoded.set_sheet_name(range.after_sheet >= 0 ? after_.sheets()[range.after_sheet].name
                                                  : before_.sheets()[range.before_sheet].name);
    encoded.set_range(spreadsheet::FormatRange(range.range));
    encoded.set_cells(range.range.cells());
    if (range.before.has_value()) encoded.set_old_error(std::string(ErrorText(*range.before)));
    if (range.after.has_value()) encoded.set_new_error(std::string(ErrorText(*range.after)));
    CellRef then = range.range.first;
    bool had = range.before_sheet >= 0;
    if (now && had) {
      const auto& rows = states_.comparison->FindAfter(range.after_sheet)->rows;
      const auto row = rows.Before(then.row);
      had = row.has_value();
      then.row = row.value_or(then.row);
    }
    if (had) {
      ASSIGN_OR_RETURN(const auto cells, before_.LoadSheet(range.before_sheet, cancellation_));
      encoded.set_old_formula(SampleFormula(*cells, then));
    }
    if (now) {
      ASSIGN_OR_RETURN(const auto cells, after_.LoadSheet(range.after_sheet, cancellation_));
      std::string formula = SampleFormula(*cells, range.range.first);
      if (formula != encoded.old_formula()) encoded.set_new_formula(std::move(formula));
    }
    return encoded;
  }

  const ComparedStates& states_;
  const spreadsheet::Workbook& before_;
  const spreadsheet::Workbook& after_;
  ResponseBudget budget_;
  const platform::CancellationToken& cancellation_;
  v1::VerifyWorkbookResponse* const response_;
  std::array<int64_t, kTargetClasses> classes_ = {};
  int64_t left_out_ = 0;
};

// Kept with the current state, as the comparison is.
absl::StatusOr<std::shared_ptr<const ErrorComparison>> ErrorsOf(
    const ComparedStates& states, bool align_rows,
    const platform::CancellationToken& cancellation) {
  const std::string key =
      StrCat("errors/", align_rows ? "aligned/" : "by_address/", states.base->revision);
  return states.current->workbook->derived().Get<ErrorComparison>(key, cancellation, [&] {
    return spreadsheet::CompareErrors(*states.base->workbook, *states.current->workbook,
                                      *states.comparison, cancellation);
  });
}

}  // namespace

absl::StatusOr<v1::VerifyWorkbookResponse> VerifyWorkbook(const v1::VerifyWorkbookRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session,
                                                          const ReadLimits& limits) {
  const bool align_rows = !request.has_align_rows() || request.align_rows();
  ASSIGN_OR_RETURN(ComparedStates states,
                   OpenStates({request.workbook_id(), request.revision(),
                               request.base_workbook_id(), request.base_revision()},
                              session, context));
  const spreadsheet::Workbook& workbook = *states.current->workbook;
  // Also when every cell names its sheet: a sheet there is not is a mistake.
  if (!request.sheet_name().empty()) {
    const auto sheet = workbook.FindSheet(request.sheet_name());
    if (!sheet.ok()) return InField(sheet.status(), "sheet_name", "\"Sheet1\"");
  }
  ASSIGN_OR_RETURN(const std::vector<QualifiedRange> targets, ParseTargets(request, workbook));
  ASSIGN_OR_RETURN(std::vector<v1::ExpectationResult> expectations,
                   CheckExpectations(request, workbook, context.cancellation));
  ASSIGN_OR_RETURN(states.comparison,
                   Compare(*states.base, *states.current, align_rows, session, context));
  ASSIGN_OR_RETURN(const auto errors, ErrorsOf(states, align_rows, context.cancellation));

  v1::VerifyWorkbookResponse response;
  response.set_base_revision(states.base->revision);
  response.set_revision(states.current->revision);
  ProofWriter writer(states, limits, context.cancellation, &response);
  writer.AddExpectations(std::move(expectations));
  RETURN_IF_ERROR(writer.AddTargets(targets));
  RETURN_IF_ERROR(writer.AddErrors(
      *errors, request.has_max_errors() ? request.max_errors() : kDefaultMaxErrors));
  writer.AddNames();
  writer.AddCells();
  writer.Finish();
  return response;
}

}  // namespace sheetgate::workbook
