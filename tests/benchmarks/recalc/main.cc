// What LibreOffice costs here, against one soffice process a job, in the same run: recalculations,
// what-if in open documents and their copies, screenshots; then throughput, cancellation, memory
// and growth.
//
//   recalc_benchmark [ROUNDS]      prints Markdown; medians of ROUNDS (5) interleaved rounds
//
// soffice writes a file, which is its only output; the engine returns values. LibreOffice must be
// installed, and sheetgate-lo-worker built beside this program's directory.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "recalc-service/engine/libreoffice/worker_process.h"
#include "tests/benchmarks/recalc/soffice.h"
#include "tests/benchmarks/recalc/workbooks.h"
#include "tests/recalc-service/testing/engine_run.h"
#include "tests/recalc-service/testing/slow_workbook.h"

namespace sheetgate::benchmarks {
namespace {

using recalc::EngineAnswer;
using recalc::EngineDocument;
using recalc::EnginePhase;
using recalc::EngineQuestion;
using recalc::LibreOfficeEngine;
using recalc::WorkerSupervisor;
using Document = std::unique_ptr<EngineDocument>;

[[noreturn]] void Die(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

Document Open(LibreOfficeEngine& engine, const std::string& package, bool calculate = true) {
  std::promise<absl::StatusOr<Document>> promise;
  engine.Open(
      {std::make_shared<const std::string>(package), "book.xlsx", calculate}, {},
      [](EnginePhase) {},
      [&](absl::StatusOr<Document> opened) { promise.set_value(std::move(opened)); });
  absl::StatusOr<Document> opened = promise.get_future().get();
  if (!opened.ok()) Die(opened.status());
  return *std::move(opened);
}

EngineAnswer Ask(EngineDocument& document, EngineQuestion question) {
  std::promise<absl::StatusOr<EngineAnswer>> promise;
  document.Ask(
      std::move(question), {}, [](EnginePhase) {},
      [&](absl::StatusOr<EngineAnswer> answer) { promise.set_value(std::move(answer)); });
  absl::StatusOr<EngineAnswer> answer = promise.get_future().get();
  if (!answer.ok()) Die(answer.status());
  return *std::move(answer);
}

Document Clone(EngineDocument& document) {
  std::promise<absl::StatusOr<Document>> promise;
  document.Clone({}, [&](absl::StatusOr<Document> copy) { promise.set_value(std::move(copy)); });
  absl::StatusOr<Document> copy = promise.get_future().get();
  if (!copy.ok()) Die(copy.status());
  return *std::move(copy);
}

template <typename Work>
double Milliseconds(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Recalculate(LibreOfficeEngine& engine, const RecalcWorkbook& workbook) {
  const Document document = Open(engine, workbook.package);
  EngineQuestion question;
  question.ranges = workbook.formulas;
  Ask(*document, question);
}

EngineQuestion WhatIf(const RecalcWorkbook& workbook, int round) {
  EngineQuestion question;
  recalc::EngineCell input = workbook.input;
  input.content = 10.0 + round;
  question.scenarios = {{input}};
  question.ranges = workbook.outputs;
  return question;
}

EngineQuestion Edit(const RecalcWorkbook& workbook, int round) {
  EngineQuestion question = WhatIf(workbook, round);
  question.edits = std::move(question.scenarios.front());
  question.scenarios.clear();
  return question;
}

EngineQuestion Picture(const RecalcWorkbook& workbook) {
  EngineQuestion question;
  question.picture.emplace().range = workbook.picture;
  return question;
}

// Columns of a table, each with the measurements of its rounds.
using Columns = std::map<std::string, std::vector<double>>;

void PrintRow(const std::string& name, Columns& columns, const char* ours) {
  const double own = Median(columns[ours]);
  const double plain = Median(columns["soffice"]);
  const double tuned = Median(columns["tuned"]);
  std::printf("| %s | %.2f | %.0f (%.1f x) | %.0f (%.1f x) |\n", name.c_str(), own, plain,
              plain / own, tuned, tuned / own);
}

void CompareWithSoffice(LibreOfficeEngine& engine, const std::vector<RecalcWorkbook>& workbooks,
                        const std::filesystem::path& directory, int rounds) {
  Soffice plain(directory, false);
  Soffice tuned(directory, true);
  plain.Convert(workbooks[0].package, "xlsx");  // makes its profile
  std::printf(
      "| | here, ms | soffice a job, ms | soffice, well configured, ms |\n|---|---|---|---|\n");
  for (const RecalcWorkbook& workbook : workbooks) {
    const Document open = Open(engine, workbook.package);
    const Document drawn = Open(engine, workbook.package, false);
    Ask(*drawn, Picture(workbook));
    Columns calculated;
    Columns edited;
    Columns asked;
    Columns copied;
    Columns closed;
    Columns pictured;
    for (int round = 0; round < rounds; ++round) {
      // First what ends no process: the end of one takes time beside what comes next.
      edited["here"].push_back(Milliseconds([&] { Ask(*open, Edit(workbook, round)); }));
      asked["here"].push_back(Milliseconds([&] { Ask(*open, WhatIf(workbook, round)); }));
      pictured["here"].push_back(Milliseconds([&] { Ask(*drawn, Picture(workbook)); }));
      copied["here"].push_back(Milliseconds([&] { Ask(*Clone(*open), WhatIf(workbook, round)); }));
      calculated["here"].push_back(Milliseconds([&] { Recalculate(engine, workbook); }));
      closed["here"].push_back(
          Milliseconds([&] { Ask(*Open(engine, workbook.package, false), Picture(workbook)); }));
      const double job = plain.Convert(workbook.package, "xlsx");
      const double tuned_job = tuned.Convert(workbook.package, "xlsx");
      const double pdf = plain.Convert(workbook.package, "pdf");
      const double tuned_pdf = tuned.Convert(workbook.package, "pdf");
      for (Columns* columns : {&calculated, &edited, &asked, &copied}) {
        (*columns)["soffice"].push_back(job);
        (*columns)["tuned"].push_back(tuned_job);
      }
      for (Columns* columns : {&closed, &pictured}) {
        (*columns)["soffice"].push_back(pdf);
        (*columns)["tuned"].push_back(tuned_pdf);
      }
    }
    PrintRow(workbook.name + ": recalculate", calculated, "here");
    PrintRow(workbook.name + ": one cell edited, two outputs read, open document", edited, "here");
    PrintRow(workbook.name + ": the same as what-if, set back afterwards", asked, "here");
    PrintRow(workbook.name + ": what-if, in a copy", copied, "here");
    PrintRow(workbook.name + ": screenshot", closed, "here");
    PrintRow(workbook.name + ": screenshot, open document", pictured, "here");
    std::fflush(stdout);
  }
}

double JobsPerSecond(LibreOfficeEngine& engine, const RecalcWorkbook& workbook, int jobs,
                     int at_once) {
  std::atomic<int> next{0};
  const double took = Milliseconds([&] {
    std::vector<std::thread> threads;
    for (int i = 0; i < at_once; ++i) {
      threads.emplace_back([&] {
        while (next.fetch_add(1) < jobs) Recalculate(engine, workbook);
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  return jobs * 1000 / took;
}

void Throughput(LibreOfficeEngine& engine, const RecalcWorkbook& workbook, int rounds,
                const char* how) {
  constexpr double kTurnMilliseconds = 4000;
  const double one = Milliseconds([&] { Recalculate(engine, workbook); });
  const int jobs = std::max(8, static_cast<int>(kTurnMilliseconds / one));
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  std::vector<double> ratios;
  std::vector<double> ones;
  for (int round = 0; round < rounds; ++round) {
    ones.push_back(JobsPerSecond(engine, workbook, jobs, 1));
    const double all = JobsPerSecond(engine, workbook, jobs, cores);
    ratios.push_back(all / ones.back());
  }
  std::printf("\nThroughput, %s, %s: %.1f jobs/s one at a time, %.2f x with as many as cores.\n",
              workbook.name.c_str(), how, Median(ones), Median(ratios));
}

// Alone, a job's sheets are loaded by as many threads as there are cores, so that one job at a time
// is more than one core's work.
void ThroughputWithOneThread(WorkerSupervisor::Options options, const RecalcWorkbook& workbook,
                             int rounds) {
  platform::MetricsRegistry metrics;
  setenv("MAX_CONCURRENCY", "1", 1);  // of LibreOffice; workers get it at their start
  LibreOfficeEngine engine(std::move(options), metrics);
  Recalculate(engine, workbook);
  unsetenv("MAX_CONCURRENCY");
  Throughput(engine, workbook, rounds, "one thread a job");
}

// From the cancel to the engine's answer, which comes when the process and its group are gone.
void Cancellation(LibreOfficeEngine& engine) {
  constexpr int kCancels = 50;
  const auto slow = std::make_shared<const std::string>(tests::SlowWorkbook());
  EngineQuestion question;
  question.ranges = {{"Slow", {{1, 2}, {10, 2}}}};
  std::vector<double> times;
  for (int i = 0; i < kCancels; ++i) {
    tests::EngineRun run(engine, {slow, "slow.xlsx", true}, question);
    run.WaitForPhase(EnginePhase::kCalculating);
    times.push_back(Milliseconds([&] {
      run.Cancel(absl::CancelledError("enough"));
      const absl::Status ended = run.Wait().status();
      if (!absl::IsCancelled(ended)) Die(ended);
    }));
  }
  std::printf(
      "\nFrom a cancel while LibreOffice calculates to the end of its process: %.1f ms, at most "
      "%.1f ms of %d.\n",
      Median(times), *std::max_element(times.begin(), times.end()), kCancels);
}

void Memory(LibreOfficeEngine& engine, const std::vector<RecalcWorkbook>& workbooks) {
  std::printf("\nPrivate memory of a document, calculated and read:");
  for (const RecalcWorkbook& workbook : workbooks) {
    const Document document = Open(engine, workbook.package);
    EngineQuestion question;
    question.ranges = workbook.formulas;
    Ask(*document, question);
    std::printf(" %s %.0f MB;", workbook.name.c_str(),
                static_cast<double>(document->memory_bytes()) / 1e6);
  }
  std::printf("\n");
}

void Growth(LibreOfficeEngine& engine, const RecalcWorkbook& workbook) {
  constexpr int kJobs = 1000;
  Recalculate(engine, workbook);
  const int64_t before = recalc::ResidentBytes(engine.worker_pid());
  for (int i = 0; i < kJobs; ++i) Recalculate(engine, workbook);
  const int64_t after = recalc::ResidentBytes(engine.worker_pid());
  std::printf("\nThe worker's resident memory: %.1f MB, after %d jobs %.1f MB.\n",
              static_cast<double>(before) / 1e6, kJobs, static_cast<double>(after) / 1e6);
}

int Run(int rounds) {
  std::string directory =
      (std::filesystem::temp_directory_path() / "recalc-benchmark-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr) return 1;
  platform::MetricsRegistry metrics;
  WorkerSupervisor::Options options;
  options.worker_path = std::string(SHEETGATE_BIN_DIR) + "/sheetgate-lo-worker";
  LibreOfficeEngine engine(options, metrics);
  if (const absl::Status available = engine.Available(); !available.ok()) Die(available);
  const std::vector<RecalcWorkbook> workbooks = {SmallWorkbook(), ModelWorkbook(), BigWorkbook()};
  Recalculate(engine, workbooks[0]);  // the worker is ready
  CompareWithSoffice(engine, workbooks, directory, rounds);
  for (const RecalcWorkbook& workbook : workbooks) {
    Throughput(engine, workbook, rounds, "as it is");
  }
  ThroughputWithOneThread(options, workbooks[1], rounds);
  Cancellation(engine);
  Memory(engine, workbooks);
  Growth(engine, workbooks[0]);
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace sheetgate::benchmarks

int main(int argc, char** argv) {
  return sheetgate::benchmarks::Run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 5);
}
