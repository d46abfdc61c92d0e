#include "spreadsheet/analysis/check_workbook.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/range_set.h"
#include "spreadsheet/analysis/workbook_checks.h"
#include "spreadsheet/model/heap_bytes.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

auto OrderOf(const WorkbookProblem& problem) {
  const RangeRef first = problem.ranges.empty() ? RangeRef() : problem.ranges.front().range;
  return std::tuple(problem.severity, problem.kind, problem.sheet, first.first.row,
                    first.first.column, std::string_view(problem.message));
}

absl::StatusOr<std::shared_ptr<const WorkbookCheck>> Check(
    const Workbook& workbook, const platform::CancellationToken& cancellation) {
  auto check = std::make_shared<WorkbookCheck>();
  ASSIGN_OR_RETURN(const std::shared_ptr<const DependencyGraph> graph,
                   LoadDependencies(workbook, cancellation));
  CheckInput input{workbook, *graph, {}, cancellation};
  input.sheets.resize(workbook.sheets().size());
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    if (workbook.sheets()[i].kind != SheetKind::kWorksheet) continue;
    auto sheet = workbook.LoadSheet(static_cast<int>(i), cancellation);
    if (sheet.ok()) {
      input.sheets[i] = *std::move(sheet);
      continue;
    }
    RETURN_IF_ERROR(cancellation.Check());
    check->unchecked.push_back(
        Concat("sheet ", Quoted(workbook.sheets()[i].name), ": it cannot be read"));
  }
  RETURN_IF_ERROR(CheckCells(input, check.get()));
  RETURN_IF_ERROR(CheckReferences(input, check.get()));
  RETURN_IF_ERROR(CheckCircles(input, check.get()));
  RETURN_IF_ERROR(CheckPatterns(input, check.get()));
  std::ranges::stable_sort(check->problems, ComesBefore);
  return check;
}

}  // namespace

bool ComesBefore(const WorkbookProblem& a, const WorkbookProblem& b) {
  return OrderOf(a) < OrderOf(b);
}

absl::Status CheckPatterns(const CheckInput& input, WorkbookCheck* check) {
  for (size_t i = 0; i < input.sheets.size(); ++i) {
    if (input.sheets[i] == nullptr) continue;
    const auto sheet = static_cast<int32_t>(i);
    ASSIGN_OR_RETURN(const std::shared_ptr<const FormulaMap> map,
                     LoadFormulaMap(input.workbook, sheet, input.cancellation));
    std::map<std::pair<uint32_t, bool>, WorkbookProblem> groups;
    std::map<std::pair<uint32_t, bool>, std::vector<RangeRef>> cells;
    for (const FormulaOutlier& outlier : map->outliers()) {
      const auto [found, fresh] = groups.try_emplace({outlier.expected_group, outlier.constant});
      cells[found->first].push_back({outlier.cell, outlier.cell});
      if (!fresh) continue;
      WorkbookProblem& problem = found->second;
      problem.kind = ProblemKind::kInconsistentFormulas;
      problem.severity = Severity::kWarning;
      problem.sheet = sheet;
      problem.formula = outlier.constant ? "" : input.sheets[i]->Formula(outlier.cell);
      problem.message =
          Concat(outlier.constant ? "a value among formulas" : "a formula unlike its neighbours",
                 ", as in ", FormatCell(outlier.cell), " where ", FormatRange(outlier.run),
                 " would have =", ExpectedFormula(*input.sheets[i], outlier));
      problem.action = "fill the formula of the neighbours in, unless the exception is meant";
    }
    for (auto& [key, problem] : groups) {
      for (const RangeRef& range : JoinRanges(std::move(cells[key]))) problem.Add({sheet, range});
      check->problems.push_back(std::move(problem));
    }
  }
  return absl::OkStatus();
}

size_t WorkbookCheck::memory_bytes() const {
  size_t bytes = sizeof(*this) + SlotBytes(problems) + HeapBytes(unchecked);
  for (const WorkbookProblem& problem : problems) {
    bytes +=
        SlotBytes(problem.ranges) + HeapBytes(problem.message, problem.formula, problem.action);
  }
  return bytes;
}

absl::StatusOr<std::shared_ptr<const WorkbookCheck>> LoadWorkbookCheck(
    const Workbook& workbook, const platform::CancellationToken& cancellation) {
  return workbook.derived().Get<WorkbookCheck>("workbook_check", cancellation,
                                               [&] { return Check(workbook, cancellation); });
}

}  // namespace sheetgate::spreadsheet
