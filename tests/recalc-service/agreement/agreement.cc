// recalc_agreement: recalculates workbooks and says which results differ from those in the file.
//
// Takes paths on stdin, one a line. Prints a line of JSON for each: {"path", "error"} or {"path",
// "groups": [{"sheet", "functions", outcome: count, ..., "samples"}], "reasons": {why formulas were
// kept: count}}. A group is the formulas of a sheet that call the same functions; the outcomes are
// those of Outcome. Formulas without a value in the file count nowhere.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/metrics.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/calculation/results.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/dependents.h"
#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/volatile_scan.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/recalc-service/testing/engine_run.h"

namespace sheetgate::recalc {
namespace {

using nlohmann::json;
using spreadsheet::CellRef;
using spreadsheet::RangeRef;
using spreadsheet::SheetRange;

constexpr size_t kMaxSamples = 3;
constexpr size_t kMaxSampleText = 100;

// What became of a formula, compared with the value in the file.
enum class Outcome {
  kEqual,
  kDigits,     // numbers that differ by less than a ten-millionth, or by rounding at zero
  kErrorKind,  // two errors
  kDiffers,
  kFollows,  // differs, and depends on one that does
  kMoves,    // depends on the time, on chance or on where it is calculated
  kKept,     // was not recalculated
};
constexpr const char* kOutcomeNames[] = {"equal",   "digits", "error_kind", "differs",
                                         "follows", "moves",  "kept"};

// Results that cannot be compared. OFFSET and INDIRECT are volatile too, but theirs can.
const std::set<std::string> kMoving = {"CELL",      "INFO",        "NOW",  "RAND",
                                       "RANDARRAY", "RANDBETWEEN", "TODAY"};

Outcome OutcomeOf(const spreadsheet::CellValue& excel, const spreadsheet::CellValue& ours) {
  if (std::holds_alternative<spreadsheet::CellError>(excel) &&
      std::holds_alternative<spreadsheet::CellError>(ours)) {
    return Outcome::kErrorKind;
  }
  const auto* a = std::get_if<double>(&excel);
  const auto* b = std::get_if<double>(&ours);
  if (a == nullptr || b == nullptr) return Outcome::kDiffers;
  const double difference = std::fabs(*a - *b);
  const bool at_zero = (*a == 0 || *b == 0) && difference < 1e-12;
  const bool near = difference < 1e-7 * std::max(std::fabs(*a), std::fabs(*b));
  return at_zero || near ? Outcome::kDigits : Outcome::kDiffers;
}

std::string Shown(const spreadsheet::CellValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return json(*number).dump();
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? "TRUE" : "FALSE";
  if (const auto* error = std::get_if<spreadsheet::CellError>(&value)) {
    return std::string(spreadsheet::ErrorText(*error));
  }
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "" : "\"" + text->substr(0, kMaxSampleText) + "\"";
}

class Comparison {
 public:
  Comparison(Engine& engine, const std::string& path) : engine_(engine), path_(path) {}

  absl::StatusOr<json> Run() {
    std::ifstream file(path_, std::ios::binary);
    const auto bytes = std::make_shared<const std::string>(std::istreambuf_iterator<char>(file),
                                                           std::istreambuf_iterator<char>());
    ASSIGN_OR_RETURN(auto workbook, spreadsheet::OpenXlsx(bytes, {}, {}));
    ASSIGN_OR_RETURN(plan_, PlanCalculation(std::move(workbook), engine_, {}));
    RETURN_IF_ERROR(Calculate());
    if (!results_.uncalculated.empty()) {
      const std::vector<KeptFormula> kept = std::move(results_.uncalculated);
      ASSIGN_OR_RETURN(plan_, PlanCalculation(plan_.workbook, engine_, {}, {.also_kept = kept}));
      RETURN_IF_ERROR(Calculate());
    }
    for (const PlannedRange& range : plan_.ranges) Mark(range.sheet, range.range, Outcome::kEqual);
    RETURN_IF_ERROR(MarkChanges());
    RETURN_IF_ERROR(MarkMoving());
    for (const KeptFormula& kept : results_.kept) {
      Mark(kept.sheet, {kept.cell, kept.cell}, Outcome::kKept);
    }
    return Grouped();
  }

 private:
  using Cell = std::pair<int, CellRef>;

  absl::Status Calculate() {
    OpenRequest request;
    ASSIGN_OR_RETURN(std::string package, spreadsheet::WriteXlsx(*plan_.for_engine, {}, {}));
    request.package = std::make_shared<const std::string>(std::move(package));
    request.file_name = "book.xlsx";
    EngineQuestion question;
    question.ranges = RangesForEngine(plan_);
    tests::EngineRun run(engine_, std::move(request), std::move(question));
    ASSIGN_OR_RETURN(EngineAnswer answer, run.Wait());
    const EngineResult calculated{run.document().sheets(), std::move(answer.values)};
    ASSIGN_OR_RETURN(results_, CompareResults(plan_, calculated, {}));
    return absl::OkStatus();
  }

  void Mark(int sheet, const RangeRef& range, Outcome outcome) {
    for (CellRef cell = range.first; cell.row <= range.last.row; ++cell.row) {
      for (cell.column = range.first.column; cell.column <= range.last.column; ++cell.column) {
        outcomes_[{sheet, cell}] = outcome;
      }
    }
  }

  // Marks what depends on `roots` and has the outcome `from`.
  absl::Status MarkDependents(const std::vector<SheetRange>& roots, std::set<Outcome> from,
                              Outcome to) {
    ASSIGN_OR_RETURN(const auto graph, spreadsheet::LoadDependencies(*plan_.workbook, {}));
    ASSIGN_OR_RETURN(const auto found, spreadsheet::FindDependents(*graph, roots, {}));
    for (const spreadsheet::Dependents& group : found) {
      const RangeRef& range = group.cells.range;
      for (CellRef cell = range.first; cell.row <= range.last.row; ++cell.row) {
        for (cell.column = range.first.column; cell.column <= range.last.column; ++cell.column) {
          const auto marked = outcomes_.find({group.cells.sheet, cell});
          if (marked != outcomes_.end() && from.contains(marked->second)) marked->second = to;
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status MarkChanges() {
    std::vector<SheetRange> changed;
    for (const ChangedCell& cell : results_.changed) {
      Mark(cell.sheet, {cell.cell, cell.cell},
           OutcomeOf(Stored({cell.sheet, cell.cell}), cell.value));
      changed.push_back({cell.sheet, {cell.cell, cell.cell}});
      values_[{cell.sheet, cell.cell}] = Shown(cell.value);
    }
    return MarkDependents(changed, {Outcome::kDigits, Outcome::kErrorKind, Outcome::kDiffers},
                          Outcome::kFollows);
  }

  absl::Status MarkMoving() {
    const spreadsheet::VolatileScan scan(*plan_.workbook);
    std::vector<SheetRange> moving;
    for (size_t i = 0; i < plan_.sheets.size(); ++i) {
      if (plan_.sheets[i] == nullptr) continue;
      const int sheet = static_cast<int>(i);
      ASSIGN_OR_RETURN(const auto map, spreadsheet::LoadFormulaMap(*plan_.workbook, sheet, {}));
      ASSIGN_OR_RETURN(const auto uses, scan.Scan(sheet, {}));
      for (const spreadsheet::VolatileUse& use : uses) {
        if (!kMoving.contains(use.function)) continue;
        for (const RangeRef& range : map->ranges(map->groups()[use.group])) {
          moving.push_back({sheet, range});
          Mark(sheet, range, Outcome::kMoves);
        }
      }
    }
    return MarkDependents(moving,
                          {Outcome::kEqual, Outcome::kDigits, Outcome::kErrorKind,
                           Outcome::kDiffers, Outcome::kFollows},
                          Outcome::kMoves);
  }

  spreadsheet::CellValue Stored(const Cell& cell) const {
    const auto stored = plan_.sheets[static_cast<size_t>(cell.first)]->Find(cell.second);
    return stored.has_value() ? ToValue(*stored) : spreadsheet::CellValue();
  }

  // The formula of a cell, of a member of an array the array's.
  const std::string& FormulaAt(const Cell& cell) {
    const auto [known, fresh] = formulas_.try_emplace(cell);
    if (fresh) known->second = plan_.sheets[static_cast<size_t>(cell.first)]->Formula(cell.second);
    if (!known->second.empty()) return known->second;
    LoadArrays(cell.first);
    for (const auto& [range, formula] : arrays_[cell.first]) {
      if (range.Contains(cell.second)) known->second = formula;
    }
    return known->second;
  }

  void LoadArrays(int index) {
    const auto [arrays, fresh] = arrays_.try_emplace(index);
    if (!fresh) return;
    const spreadsheet::Sheet& sheet = *plan_.sheets[static_cast<size_t>(index)];
    auto& list = arrays->second;
    sheet.VisitFormulas(*sheet.used_range(), [&](const spreadsheet::FormulaView& formula) {
      if (formula.kind == spreadsheet::FormulaKind::kArray) {
        list.emplace_back(formula.range, std::string(formula.text));
      }
      return true;
    });
  }

  json Grouped() {
    std::map<std::pair<int, std::vector<std::string>>, json> groups;
    for (const auto& [cell, outcome] : outcomes_) {
      const spreadsheet::CellValue stored = Stored(cell);
      if (std::holds_alternative<std::monostate>(stored)) continue;
      const std::string& formula = FormulaAt(cell);
      std::vector<std::string> functions = spreadsheet::FunctionsOf(formula);
      std::ranges::sort(functions);
      json& group = groups[{cell.first, std::move(functions)}];
      json& count = group[kOutcomeNames[static_cast<int>(outcome)]];
      count = count.is_null() ? 1 : count.get<int64_t>() + 1;
      json& samples = group["samples"];
      if (outcome != Outcome::kDiffers || samples.size() == kMaxSamples) continue;
      samples.push_back(platform::StrCat(spreadsheet::FormatCell(cell.second), " =",
                                         formula.substr(0, kMaxSampleText), ": Excel ",
                                         Shown(stored), ", LibreOffice ", values_.at(cell)));
    }
    json list = json::array();
    for (auto& [key, group] : groups) {
      group["sheet"] = plan_.workbook->sheets()[static_cast<size_t>(key.first)].name;
      group["functions"] = key.second;
      list.push_back(std::move(group));
    }
    return {{"path", path_}, {"groups", std::move(list)}, {"reasons", Reasons()}};
  }

  std::map<std::string, int64_t> Reasons() const {
    std::map<std::string, int64_t> reasons;
    for (const KeptFormula& kept : results_.kept) {
      const bool depends = kept.reason.starts_with("depends on ");
      ++reasons[depends ? "depends on another" : kept.reason];
    }
    return reasons;
  }

  Engine& engine_;
  const std::string path_;
  CalculationPlan plan_;
  CalculationResults results_;
  std::map<Cell, Outcome> outcomes_;
  std::map<Cell, std::string> values_;  // of those that differ
  std::map<Cell, std::string> formulas_;
  std::map<int, std::vector<std::pair<RangeRef, std::string>>> arrays_;  // by sheet
};

int Main(const std::string& worker) {
  platform::MetricsRegistry metrics;
  WorkerSupervisor::Options options;
  options.worker_path = worker;
  LibreOfficeEngine engine(std::move(options), metrics);
  if (const absl::Status available = engine.Available(); !available.ok()) {
    std::cerr << available << '\n';
    return 1;
  }
  for (std::string path; std::getline(std::cin, path);) {
    const absl::StatusOr<json> compared = Comparison(engine, path).Run();
    const json line = compared.ok() ? *compared
                                    : json{{"path", path},
                                           {"error", platform::ToStd(compared.status().message())}};
    std::cout << line.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace sheetgate::recalc

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: recalc_agreement WORKER < paths\n";
    return 2;
  }
  return sheetgate::recalc::Main(argv[1]);
}
