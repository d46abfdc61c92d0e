// The real LibreOffice, in real processes, in each way workers run it.
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "recalc-service/engine/libreoffice/worker_process.h"
#include "tests/recalc-service/testing/engine_run.h"
#include "tests/recalc-service/testing/slow_workbook.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using spreadsheet::CellError;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::MakeXlsx;
using tests::SlowWorkbook;
using tests::StatusIs;

std::vector<EngineRange> Read(const std::string& sheet, const std::string& range) {
  return {{sheet, *spreadsheet::ParseRange(range)}};
}

// A workbook that is opened and calculated, and of which ranges are read.
class Calculation : public tests::EngineRun {
 public:
  Calculation(LibreOfficeEngine& engine, const std::string& package,
              std::vector<EngineRange> ranges)
      : EngineRun(engine, Request(package), Question(std::move(ranges))) {}

 private:
  static OpenRequest Request(const std::string& package) {
    OpenRequest request;
    request.package = std::make_shared<const std::string>(package);
    request.file_name = "my book.xlsx";
    return request;
  }
  static EngineQuestion Question(std::vector<EngineRange> ranges) {
    EngineQuestion question;
    question.ranges = std::move(ranges);
    return question;
  }
};

// As far as it can be read: a process may end meanwhile, and its files with it.
std::string FileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return std::move(text).str();
}

// What /proc/PID/stat says of a process: its parent, its group, and when it started (proc(5),
// fields 4, 5 and 22).
struct ProcessStat {
  pid_t parent = 0;
  pid_t group = 0;
  uint64_t start_time = 0;
};
ProcessStat StatOf(pid_t pid) {
  const std::string text = FileText("/proc/" + std::to_string(pid) + "/stat");
  // The name, in parentheses, may hold anything.
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  ProcessStat stat;
  std::string skipped;
  fields >> skipped >> stat.parent >> stat.group;
  for (int field = 6; field < 22; ++field) fields >> skipped;
  fields >> stat.start_time;
  return stat;
}

bool StartedFirst(pid_t a, pid_t b) {
  const auto key = [](pid_t pid) { return std::pair(StatOf(pid).start_time, pid); };
  return key(a) < key(b);
}

// The processes `parent` made for jobs, which lead groups of their own. Orphans of theirs that it
// adopts do not.
std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t pid = atoi(entry.path().filename().c_str());
    if (pid <= 0) continue;
    const ProcessStat stat = StatOf(pid);
    if (stat.parent == parent && stat.group == pid) children.push_back(pid);
  }
  return children;
}

class LibreOfficeEngineTest : public testing::TestWithParam<std::string> {
 protected:
  LibreOfficeEngineTest() {
    signal(SIGPIPE, SIG_IGN);  // as in every service: BlockSignals
    options_.mode = GetParam();
    options_.worker_path = std::string(SHEETGATE_BIN_DIR) + "/sheetgate-lo-worker";
  }

  void SetUp() override {
    const auto found = FindLibreOffice("", options_.worker_path);
    ASSERT_TRUE(found.ok())
        << found.status()
        << "; these tests need LibreOffice and its SDK, which scripts/test installs";
    engine_ = std::make_unique<LibreOfficeEngine>(options_, metrics_);
  }

  absl::StatusOr<EngineAnswer> Calculate(const std::string& package,
                                         std::vector<EngineRange> ranges) {
    return Calculation(*engine_, package, std::move(ranges)).Wait();
  }

  // A calculation that must work: the engine is well. Afterwards it has no process but the worker.
  void ExpectWell() {
    const auto result = Calculate(
        MakeXlsx(
            {{"S",
              R"(<row r="1"><c r="A1"><v>20</v></c><c r="B1"><f>A1+1</f><v>0</v></c></row>)"}}),
        Read("S", "B1"));
    ASSERT_THAT(result, IsOk());
    EXPECT_THAT(result->values, ElementsAre(EngineValue(21.0)));
    const size_t spares = GetParam() == "zygote" ? 0 : 1;
    while (ChildrenOf(engine_->worker_pid()).size() > spares) sched_yield();
  }

  // The process of the only job that runs. Where each job has a process made ahead of need, the
  // newest child waits for the next.
  static pid_t JobProcess(pid_t worker) {
    std::vector<pid_t> children = ChildrenOf(worker);
    const size_t spares = GetParam() == "zygote" ? 0 : 1;
    EXPECT_EQ(children.size(), 1 + spares);
    return children.empty() ? 0 : *std::min_element(children.begin(), children.end(), StartedFirst);
  }

  platform::MetricsRegistry metrics_;
  WorkerSupervisor::Options options_;
  std::unique_ptr<LibreOfficeEngine> engine_;
};

TEST_P(LibreOfficeEngineTest, CalculatesStaleValuesAnew) {
  const std::string package = MakeXlsx(
      {{"In",
        R"(<row r="1"><c r="A1"><v>2</v></c><c r="B1" t="inlineStr"><is><t>ab</t></is></c></row>)"},
       {"Out",
        R"(<row r="1"><c r="A1"><f>In!A1*3</f><v>-1</v></c><c r="B1" t="str"><f>In!B1&amp;"c"</f><v>old</v></c>)"
        R"(<c r="C1" t="b"><f>In!A1=2</f><v>0</v></c><c r="D1"><f>1/0</f><v>5</v></c></row>)"
        R"(<row r="2"><c r="A2"><f>A1+A1</f><v>-1</v></c><c r="B2"><f>0.1+0.2</f><v>0</v></c>)"
        R"(<c r="C2"><f>NA()</f><v>0</v></c><c r="D2"><f>SQRT(-1)</f><v>0</v></c></row>)"}});
  Calculation calculation(*engine_, package, Read("Out", "A1:D2"));
  ASSERT_OK_AND_ASSIGN(const EngineAnswer result, calculation.Wait());
  EXPECT_THAT(calculation.document().sheets(), ElementsAre("In", "Out"));
  EXPECT_THAT(
      result.values,
      ElementsAre(EngineValue(6.0), EngineValue(std::string("abc")), EngineValue(true),
                  EngineValue(CellError::kDiv0), EngineValue(12.0), EngineValue(0.1 + 0.2),
                  EngineValue(CellError::kNa), EngineValue(UncertainError{CellError::kNum})));
  EXPECT_THAT(calculation.phases(),
              ElementsAre(EnginePhase::kLoading, EnginePhase::kCalculating, EnginePhase::kReading));
  EXPECT_THAT(engine_->version(), testing::StartsWith("LibreOffice "));
}

TEST_P(LibreOfficeEngineTest, ReportsCircularReferencesAsNoResult) {
  ASSERT_OK_AND_ASSIGN(
      const EngineAnswer result,
      Calculate(
          MakeXlsx(
              {{"S",
                R"(<row r="1"><c r="A1"><f>B1</f><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c></row>)"}}),
          Read("S", "A1:B1")));
  ASSERT_EQ(result.values.size(), 2u);
  EXPECT_EQ(result.values[0], EngineValue(Uncalculated{"circular reference"}));
}

TEST_P(LibreOfficeEngineTest, ReadsManyRangesInOrder) {
  std::string rows;
  std::vector<EngineRange> ranges;
  std::vector<EngineValue> expected;
  for (int row = 1; row <= 40000; ++row) {
    const std::string r = std::to_string(row);
    rows += "<row r=\"" + r + "\"><c r=\"A" + r + "\"><v>" + r + "</v></c><c r=\"B" + r +
            "\"><f>A" + r + "*2</f><v>0</v></c></row>";
    expected.emplace_back(row * 2.0);
  }
  ranges.push_back({"S", *spreadsheet::ParseRange("B1:B20000")});
  for (int row = 20001; row <= 40000; ++row) ranges.push_back({"S", {{row, 2}, {row, 2}}});
  ASSERT_OK_AND_ASSIGN(const EngineAnswer result,
                       Calculate(MakeXlsx({{"S", rows}}), std::move(ranges)));
  EXPECT_EQ(result.values, expected);
}

TEST_P(LibreOfficeEngineTest, TextOverExcelsLimitIsAnError) {
  ASSERT_OK_AND_ASSIGN(
      const EngineAnswer result,
      Calculate(MakeXlsx({{"S", R"(<row r="1"><c r="A1"><f>REPT("x",32000)</f><v>0</v></c>)"
                                R"(<c r="B1"><f>A1&amp;A1</f><v>0</v></c></row>)"}}),
                Read("S", "A1:B1")));
  ASSERT_EQ(result.values.size(), 2u);
  EXPECT_EQ(std::get<std::string>(result.values[0]).size(), 32000u);
  EXPECT_EQ(result.values[1], EngineValue(CellError::kValue));
}

TEST_P(LibreOfficeEngineTest, RefusesWhatLibreOfficeCannotLoad) {
  EXPECT_THAT(Calculate("this is not a workbook", {}), HasReason(ErrorReason::kEngineLoadFailed));
  EXPECT_THAT(Calculate(MakeXlsx({{"S", ""}}), Read("Other", "A1")),
              HasReason(ErrorReason::kEngineLoadFailed));
  ExpectWell();
}

TEST_P(LibreOfficeEngineTest, CancellingKillsTheProcess) {
  ExpectWell();
  const pid_t worker = engine_->worker_pid();
  ASSERT_GT(worker, 0);
  Calculation calculation(*engine_, SlowWorkbook(), Read("Slow", "B1:B10"));
  calculation.WaitForPhase(EnginePhase::kCalculating);
  const pid_t child = JobProcess(worker);
  ASSERT_GT(child, 0);
  EXPECT_EQ(getpgid(child), child);
  calculation.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(calculation.Wait(), StatusIs(absl::StatusCode::kCancelled, HasSubstr("enough")));
  // The end is reported when the process and its group are gone.
  EXPECT_EQ(kill(-child, 0), -1);
  EXPECT_EQ(errno, ESRCH);
  EXPECT_EQ(engine_->worker_pid(), worker);
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_worker_kills_total{cause=\"cancel\"} 1"));
  ExpectWell();
}

TEST_P(LibreOfficeEngineTest, ATimeoutIsReportedAsTheTokenSays) {
  Calculation calculation(*engine_, SlowWorkbook(), Read("Slow", "B1:B10"));
  calculation.WaitForPhase(EnginePhase::kCalculating);
  calculation.Cancel(platform::Error(absl::StatusCode::kDeadlineExceeded,
                                     ErrorReason::kEngineTimeout, "too long"));
  EXPECT_THAT(calculation.Wait(), HasReason(ErrorReason::kEngineTimeout));
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_worker_kills_total{cause=\"timeout\"} 1"));
}

TEST_P(LibreOfficeEngineTest, ACancelledJobThatWaitsForTheWorkerEndsToo) {
  // The worker is just starting.
  Calculation calculation(*engine_, MakeXlsx({{"S", ""}}), {});
  calculation.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(calculation.Wait(), StatusIs(absl::StatusCode::kCancelled));
  ExpectWell();
}

TEST_P(LibreOfficeEngineTest, AKilledChildIsACrashAndTheNextJobWorks) {
  ExpectWell();
  const pid_t worker = engine_->worker_pid();
  Calculation calculation(*engine_, SlowWorkbook(), Read("Slow", "B1:B10"));
  calculation.WaitForPhase(EnginePhase::kCalculating);
  const pid_t child = JobProcess(worker);
  ASSERT_GT(child, 0);
  ASSERT_EQ(kill(child, SIGKILL), 0);
  const auto result = calculation.Wait();
  EXPECT_THAT(result, HasReason(ErrorReason::kEngineCrashed));
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("repeat the call")));
  ExpectWell();
  EXPECT_EQ(engine_->worker_pid(), worker);
}

TEST_P(LibreOfficeEngineTest, TooMuchComputingTimeIsATimeout) {
  options_.limits.cpu_time = absl::Seconds(1);
  engine_ = std::make_unique<LibreOfficeEngine>(options_, metrics_);
  EXPECT_THAT(Calculate(SlowWorkbook(), Read("Slow", "B1:B10")),
              HasReason(ErrorReason::kEngineTimeout));
  ExpectWell();
}

TEST_P(LibreOfficeEngineTest, AKilledWorkerTakesItsChildrenAlongAndIsReplaced) {
  ExpectWell();
  const pid_t worker = engine_->worker_pid();
  Calculation calculation(*engine_, SlowWorkbook(), Read("Slow", "B1:B10"));
  calculation.WaitForPhase(EnginePhase::kCalculating);
  const pid_t child = JobProcess(worker);
  ASSERT_GT(child, 0);
  ASSERT_EQ(kill(worker, SIGKILL), 0);
  EXPECT_THAT(calculation.Wait(), HasReason(ErrorReason::kEngineCrashed));
  ExpectWell();
  EXPECT_NE(engine_->worker_pid(), worker);
  EXPECT_THAT(
      metrics_.Scrape(),
      HasSubstr("sheetgate_worker_restarts_total{engine=\"libreoffice\",reason=\"exited\"} 1"));
}

TEST_P(LibreOfficeEngineTest, AJobTheDyingWorkerDidNotStartRunsOnTheNext) {
  ExpectWell();
  const pid_t worker = engine_->worker_pid();
  // Stopped, it takes the job's message but does not act on it; then it dies.
  ASSERT_EQ(kill(worker, SIGSTOP), 0);
  Calculation calculation(
      *engine_, MakeXlsx({{"S", "<row r=\"1\"><c r=\"A1\"><f>6*7</f><v>-1</v></c></row>"}}),
      Read("S", "A1"));
  ASSERT_EQ(kill(worker, SIGKILL), 0);
  ASSERT_OK_AND_ASSIGN(const EngineAnswer result, calculation.Wait());
  EXPECT_THAT(result.values, ElementsAre(EngineValue(42.0)));
  EXPECT_NE(engine_->worker_pid(), worker);
}

TEST_P(LibreOfficeEngineTest, RunsJobsSideBySide) {
  std::vector<std::unique_ptr<Calculation>> calculations;
  for (int i = 0; i < 6; ++i) {
    const std::string number = std::to_string(i);
    calculations.push_back(std::make_unique<Calculation>(
        *engine_,
        MakeXlsx({{"S", "<row r=\"1\"><c r=\"A1\"><f>" + number + "*2</f><v>-1</v></c></row>"}}),
        Read("S", "A1")));
  }
  for (int i = 0; i < 6; ++i) {
    ASSERT_OK_AND_ASSIGN(const EngineAnswer result, calculations[static_cast<size_t>(i)]->Wait());
    EXPECT_THAT(result.values, ElementsAre(EngineValue(i * 2.0)));
  }
}

TEST_P(LibreOfficeEngineTest, ShutdownStopsJobsAndLeavesNoProcess) {
  ExpectWell();
  const pid_t worker = engine_->worker_pid();
  Calculation calculation(*engine_, SlowWorkbook(), Read("Slow", "B1:B10"));
  calculation.WaitForPhase(EnginePhase::kCalculating);
  const pid_t child = JobProcess(worker);
  ASSERT_GT(child, 0);
  engine_.reset();
  EXPECT_THAT(calculation.Wait(), HasReason(ErrorReason::kShuttingDown));
  EXPECT_EQ(kill(worker, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST_P(LibreOfficeEngineTest, TooMuchMemoryIsAnErrorNotAWrongResult) {
  options_.limits.memory_bytes = int64_t{96} << 20;
  engine_ = std::make_unique<LibreOfficeEngine>(options_, metrics_);
  // Texts of 32 thousand characters, 40 thousand times: over a gigabyte.
  std::string rows;
  for (int row = 1; row <= 40000; ++row) {
    const std::string r = std::to_string(row);
    rows += "<row r=\"" + r + "\"><c r=\"A" + r + "\"><v>" + r + "</v></c><c r=\"B" + r +
            "\"><f>REPT(\"x\",32000)&amp;A" + r + "</f><v>0</v></c></row>";
  }
  const auto result = Calculate(MakeXlsx({{"S", rows}}), Read("S", "B1:B40000"));
  EXPECT_FALSE(result.ok());
  EXPECT_THAT(result, testing::AnyOf(HasReason(ErrorReason::kEngineLoadFailed),
                                     HasReason(ErrorReason::kEngineCrashed)));
  ExpectWell();
}

TEST_P(LibreOfficeEngineTest, MeasuresTheWorkersMemory) {
  ExpectWell();
  const std::string scrape = metrics_.Scrape();
  EXPECT_THAT(scrape, HasSubstr("sheetgate_worker_mode{mode=\"" + GetParam() + "\"} 1"));
  EXPECT_THAT(scrape, HasSubstr("sheetgate_worker_starts_total{engine=\"libreoffice\"} 1"));
  const size_t at = scrape.find("\nsheetgate_worker_rss_bytes ");
  ASSERT_NE(at, std::string::npos);
  // LibreOffice is in the worker, in its process in reserve, or beside that.
  EXPECT_GT(std::stod(scrape.substr(at + 28)), 20e6);
}

INSTANTIATE_TEST_SUITE_P(Modes, LibreOfficeEngineTest, testing::Values("zygote", "process", "pipe"),
                         [](const auto& test) { return test.param; });

class FallbackTest : public LibreOfficeEngineTest {
 protected:
  FallbackTest() {
    options_.mode = "auto";
    options_.on_status = [this](const EngineStatus& status) {
      std::lock_guard lock(mutex_);
      if (status.state == EngineStatus::State::kReady) described_ = Describe(status);
    };
  }
  ~FallbackTest() override {
    engine_.reset();
    std::filesystem::remove_all(directory_);
  }

  void SetUp() override {}
  void Start() { LibreOfficeEngineTest::SetUp(); }

  // A LibreOffice like the installed one in which these libraries, by name, have nothing in them
  // that the worker looks for.
  void UseLibreOfficeWithout(const std::vector<std::string>& libraries) {
    ASSERT_OK_AND_ASSIGN(const LibreOfficeInstallation installed,
                         FindLibreOffice("", options_.worker_path));
    directory_ = (std::filesystem::temp_directory_path() / "libreoffice-XXXXXX").string();
    ASSERT_NE(mkdtemp(directory_.data()), nullptr);
    const std::filesystem::path program_dir = installed.program_dir;
    const std::filesystem::path program = std::filesystem::path(directory_) / "program";
    std::filesystem::create_directory(program);
    std::filesystem::create_symlink(program_dir.parent_path() / "share", program / "../share");
    for (const auto& entry : std::filesystem::directory_iterator(program_dir)) {
      const std::string name = entry.path().filename();
      const bool empty = std::ranges::find(libraries, name) != libraries.end();
      std::filesystem::create_symlink(
          empty ? program_dir / "libuno_salhelpergcc3.so.3" : entry.path(), program / name);
    }
    options_.libreoffice_dir = directory_;
  }

  std::string described() {
    std::lock_guard lock(mutex_);
    return described_;
  }

 private:
  std::string directory_;
  std::mutex mutex_;
  std::string described_;  // guarded by mutex_
};

TEST_P(FallbackTest, RunsJobsWithoutForkingLibreOffice) {
  options_.mode = "fallback";
  Start();
  EXPECT_THAT(Calculate(MakeXlsx({{"S", ""}}), {}), IsOk());
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_worker_mode{mode=\"process\"} 1"));
  EXPECT_THAT(described(),
              HasSubstr("ready (process, 1 worker); a fallback: a fallback is asked for"));
}

TEST_P(FallbackTest, RunsLibreOfficesOwnProgramWhereItsEntryPointsChanged) {
  UseLibreOfficeWithout({"libmergedlo.so"});
  Start();
  ASSERT_OK_AND_ASSIGN(
      const EngineAnswer answer,
      Calculate(MakeXlsx({{"S", "<row r=\"1\"><c r=\"A1\"><f>6*7</f><v>-1</v></c></row>"}}),
                Read("S", "A1")));
  EXPECT_THAT(answer.values, ElementsAre(EngineValue(42.0)));
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_worker_mode{mode=\"pipe\"} 1"));
  EXPECT_THAT(described(), HasSubstr("ready (pipe, 1 worker); a fallback: "));
  EXPECT_THAT(described(), HasSubstr("lacks an entry point"));
}

TEST_P(FallbackTest, SaysWhyNoneWorks) {
  UseLibreOfficeWithout({"libmergedlo.so", "libbinaryurplo.so"});
  Start();
  const auto result = Calculate(MakeXlsx({{"S", ""}}), {});
  EXPECT_THAT(result, HasReason(ErrorReason::kEngineCrashed));
  EXPECT_THAT(result.status().message(), HasSubstr("lacks an entry point"));
  EXPECT_THAT(result.status().message(), HasSubstr("pipe: LibreOffice does not answer"));
}

TEST_P(FallbackTest, WhereLibreOfficeIsBesideTheJobItsDeathIsACrash) {
  options_.mode = "pipe";
  Start();
  EXPECT_THAT(Calculate(MakeXlsx({{"S", ""}}), {}), IsOk());
  Calculation calculation(*engine_, SlowWorkbook(), Read("Slow", "B1:B10"));
  calculation.WaitForPhase(EnginePhase::kCalculating);
  const std::vector<pid_t> jobs = ChildrenOf(engine_->worker_pid());
  ASSERT_FALSE(jobs.empty());
  const std::vector<pid_t> program =
      recalc::ChildrenOf(*std::ranges::min_element(jobs, StartedFirst));
  ASSERT_EQ(program.size(), 1u);
  // seccomp(2): a filter.
  EXPECT_THAT(FileText("/proc/" + std::to_string(program.front()) + "/status"),
              AllOf(HasSubstr("\nSeccomp:\t2\n"), HasSubstr("\nNoNewPrivs:\t1\n")));
  ASSERT_EQ(kill(program.front(), SIGSEGV), 0);
  const auto result = calculation.Wait();
  EXPECT_THAT(result, HasReason(ErrorReason::kEngineCrashed));
  EXPECT_THAT(result.status().message(), HasSubstr("signal 11"));
}

INSTANTIATE_TEST_SUITE_P(Modes, FallbackTest, testing::Values("auto"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace sheetgate::recalc
