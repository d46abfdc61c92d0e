// Reading and analysis on workbooks of a million cells, against what agents may be kept waiting.
//
//   analysis_benchmark DIRECTORY [REPEATS]    the directory of tests/benchmarks/xlsx/workbooks.py
//
// Analyses are timed on a workbook whose cells are in memory and of which nothing is known yet;
// calls are timed in the service, on a cached revision. Prints Markdown; exit status 1 when a bar
// is missed.
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/base/shared_bytes.h"
#include "platform/observability/metrics.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "workbook-service/rpc/check_workbook.h"
#include "workbook-service/rpc/find_value.h"
#include "workbook-service/rpc/range_values.h"
#include "workbook-service/session/embedded_session.h"

namespace sheetgate::benchmarks {
namespace {

using WorkbookPtr = std::shared_ptr<const spreadsheet::Workbook>;

// Milliseconds of each run, sorted.
using Times = std::vector<double>;

Times Repeat(int times, const std::function<std::function<void()>()>& prepare) {
  Times milliseconds;
  for (int i = 0; i < times; ++i) {
    const std::function<void()> run = prepare();
    const auto start = std::chrono::steady_clock::now();
    run();
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
            .count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  return milliseconds;
}

[[noreturn]] void Die(const std::string& what, const absl::Status& status) {
  std::cerr << what << ": " << status << "\n";
  std::exit(2);
}

template <typename T>
T OrDie(absl::StatusOr<T> value, const std::string& what) {
  if (!value.ok()) Die(what, value.status());
  return *std::move(value);
}

// A workbook whose first sheet's cells are in memory.
WorkbookPtr Loaded(const std::filesystem::path& path) {
  auto workbook =
      OrDie(spreadsheet::OpenXlsx(OrDie(platform::SharedBytes::Map(path.string()), path.string()),
                                  {}, {}),
            path.string());
  OrDie(workbook->LoadSheet(0, {}), path.string());
  return workbook;
}

class Report {
 public:
  Report() {
    std::cout
        << "| what | workbook | best ms | median ms | bar ms | |\n|---|---|---|---|---|---|\n";
  }
  // `bar`: of the best run for analyses, of the median for calls; 0: none.
  void Add(const std::string& what, const std::string& workbook, const Times& times, double bar,
           bool bar_on_median = false, const std::string& note = "") {
    const double median = times[times.size() / 2];
    const bool missed = bar > 0 && (bar_on_median ? median : times.front()) > bar;
    missed_ = missed_ || missed;
    std::printf("| %s | %s | %.2f | %.2f | %s | %s%s |\n", what.c_str(), workbook.c_str(),
                times.front(), median, bar > 0 ? std::to_string(bar).substr(0, 6).c_str() : "",
                missed ? "MISSED " : "", note.c_str());
    std::fflush(stdout);
  }
  void Miss() { missed_ = true; }
  bool missed() const { return missed_; }

 private:
  bool missed_ = false;
};

// An analysis of a workbook nothing is known of yet.
Times Analyse(const std::filesystem::path& path, int repeats,
              const std::function<void(const spreadsheet::Workbook&)>& analysis) {
  return Repeat(repeats, [&]() -> std::function<void()> {
    return [workbook = Loaded(path), &analysis] { analysis(*workbook); };
  });
}

void MeasureFormulas(const std::filesystem::path& path, int repeats, Report& report) {
  const std::string name = path.stem().string();
  report.Add("formula map", name,
             Analyse(path, repeats,
                     [](const spreadsheet::Workbook& workbook) {
                       OrDie(spreadsheet::LoadFormulaMap(workbook, 0, {}), "formula map");
                     }),
             1000);
  double bytes_per_formula = 0;
  const Times times = Analyse(path, repeats, [&](const spreadsheet::Workbook& workbook) {
    const auto graph = OrDie(spreadsheet::LoadDependencies(workbook, {}), "dependency graph");
    bytes_per_formula = static_cast<double>(graph->memory_bytes()) /
                        static_cast<double>(std::max<int64_t>(1, graph->formula_count()));
  });
  constexpr double kMostBytes = 200;
  const bool heavy = bytes_per_formula >= kMostBytes;
  if (heavy) report.Miss();
  char note[64];
  std::snprintf(note, sizeof(note), "%s%.2f bytes a formula (bar 200)", heavy ? "MISSED " : "",
                bytes_per_formula);
  report.Add("dependency graph", name, times, 1500, false, note);
}

void MeasureRegions(const std::filesystem::path& path, int repeats, Report& report) {
  report.Add("regions of a sheet", path.stem().string(),
             Analyse(path, repeats,
                     [](const spreadsheet::Workbook& workbook) {
                       OrDie(spreadsheet::RegionsOf(workbook, 0, {}), "regions");
                     }),
             200);
}

// Calls in the service, over a workspace of its own.
class Service {
 public:
  explicit Service(const std::vector<std::filesystem::path>& files) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "sheetgate-bench-XXXXXX").string();
    workspace_ = mkdtemp(pattern.data());
    for (const auto& file : files) {
      std::filesystem::copy_file(file, std::filesystem::path(workspace_) / file.filename());
    }
    session_ = OrDie(workbook::OpenEmbeddedSession({.workspace_dir = workspace_},
                                                   platform::Clock::Real(), metrics_),
                     workspace_);
  }
  ~Service() {
    session_.reset();
    std::filesystem::remove_all(workspace_);
  }

  std::string IdOf(const std::string& name) {
    for (const auto& file : OrDie(session_->ListFiles(context_), "list")) {
      if (file.path == name) return file.workbook_id;
    }
    Die(name, absl::NotFoundError("not in the workspace"));
  }
  // The name of the first sheet.
  std::string SheetOf(const std::string& id) {
    return OrDie(session_->Open(id, "", context_), id)->workbook->sheets().front().name;
  }
  // Times a call, after one that brings what it needs into memory.
  template <typename Handler, typename Request>
  Times Call(Handler handler, const Request& request, int repeats) {
    const auto call = [&] { OrDie(handler(request, context_, *session_, {}), "call"); };
    call();
    return Repeat(repeats, [&]() -> std::function<void()> { return call; });
  }

 private:
  std::string workspace_;
  platform::MetricsRegistry metrics_;
  platform::RequestContext context_;
  std::unique_ptr<workbook::Session> session_;
};

void MeasureCalls(const std::filesystem::path& directory, int repeats, Report& report) {
  Service service({directory / "vals_1m.xlsx", directory / "formulas_600k.xlsx"});
  constexpr int kManyTimes = 200;
  const std::string values = service.IdOf("vals_1m.xlsx");
  workbook::v1::RangeValuesRequest range;
  range.set_workbook_id(values);
  range.set_sheet_name(service.SheetOf(values));
  range.add_ranges("A1000:J1049");
  report.Add("range_values, 500 cells, p50", "vals_1m",
             service.Call(workbook::RangeValues, range, repeats * kManyTimes), 0.3, true);
  for (const char* query : {"no cell has this", "7919"}) {
    workbook::v1::FindValueRequest find;
    find.set_workbook_id(values);
    find.set_query(query);
    report.Add(std::string("find_value '") + query + "', p50", "vals_1m",
               service.Call(workbook::FindValue, find, 3 * repeats), 50, true);
  }
  workbook::v1::CheckWorkbookRequest check;
  check.set_workbook_id(service.IdOf("formulas_600k.xlsx"));
  report.Add("check_workbook, graph known, p50", "formulas_600k",
             service.Call(workbook::CheckWorkbook, check, repeats), 0, true);
}

int Main(const std::filesystem::path& directory, int repeats) {
  Report report;
  for (const char* name : {"formulas_600k.xlsx", "formulas_600k_shared.xlsx"}) {
    MeasureFormulas(directory / name, repeats, report);
  }
  for (const char* name : {"vals_1m.xlsx", "formulas_600k.xlsx"}) {
    MeasureRegions(directory / name, repeats, report);
  }
  MeasureCalls(directory, repeats, report);
  return report.missed() ? 1 : 0;
}

}  // namespace
}  // namespace sheetgate::benchmarks

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "use: analysis_benchmark DIRECTORY [REPEATS]\n";
    return 2;
  }
  return sheetgate::benchmarks::Main(argv[1], argc > 2 ? std::max(1, std::atoi(argv[2])) : 5);
}
