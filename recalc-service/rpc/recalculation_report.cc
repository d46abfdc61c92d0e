// Counts and lists of a recalculation.
#include "recalc-service/rpc/recalculation_report.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/circular_references.h"
#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/volatile_scan.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/model/workbook_objects.h"

namespace sheetgate::recalc {
namespace {

using google::protobuf::RepeatedPtrField;
using spreadsheet::RangeRef;

constexpr size_t kMaxListed = 50;
// Of one circle.
constexpr size_t kMaxSteps = 20;

class Report {
 public:
  Report(const CalculationPlan& plan, const platform::CancellationToken& cancellation)
      : plan_(plan), cancellation_(cancellation) {}

  absl::StatusOr<v1::RecalculateResult> Make(const CalculationResults& results) {
    result_.set_formulas_calculated(results.calculated);
    result_.set_cells_changed(static_cast<int64_t>(results.changed.size()));
    result_.set_stale_values(plan_.keeps_stale_values);
    result_.set_error_count(static_cast<int64_t>(results.errors.size()));
    List(results.errors, result_.mutable_errors());
    result_.set_new_error_count(static_cast<int64_t>(results.new_errors.size()));
    List(results.new_errors, result_.mutable_new_errors());
    result_.set_resolved_error_count(static_cast<int64_t>(results.resolved_errors.size()));
    List(results.resolved_errors, result_.mutable_resolved_errors());
    AddKept(results.kept);
    AddUnsupportedFunctions();
    RETURN_IF_ERROR(AddCircularReferences());
    RETURN_IF_ERROR(AddVolatileCells());
    return std::move(result_);
  }

 private:
  const std::string& SheetName(int index) const {
    return plan_.workbook->sheets()[static_cast<size_t>(index)].name;
  }

  // "'My sheet'!A1:B2".
  std::string Place(int sheet, const RangeRef& range) const {
    return platform::StrCat(spreadsheet::FormatSheetPrefix(SheetName(sheet)),
                            spreadsheet::FormatRange(range));
  }

  void List(const std::vector<ErrorCell>& errors, RepeatedPtrField<v1::FormulaError>* list) const {
    for (const ErrorCell& error : absl::MakeConstSpan(errors).subspan(0, kMaxListed)) {
      v1::FormulaError* listed = list->Add();
      listed->set_sheet_name(SheetName(error.sheet));
      listed->set_address(spreadsheet::FormatCell(error.cell));
      listed->set_error(std::string(spreadsheet::ErrorText(error.error)));
    }
  }

  void AddKept(const std::vector<KeptFormula>& kept) {
    result_.set_not_recalculated_count(static_cast<int64_t>(kept.size()));
    for (const KeptFormula& formula : absl::MakeConstSpan(kept).subspan(0, kMaxListed)) {
      v1::SkippedFormula* listed = result_.add_not_recalculated();
      listed->set_sheet_name(SheetName(formula.sheet));
      listed->set_address(spreadsheet::FormatCell(formula.cell));
      listed->set_reason(formula.reason);
    }
  }

  void AddUnsupportedFunctions() {
    std::vector<std::pair<std::string, int64_t>> functions(plan_.unsupported_functions.begin(),
                                                           plan_.unsupported_functions.end());
    std::ranges::stable_sort(functions, std::ranges::greater(),
                             &std::pair<std::string, int64_t>::second);
    if (functions.size() > kMaxListed) functions.resize(kMaxListed);
    for (const auto& [name, formulas] : functions) {
      v1::UnsupportedFunction* listed = result_.add_unsupported_functions();
      listed->set_name(name);
      listed->set_formulas(formulas);
    }
  }

  // Engines report circles as formulas without a result, unless the workbook wants them iterated.
  absl::Status AddCircularReferences() {
    if (!plan_.lacked_results) {
      const auto objects = plan_.workbook->LoadWorkbookObjects(cancellation_);
      if (!objects.ok() || !(*objects)->calculation.iterate) return cancellation_.Check();
    }
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::DependencyGraph> graph,
                     spreadsheet::LoadDependencies(*plan_.workbook, cancellation_));
    const auto found = spreadsheet::FindCircularReferences(*graph, cancellation_);
    if (!found.ok()) return cancellation_.Check();  // too many to look at: they go untold
    int64_t cells = 0;
    for (const spreadsheet::CircularReference& circular : *found) cells += circular.cells;
    result_.set_circular_count(cells);
    for (const auto& circular : absl::MakeConstSpan(*found).subspan(0, kMaxListed)) {
      result_.add_circular_references(CircleText(circular.circle));
    }
    return absl::OkStatus();
  }

  std::string CircleText(absl::Span<const spreadsheet::SheetCell> circle) const {
    std::string text;
    for (const spreadsheet::SheetCell& step : circle.subspan(0, kMaxSteps)) {
      platform::StrAppend(&text, text.empty() ? "" : ", ",
                          Place(step.sheet, {step.cell, step.cell}));
    }
    if (circle.size() > kMaxSteps) {
      platform::StrAppend(&text, " and ", circle.size() - kMaxSteps, " more");
    }
    return text;
  }

  absl::Status AddVolatileCells() {
    const spreadsheet::VolatileScan scan(*plan_.workbook);
    int64_t cells = 0;
    for (size_t i = 0; i < plan_.sheets.size(); ++i) {
      if (plan_.sheets[i] == nullptr) continue;
      const int sheet = static_cast<int>(i);
      ASSIGN_OR_RETURN(const std::vector<spreadsheet::VolatileUse> uses,
                       scan.Scan(sheet, cancellation_));
      if (uses.empty()) continue;
      ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::FormulaMap> map,
                       spreadsheet::LoadFormulaMap(*plan_.workbook, sheet, cancellation_));
      // A group comes once for each function it calls. Groups are in order of their first cells.
      std::set<uint32_t> groups;
      for (const spreadsheet::VolatileUse& use : uses) groups.insert(use.group);
      for (const uint32_t group : groups) {
        for (const RangeRef& range : map->ranges(map->groups()[group])) {
          cells += range.cells();
          if (static_cast<size_t>(result_.volatile_cells_size()) < kMaxListed) {
            result_.add_volatile_cells(Place(sheet, range));
          }
        }
      }
    }
    result_.set_volatile_count(cells);
    return absl::OkStatus();
  }

  const CalculationPlan& plan_;
  const platform::CancellationToken& cancellation_;
  v1::RecalculateResult result_;
};

}  // namespace

absl::StatusOr<v1::RecalculateResult> ReportRecalculation(
    const CalculationPlan& plan, const CalculationResults& results,
    const platform::CancellationToken& cancellation) {
  return Report(plan, cancellation).Make(results);
}

}  // namespace sheetgate::recalc
