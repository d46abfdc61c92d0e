// One scenario of a manifest's inputs.
#include "recalc-service/rpc/execute_manifest.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/calculation/doubts.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/rpc/port_value_codec.h"
#include "recalc-service/rpc/what_if_call.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/manifest/bind_manifest.h"
#include "spreadsheet/manifest/port_values.h"
#include "workbook-service/client/manifest_codec.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::BoundPort;
using spreadsheet::CellChange;
using spreadsheet::CellValue;
using spreadsheet::ManifestPort;
using spreadsheet::OutputIssue;
using v1::ExecuteManifestRequest;
using v1::ExecuteManifestResponse;

constexpr int64_t kMaxOutputCells = 10'000;
constexpr int64_t kMaxOutputBytes = int64_t{1} << 20;
constexpr int kMaxListed = 50;

// The first errors of a manifest that does not fit.
absl::Status DoesNotFit(const spreadsheet::BoundManifest& bound) {
  constexpr size_t kShown = 5;
  std::string message = "the manifest does not fit the workbook:";
  size_t errors = 0;
  for (const spreadsheet::ManifestProblem& problem : bound.problems) {
    if (problem.severity != spreadsheet::Severity::kError) break;  // the worst come first
    if (errors++ < kShown)
      platform::StrAppend(&message, " ", problem.port, " ", problem.message, ";");
  }
  if (errors > kShown) platform::StrAppend(&message, " and ", errors - kShown, " more;");
  return platform::InvalidArgument(ErrorReason::kInvalidArgument,
                                   StrCat(message, " check_manifest tells what to do"),
                                   {{"field", "manifest"}});
}

EngineContent ContentOf(const CellValue& value) {
  switch (spreadsheet::TypeOf(value)) {
    case spreadsheet::CellType::kNumber:
      return std::get<double>(value);
    case spreadsheet::CellType::kText:
      return std::get<std::string>(value);
    case spreadsheet::CellType::kBoolean:
      return std::get<bool>(value);
    default:
      return EngineContent();
  }
}

// The value of a cell; `reason` is why there is none, else empty.
CellValue ValueOf(const EngineValue& value, std::string* reason) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean;
  if (const auto* error = std::get_if<spreadsheet::CellError>(&value)) return *error;
  if (const auto* uncertain = std::get_if<UncertainError>(&value)) return uncertain->likely;
  if (const auto* text = std::get_if<std::string>(&value)) {
    return text->empty() ? CellValue() : CellValue(*text);
  }
  *reason = std::get<Uncalculated>(value).reason;
  return spreadsheet::CellError::kNa;
}

class ManifestExecution final : public WhatIfCall<ExecuteManifestRequest, ExecuteManifestResponse> {
 public:
  using WhatIfCall::WhatIfCall;

 private:
  const std::string& sheet_name() const override {
    static const std::string* const none = new std::string;
    return *none;
  }

  absl::Status Resolve(DocumentLease lease) override {
    ASSIGN_OR_RETURN(manifest_, workbook::DecodeManifest(request_.manifest()));
    ASSIGN_OR_RETURN(const auto inputs, DecodeInputs(request_));
    ASSIGN_OR_RETURN(bound_,
                     spreadsheet::BindManifest(*plan().workbook, manifest_, context_.cancellation));
    if (bound_.has_errors()) return DoesNotFit(bound_);
    ASSIGN_OR_RETURN(const std::vector<CellChange> changes,
                     spreadsheet::InputChanges(*plan().workbook, manifest_, bound_, inputs));
    RETURN_IF_ERROR(AddOutputs());
    evaluation_->scenarios.push_back(ScenarioOf(changes));
    RETURN_IF_ERROR(FindDoubts(changes));
    evaluation_->take = [this](size_t, absl::Span<const EngineValue> values) {
      Take(values);
      return true;
    };
    Evaluate(std::move(lease), evaluation_, [self = Self()](DocumentLease done) {
      static_cast<ManifestExecution&>(*self).Conclude(std::move(done));
    });
    return absl::OkStatus();
  }

  const std::string& SheetName(int32_t sheet) const {
    return plan().workbook->sheets()[static_cast<size_t>(sheet)].name;
  }

  absl::Status AddOutputs() {
    int64_t cells = 0;
    for (const BoundPort& port : bound_.ports) {
      if (manifest_.ports[port.index].is_input()) continue;
      cells += port.cells.range.cells();
      evaluation_->ranges.push_back({SheetName(port.cells.sheet), port.cells.range});
    }
    if (cells <= kMaxOutputCells) return absl::OkStatus();
    return platform::InvalidArgument(
        ErrorReason::kLimitExceeded,
        StrCat("the outputs have ", cells, " cells; the limit is ", kMaxOutputCells,
               ": leave some out"),
        {{"field", "manifest.ports"}, {"limit", StrCat(kMaxOutputCells)}});
  }

  EngineScenario ScenarioOf(const std::vector<CellChange>& changes) const {
    EngineScenario scenario;
    scenario.reserve(changes.size());
    for (const CellChange& change : changes) {
      EngineCell& cell = scenario.emplace_back();
      cell.sheet = SheetName(change.sheet);
      cell.cell = change.cell;
      cell.content = ContentOf(change.value);
    }
    return scenario;
  }

  absl::Status FindDoubts(const std::vector<CellChange>& changes) {
    std::vector<spreadsheet::SheetRange> inputs;
    inputs.reserve(changes.size());
    for (const CellChange& change : changes) {
      inputs.push_back({change.sheet, {change.cell, change.cell}});
    }
    std::vector<spreadsheet::SheetRange> outputs;
    for (const BoundPort& port : bound_.ports) {
      if (!manifest_.ports[port.index].is_input()) outputs.push_back(port.cells);
    }
    ASSIGN_OR_RETURN(
        doubts_, Doubts::Find(plan(), *plan().workbook, inputs, outputs, context_.cancellation));
    return absl::OkStatus();
  }

  // The values of all outputs, one after the other.
  void Take(absl::Span<const EngineValue> values) {
    for (const BoundPort& port : bound_.ports) {
      const ManifestPort& definition = manifest_.ports[port.index];
      if (definition.is_input()) continue;
      const auto count = static_cast<size_t>(port.cells.range.cells());
      TakeOutput(definition, port, values.subspan(0, count));
      values.remove_prefix(count);
    }
    if (result_.ByteSizeLong() > static_cast<size_t>(kMaxOutputBytes)) {
      Finish(platform::InvalidArgument(
          ErrorReason::kLimitExceeded,
          StrCat("the outputs have more than ", kMaxOutputBytes, " bytes: leave some out"),
          {{"field", "manifest.ports"}, {"limit", StrCat(kMaxOutputBytes)}}));
    }
  }

  void TakeOutput(const ManifestPort& definition, const BoundPort& port,
                  absl::Span<const EngineValue> engine_values) {
    const spreadsheet::RangeRef& range = port.cells.range;
    std::vector<CellValue> values;
    std::vector<OutputIssue> issues;
    const auto add = [&](spreadsheet::CellRef cell, std::string message) {
      if (HasColumn(port, cell.column)) {
        issues.push_back({{port.cells.sheet, {cell, cell}}, std::move(message)});
      }
    };
    for (size_t i = 0; i < engine_values.size(); ++i) {
      const auto at = static_cast<int64_t>(i);
      const spreadsheet::CellRef cell{
          range.first.row + static_cast<int32_t>(at / range.columns()),
          range.first.column + static_cast<int32_t>(at % range.columns())};
      const Doubt* doubt = doubts_.Of(port.cells.sheet, cell);
      const bool none = doubt != nullptr && !doubt->perhaps;
      std::string reason;
      values.push_back(ValueOf(none ? Uncalculated{doubt->reason} : engine_values[i], &reason));
      if (!reason.empty()) {
        add(cell, StrCat("was not calculated: ", reason));
      } else if (doubt != nullptr) {
        add(cell, StrCat("may not be right: ", doubt->reason));
      }
    }
    for (const KeptFormula& kept : plan().kept) {
      if (kept.sheet != port.cells.sheet || !range.Contains(kept.cell)) continue;
      if (doubts_.Of(kept.sheet, kept.cell) != nullptr) continue;
      add(kept.cell,
          StrCat(kept.left_to_engine ? "may not be what Excel has: " : "kept the value it had: ",
                 kept.reason));
    }
    std::vector<OutputIssue> others;
    EncodePortValue(spreadsheet::OutputValue(*plan().workbook, definition, port, values, &others),
                    &(*result_.mutable_outputs())[definition.name]);
    // Of a cell that was not calculated there is nothing else to say.
    for (OutputIssue& other : others) {
      if (std::ranges::find(issues, other.cell, &OutputIssue::cell) == issues.end()) {
        issues.push_back(std::move(other));
      }
    }
    Report(definition, issues);
  }

  static bool HasColumn(const BoundPort& port, int32_t column) {
    return port.columns.empty() ||
           std::ranges::find(port.columns, column, &spreadsheet::BoundColumn::column) !=
               port.columns.end();
  }

  void Report(const ManifestPort& definition, const std::vector<OutputIssue>& issues) {
    result_.set_problem_count(result_.problem_count() + static_cast<int64_t>(issues.size()));
    for (const OutputIssue& issue : issues) {
      if (result_.problems_size() == kMaxListed) return;
      v1::OutputProblem* problem = result_.add_problems();
      problem->set_port(definition.name);
      problem->set_cell(StrCat(spreadsheet::FormatSheetPrefix(SheetName(issue.cell.sheet)),
                               spreadsheet::FormatRange(issue.cell.range)));
      problem->set_message(issue.message);
    }
  }

  spreadsheet::Manifest manifest_;
  spreadsheet::BoundManifest bound_;
  Doubts doubts_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<ExecuteManifestResponse>>> ExecuteManifest(
    const ExecuteManifestRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  return StartWhatIf<ManifestExecution, ExecuteManifestRequest, ExecuteManifestResponse>(
      request, context, dependencies);
}

}  // namespace sheetgate::recalc
