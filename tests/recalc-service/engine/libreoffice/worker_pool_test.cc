// Starting, replacing and giving up workers, with workers that need no LibreOffice.
#include "recalc-service/engine/libreoffice/worker_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "tests/recalc-service/testing/engine_run.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using State = EngineStatus::State;
using tests::HasReason;
using tests::StatusIs;

class Job : public tests::EngineRun {
 public:
  Job(LibreOfficeEngine& engine, const std::string& name)
      : EngineRun(engine, {std::make_shared<const std::string>("a package"), name, true}, {}) {}
};

// Waits for the end of a process that is not ours to reap.
void WaitForEnd(pid_t pid) {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) return;  // gone already
  pollfd source{pidfd, POLLIN, 0};
  poll(&source, 1, -1);
  close(pidfd);
}

class WorkerPoolTest : public testing::Test {
 protected:
  WorkerPoolTest() {
    signal(SIGPIPE, SIG_IGN);  // as in every service: BlockSignals
    std::string directory =
        (std::filesystem::temp_directory_path() / "worker-pool-XXXXXX").string();
    EXPECT_NE(mkdtemp(directory.data()), nullptr);
    root_ = directory;
    options_.libreoffice_dir = directory;
    options_.worker_path = std::string(SHEETGATE_TESTS_DIR) + "/sheetgate-fake-worker";
    options_.first_backoff = absl::Milliseconds(1);
    options_.last_backoff = absl::Milliseconds(4);
    options_.on_status = [this](const EngineStatus& status) {
      std::lock_guard lock(mutex_);
      status_ = status;
      changed_.notify_all();
    };
  }
  ~WorkerPoolTest() override {
    engine_.reset();
    std::filesystem::remove_all(root_);
  }

  void Install() {
    std::filesystem::create_directory(root_ / "program");
    for (const char* library : {"libmergedlo.so", "libsclo.so"}) {
      std::ofstream(root_ / "program" / library).put('\n');
    }
  }
  // What workers that start from now on do.
  void Behave(const std::string& behavior) {
    // Atomic: one may start right now.
    std::ofstream(root_ / "next") << behavior << "\n";
    std::filesystem::rename(root_ / "next", root_ / "program" / "behavior");
  }
  void Start() { engine_ = std::make_unique<LibreOfficeEngine>(options_, metrics_); }
  void StartWith(const std::string& behavior) {
    Install();
    Behave(behavior);
    Start();
  }

  EngineStatus WaitUntil(const std::function<bool(const EngineStatus&)>& condition) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return condition(status_); });
    return status_;
  }
  EngineStatus WaitForState(State state) {
    return WaitUntil([state](const EngineStatus& status) { return status.state == state; });
  }

  // Runs a job, and waits for its end; which worker ran it.
  pid_t Serve() {
    const int others = JobsRunning();
    pid_t worker = 0;
    {
      Job job(*engine_, "book.xlsx");
      const auto result = job.Wait();
      EXPECT_THAT(result, tests::IsOk());
      if (result.ok()) worker = std::stoi(job.document().sheets().at(0));
    }
    while (JobsRunning() > others) sched_yield();
    return worker;
  }

  int JobsRunning() {
    const std::string name = "sheetgate_worker_jobs{state=\"running\"} ";
    const std::string scrape = metrics_.Scrape();
    const size_t at = scrape.find(name);
    return at == std::string::npos ? 0 : std::stoi(scrape.substr(at + name.size()));
  }

  std::filesystem::path root_;
  platform::MetricsRegistry metrics_;
  std::mutex mutex_;
  std::condition_variable changed_;
  EngineStatus status_;  // guarded by mutex_
  WorkerPoolOptions options_;
  std::unique_ptr<LibreOfficeEngine> engine_;
};

TEST_F(WorkerPoolTest, SaysWhichWorkerIsReady) {
  StartWith("ready");
  const EngineStatus status = WaitForState(State::kReady);
  EXPECT_EQ(status.version, "FakeOffice 1.0");
  EXPECT_EQ(status.ready_workers, 1);
  EXPECT_EQ(Describe(status), "engine: FakeOffice 1.0, ready (zygote, 1 worker)");
  EXPECT_EQ(Serve(), engine_->worker_pid());
  EXPECT_THAT(metrics_.Scrape(), AllOf(HasSubstr("sheetgate_worker_mode{mode=\"zygote\"} 1"),
                                       HasSubstr("sheetgate_worker_breaker_open 0"),
                                       HasSubstr("sheetgate_worker_processes{state=\"ready\"} 1"),
                                       HasSubstr("sheetgate_worker_jobs{state=\"waiting\"} 0")));
}

TEST_F(WorkerPoolTest, ReplacesAWorkerAfterItsJobs) {
  options_.max_jobs = 3;
  StartWith("ready");
  const pid_t first = Serve();
  EXPECT_EQ(Serve(), first);
  EXPECT_EQ(Serve(), first);
  WaitForEnd(first);
  const pid_t second = Serve();
  EXPECT_NE(second, first);
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("reason=\"jobs\"} 1"));
  EXPECT_THAT(metrics_.Scrape(), Not(HasSubstr("sheetgate_worker_restarts_total{")));
}

TEST_F(WorkerPoolTest, AWorkerThatIsReplacedServesUntilItsSuccessorIsReady) {
  options_.max_jobs = 1;
  options_.start_timeout = absl::Minutes(10);
  StartWith("ready");
  WaitForState(State::kReady);
  // The successor of the first job's worker cannot start.
  Behave("fail no fonts");
  const pid_t first = Serve();
  EXPECT_EQ(Serve(), first);
  EXPECT_EQ(Serve(), first);
  EXPECT_EQ(WaitForState(State::kReady).ready_workers, 1);
  Behave("ready");
  WaitForEnd(first);
  EXPECT_NE(Serve(), first);
}

TEST_F(WorkerPoolTest, AReplacedWorkerEndsWithItsLastJob) {
  options_.max_jobs = 1;
  StartWith("ready");
  WaitForState(State::kReady);
  const pid_t first = engine_->worker_pid();
  Job hanging(*engine_, "hang.xlsx");
  hanging.WaitForPhase(EnginePhase::kLoading);
  pid_t next = first;
  while (next == first) next = Serve();
  ASSERT_GT(first, 0);
  EXPECT_EQ(kill(first, 0), 0) << "its job still runs";
  hanging.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(hanging.Wait(), StatusIs(absl::StatusCode::kCancelled));
  WaitForEnd(first);
}

TEST_F(WorkerPoolTest, AReplacedWorkerDoesNotWaitForItsJobsForever) {
  options_.max_jobs = 1;
  options_.retire_timeout = absl::Milliseconds(1);
  StartWith("ready");
  Job hanging(*engine_, "hang.xlsx");
  EXPECT_THAT(hanging.Wait(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("its jobs did not end")));
}

TEST_F(WorkerPoolTest, ReplacesAnOldWorker) {
  options_.max_age = absl::Nanoseconds(1);
  options_.upkeep_interval = absl::Milliseconds(1);
  StartWith("ready");
  WaitForState(State::kReady);
  WaitForEnd(engine_->worker_pid());
  EXPECT_THAT(metrics_.Scrape(), Not(HasSubstr("reason=\"age\"} 0")));
  Serve();
}

TEST_F(WorkerPoolTest, ReplacesALargeWorker) {
  options_.max_rss_bytes = 1;
  options_.upkeep_interval = absl::Milliseconds(1);
  StartWith("ready");
  WaitForState(State::kReady);
  WaitForEnd(engine_->worker_pid());
  EXPECT_THAT(metrics_.Scrape(), Not(HasSubstr("reason=\"memory\"} 0")));
  Serve();
}

TEST_F(WorkerPoolTest, TheOtherWorkerServesWhenOneDies) {
  options_.workers = 2;
  StartWith("ready");
  WaitUntil([](const EngineStatus& status) { return status.ready_workers == 2; });
  Job hanging(*engine_, "hang.xlsx");
  hanging.WaitForPhase(EnginePhase::kLoading);
  // The idle one is preferred.
  const pid_t idle = Serve();
  ASSERT_GT(idle, 0);
  EXPECT_EQ(Serve(), idle);
  Behave("fail no fonts");
  kill(idle, SIGKILL);
  WaitForEnd(idle);
  const pid_t other = Serve();
  EXPECT_NE(other, idle);
  EXPECT_EQ(WaitForState(State::kReady).ready_workers, 1);
  hanging.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(hanging.Wait(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(WorkerPoolTest, AJobMovesOnFromAWorkerThatDoesNotAnswer) {
  options_.answer_timeout = absl::Seconds(1);
  StartWith("deaf");
  WaitForState(State::kReady);
  const pid_t deaf = engine_->worker_pid();
  Behave("ready");
  EXPECT_NE(Serve(), deaf);
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("reason=\"unresponsive\"} 1"));
}

TEST_F(WorkerPoolTest, TheBreakerOpensAndClosesAgain) {
  StartWith("exit");
  const EngineStatus status = WaitForState(State::kCrashLoop);
  EXPECT_THAT(Describe(status), HasSubstr("keep dying since"));
  const auto refused = Job(*engine_, "book.xlsx").Wait();
  EXPECT_THAT(refused, HasReason(ErrorReason::kEngineCrashed));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("keep dying")));
  EXPECT_THAT(platform::RetryAfterOf(refused.status()), Optional(Ge(absl::Seconds(1))));
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_worker_breaker_open 1"));
  Behave("ready");
  WaitForState(State::kReady);
  Serve();
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_worker_breaker_open 0"));
}

TEST_F(WorkerPoolTest, AJobThatWaitsForAFailingStartIsToldWhy) {
  StartWith("fail no fonts");
  EXPECT_THAT(Job(*engine_, "book.xlsx").Wait(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("does not start: no fonts")));
}

TEST_F(WorkerPoolTest, WorksOnceItIsInstalled) {
  Start();
  EXPECT_THAT(WaitForState(State::kNotInstalled).why, HasSubstr("apt install"));
  EXPECT_THAT(Job(*engine_, "book.xlsx").Wait(), HasReason(ErrorReason::kEngineNotInstalled));
  Install();
  Behave("ready");
  Serve();
  WaitForState(State::kReady);
}

}  // namespace
}  // namespace sheetgate::recalc
