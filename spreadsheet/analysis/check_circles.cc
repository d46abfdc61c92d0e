#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/circular_references.h"
#include "spreadsheet/analysis/workbook_checks.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/model/workbook_objects.h"

namespace sheetgate::spreadsheet {
namespace {

// The blocks a circle runs through: circles filled down over rows are one problem.
std::vector<uint32_t> BlocksOf(const DependencyGraph& graph, const CircularReference& circular) {
  std::vector<uint32_t> blocks;
  for (const SheetCell& step : circular.circle) {
    graph.ForEachBlock(step.sheet, {step.cell, step.cell}, [&](const FormulaBlock& block) {
      blocks.push_back(block.id);
      return false;
    });
  }
  return blocks;
}

bool CalculatesIteratively(const CheckInput& input) {
  const auto objects = input.workbook.LoadWorkbookObjects(input.cancellation);
  return objects.ok() && (*objects)->calculation.iterate;
}

}  // namespace

absl::Status CheckCircles(const CheckInput& input, WorkbookCheck* check) {
  const auto circles = FindCircularReferences(input.graph, input.cancellation);
  if (!circles.ok()) {
    RETURN_IF_ERROR(input.cancellation.Check());
    check->unchecked.push_back(
        Concat("circular_references: ", std::string(circles.status().message())));
    return absl::OkStatus();
  }
  struct Alike {
    const CircularReference* first = nullptr;
    int64_t circles = 0;
    int64_t cells = 0;
  };
  std::map<std::vector<uint32_t>, Alike> groups;
  for (const CircularReference& circular : *circles) {
    Alike& group = groups[BlocksOf(input.graph, circular)];
    if (group.first == nullptr) group.first = &circular;
    ++group.circles;
    group.cells += circular.cells;
  }
  const bool meant = !groups.empty() && CalculatesIteratively(input);
  for (const auto& [blocks, group] : groups) {
    WorkbookProblem problem;
    problem.kind = ProblemKind::kCircularReferences;
    problem.severity = meant ? Severity::kInfo : Severity::kError;
    const SheetCell& first = group.first->circle.front();
    problem.sheet = first.sheet;
    for (const SheetCell& step : group.first->circle) {
      problem.Add({step.sheet, {step.cell, step.cell}});
    }
    problem.cells = group.cells;
    problem.message = group.first->circle.size() == 1
                          ? std::string("a formula that reads itself")
                          : std::string("formulas that depend on themselves: each reads the next");
    if (group.first->cells > static_cast<int64_t>(group.first->circle.size())) {
      problem.message += Concat(", the shortest circle among ", group.first->cells,
                                " cells that depend on each other");
    }
    if (group.circles > 1) problem.message += Concat("; ", group.circles - 1, " more like it");
    problem.formula = input.sheets[first.sheet]->Formula(first.cell);
    problem.action = meant ? "the workbook calculates iteratively: check that it is meant"
                           : "take one of the cells out of the range another reads";
    check->problems.push_back(std::move(problem));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
