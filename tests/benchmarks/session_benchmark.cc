// Opening a workbook in the session: a cached snapshot, the same from several threads, and a miss
// that reads and parses.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

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

}  // namespace
}  // namespace sheetgate::benchmarks
