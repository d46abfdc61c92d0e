// Opening a workbook in the session: a cached snapshot, the same from several threads, and a miss
// that reads and parses. Forking one: what it costs, and what memory a hundred forks take.
#include <benchmark/benchmark.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/observability/metrics.h"
#include "tests/benchmarks/percentiles.h"
#include "workbook-service/session/embedded_session.h"

namespace sheetgate::benchmarks {
namespace {

// A session over a copy of the sample workspace.
class Fixture {
 public:
  Fixture() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "sheetgate-bench-XXXXXX").string();
    workspace_ = mkdtemp(pattern.data());
    std::filesystem::copy(SHEETGATE_SAMPLE_WORKSPACE, workspace_);
    session_ = *workbook::OpenEmbeddedSession({.workspace_dir = workspace_},
                                              platform::Clock::Real(), metrics_);
    id_ = session_->ListFiles(context_)->front().workbook_id;
  }
  ~Fixture() {
    session_.reset();
    std::filesystem::remove_all(workspace_);
  }
  bool Open() {
    const auto snapshot = session_->Open(id_, "", context_);
    return snapshot.ok() && (*snapshot)->workbook->LoadSheet(0, {}).ok();
  }
  void Close() { (void)session_->Close(id_, context_); }

 private:
  std::string workspace_;
  platform::MetricsRegistry metrics_;
  platform::RequestContext context_;
  std::unique_ptr<workbook::Session> session_;
  std::string id_;
};

Fixture& Shared() {
  static Fixture fixture;
  return fixture;
}

void BM_OpenHit(benchmark::State& state) {
  if (!Shared().Open()) state.SkipWithError("open failed");
  MeasureEach(state, [] { benchmark::DoNotOptimize(Shared().Open()); });
}
BENCHMARK(BM_OpenHit)->UseRealTime();
BENCHMARK(BM_OpenHit)->Threads(2)->UseRealTime();

void BM_OpenMiss(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Shared().Close();
    state.ResumeTiming();
    if (!Shared().Open()) state.SkipWithError("open failed");
  }
}
BENCHMARK(BM_OpenMiss)->UseRealTime();

// A session over one large workbook: 400 000 rows of numbers and texts.
class LargeFixture {
 public:
  LargeFixture() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "sheetgate-bench-XXXXXX").string();
    workspace_ = mkdtemp(pattern.data());
    std::string text;
    for (int row = 1; row <= 400'000; ++row) {
      text += "item " + std::to_string(row) + "," + std::to_string(row * 7919LL % 1'000'003) + "," +
              std::to_string(row) + ",2026-01-31\n";
    }
    std::ofstream(workspace_ + "/large.csv") << text;
    session_ = *workbook::OpenEmbeddedSession({.workspace_dir = workspace_},
                                              platform::Clock::Real(), metrics_);
    const std::string csv = session_->ListFiles(context_)->front().workbook_id;
    id_ = session_->Copy(csv, "", "large.xlsx", {}, context_)->workbook_id;
    (void)session_->Close(csv, context_);
  }
  ~LargeFixture() {
    session_.reset();
    std::filesystem::remove_all(workspace_);
  }
  bool Load(const std::string& id) {
    const auto snapshot = session_->Open(id, "", context_);
    return snapshot.ok() && (*snapshot)->workbook->LoadSheet(0, {}).ok();
  }
  std::string Fork() {
    const auto fork = session_->CreateFork(id_, "", "", {}, context_);
    return fork.ok() ? fork->workbook_id : "";
  }
  // Writes a cell into each of `rows` rows, `step` apart.
  bool Edit(const std::string& fork, int first_row, int rows = 1, int step = 1) {
    const auto changes = [=](const workbook::Snapshot&) {
      std::vector<spreadsheet::CellChange> cells;
      for (int i = 0; i < rows; ++i) {
        const int row = first_row + i * step;
        cells.push_back({.sheet = 0, .cell = {row, 2}, .value = static_cast<double>(row)});
      }
      return cells;
    };
    return session_->Commit(fork, workbook::Session::CommitKind::kEdit, changes, {}, context_).ok();
  }
  void Discard(const std::string& fork) { (void)session_->DiscardFork(fork, {}, context_); }
  const std::string& id() const { return id_; }

 private:
  std::string workspace_;
  platform::MetricsRegistry metrics_;
  platform::RequestContext context_;
  std::unique_ptr<workbook::Session> session_;
  std::string id_;
};

// The first fork stores the file's bytes, in the background; the others find them.
void BM_CreateFork(benchmark::State& state) {
  static LargeFixture fixture;
  if (!fixture.Load(fixture.id())) state.SkipWithError("open failed");
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::string> forks = {fixture.Fork()};
  state.counters["first_us"] =
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
  std::vector<double> microseconds;
  for (auto _ : state) {
    const auto before = std::chrono::steady_clock::now();
    forks.push_back(fixture.Fork());
    microseconds.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - before)
            .count());
    if (forks.size() < 50) continue;
    state.PauseTiming();
    for (const std::string& fork : forks) fixture.Discard(fork);
    forks.clear();
    state.ResumeTiming();
  }
  for (const std::string& fork : forks) fixture.Discard(fork);
  std::sort(microseconds.begin(), microseconds.end());
  state.counters["p50_us"] = microseconds[microseconds.size() / 2];
  state.counters["p99_us"] = microseconds[microseconds.size() * 99 / 100];
}
BENCHMARK(BM_CreateFork)->Iterations(500)->UseRealTime();

// A hundred cells all over a workbook of 1.6 million, until the new revision is durable.
void BM_EditHundredCells(benchmark::State& state) {
  static LargeFixture fixture;
  if (!fixture.Load(fixture.id())) state.SkipWithError("open failed");
  const std::string fork = fixture.Fork();
  int row = 0;
  MeasureEach(state, [&] {
    if (!fixture.Edit(fork, 1 + ++row % 4000, 100, 4000)) state.SkipWithError("edit failed");
  });
}
BENCHMARK(BM_EditHundredCells)->Iterations(200)->UseRealTime();

double ResidentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Run it alone: the process's memory is what is measured.
void BM_HundredForks(benchmark::State& state) {
  for (auto _ : state) {
    const double empty = ResidentMegabytes();
    LargeFixture fixture;
    if (!fixture.Load(fixture.id())) state.SkipWithError("open failed");
    const double one = ResidentMegabytes();
    for (int i = 1; i <= 100; ++i) {
      const std::string fork = fixture.Fork();
      if (!fixture.Edit(fork, i) || !fixture.Load(fork)) state.SkipWithError("edit failed");
    }
    state.counters["one_mb"] = one - empty;
    state.counters["hundred_mb"] = ResidentMegabytes() - empty;
  }
}
BENCHMARK(BM_HundredForks)->Iterations(1)->UseRealTime();

}  // namespace
}  // namespace sheetgate::benchmarks
