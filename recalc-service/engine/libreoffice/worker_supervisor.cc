// The worker's life cycle, on one io_context thread.
#include "recalc-service/engine/libreoffice/worker_supervisor.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "recalc-service/engine/libreoffice/worker_document.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc {
namespace {

using boost::system::error_code;
using platform::ErrorReason;
using platform::Log;
using platform::Severity;
using worker::ControlKind;
using worker::ControlMessage;

constexpr char kEngine[] = "libreoffice";

absl::Status WorkerDied(std::string_view why) {
  return platform::WithRetryAfter(
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed,
                      platform::StrCat("LibreOffice's worker ", why,
                                       "; the workbook is unchanged, repeat the call")),
      absl::Seconds(1));
}

absl::Status ShuttingDown() {
  return platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
                         "recalc-service is shutting down; repeat the call");
}

// Label of the metric of killed jobs.
std::string KillCause(const absl::Status& reason) {
  switch (platform::ReasonOf(reason)) {
    case ErrorReason::kEngineTimeout:
    case ErrorReason::kDeadlineExceeded:
      return "timeout";
    case ErrorReason::kShuttingDown:
      return "shutdown";
    default:
      return "cancel";
  }
}

}  // namespace

class WorkerSupervisor::Core {
 public:
  Core(Options options, platform::MetricsRegistry& metrics)
      : options_(std::move(options)),
        metrics_(metrics),
        starts_(metrics.GetCounter("sheetgate_worker_starts_total", "Worker processes started.",
                                   {{"engine", kEngine}})),
        work_(io_.get_executor()),
        control_(io_),
        exit_(io_),
        timer_(io_),
        thread_([this] { io_.run(); }) {
    // So that they are seen before the first kill.
    for (const char* cause : {"cancel", "shutdown", "timeout"}) KillCounter(cause).Increment(0);
    boost::asio::post(io_, [this] {
      if (FindInstallation().ok()) Launch();
    });
  }

  ~Core() { Shutdown(); }

  // Ends every job and process, and waits for that. Idempotent.
  void Shutdown() {
    if (!thread_.joinable()) return;
    boost::asio::post(io_, [this] { StopAll(); });
    thread_.join();
  }

  void Open(const std::string& package, worker::WireOpen open,
            const platform::CancellationToken& token, OnEnginePhase on_phase,
            WorkerSupervisor::Opened opened) {
    // The copy of the package is made on the caller's thread: the supervisor's has other things to
    // do.
    absl::StatusOr<UniqueFd> sealed = MakeSealedMemory(package);
    if (!sealed.ok()) return opened(sealed.status());
    // The document is told to itself: whoever takes it from there keeps it.
    auto slot = std::make_shared<std::weak_ptr<WorkerDocument>>();
    auto document = std::make_shared<WorkerDocument>(
        io_, std::move(open), *std::move(sealed), token, std::move(on_phase),
        [slot, opened = std::move(opened)](const absl::Status& status) mutable {
          if (!status.ok()) return opened(status);
          opened(slot->lock());
        });
    *slot = document;
    boost::asio::post(
        io_, [this, document = std::move(document)]() mutable { Submit(std::move(document)); });
  }

  void Post(std::function<void()> task) { boost::asio::post(io_, std::move(task)); }

  std::string version() const {
    std::lock_guard lock(mutex_);
    return version_;
  }

  pid_t worker_pid() const {
    std::lock_guard lock(mutex_);
    return pids_.empty() ? 0 : pids_.front();
  }

  int64_t ResidentBytesOfAll() const {
    std::vector<pid_t> pids;
    {
      std::lock_guard lock(mutex_);
      pids = pids_;
    }
    int64_t bytes = 0;
    for (const pid_t pid : pids) bytes += ResidentBytes(pid);
    return bytes;
  }

 private:
  enum class State { kNone, kStarting, kReady, kEnding };

  absl::Status FindInstallation() {
    absl::StatusOr<LibreOfficeInstallation> found =
        FindLibreOffice(options_.libreoffice_dir, options_.worker_path);
    if (!found.ok()) return found.status();
    installation_ = *std::move(found);
    return absl::OkStatus();
  }

  void Submit(std::shared_ptr<WorkerDocument> job) {
    if (stopping_) return job->Fail(ShuttingDown());
    // Somebody may have installed it meanwhile.
    if (state_ == State::kNone && !backing_off_) {
      if (const absl::Status found = FindInstallation(); !found.ok()) return job->Fail(found);
      Launch();
    }
    job->SetHost(
        {[this](const std::shared_ptr<WorkerDocument>& document, const absl::Status& reason) {
           boost::asio::post(io_, [this, document, reason] { Cancel(document, reason); });
         },
         [this](const std::shared_ptr<WorkerDocument>& copy) { Adopt(copy); }});
    waiting_.push_back(std::move(job));
    Dispatch();
  }

  void Adopt(const std::shared_ptr<WorkerDocument>& copy) {
    const uint64_t id = next_job_++;
    running_[id] = copy;
    copy->BeginClone([this, id] { OnJobEnded(id); });
  }

  void OnJobEnded(uint64_t id) {
    running_.erase(id);
    UpdatePids();
    MaybeFinishStopping();
  }

  void Cancel(const std::shared_ptr<WorkerDocument>& job, const absl::Status& reason) {
    const auto it = std::find(waiting_.begin(), waiting_.end(), job);
    if (it != waiting_.end()) {
      waiting_.erase(it);
      return job->Fail(reason);
    }
    if (job->Stop(reason)) CountKill(reason);
  }

  void CountKill(const absl::Status& reason) { KillCounter(KillCause(reason)).Increment(); }

  platform::Counter KillCounter(const std::string& cause) {
    return metrics_.GetCounter("sheetgate_worker_kills_total",
                               "Jobs whose process was killed, by cause.", {{"cause", cause}});
  }

  // Starts a worker; on failure those that wait are told.
  void Launch() {
    state_ = State::kStarting;
    start_problem_.clear();
    absl::StatusOr<WorkerProcess> process = platform::Internal("no private directory");
    std::string directory =
        (std::filesystem::temp_directory_path(ignored_) / "sheetgate-lo-XXXXXX").string();
    if (mkdtemp(directory.data()) != nullptr) {
      work_dir_ = directory;
      process = StartWorker(installation_, work_dir_, options_.limits);
    } else {
      process = platform::Internal(
          platform::StrCat("cannot make a directory such as ", directory, " for the worker"));
    }
    if (!process.ok()) {
      start_problem_ = std::string(process.status().message());
      return OnEnded("start_failed");
    }
    pid_ = process->pid;
    {
      std::lock_guard lock(mutex_);
      pids_ = {pid_};
    }
    control_.assign(process->control.Release());
    exit_.assign(process->pidfd.Release());
    starts_.Increment();
    exit_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const error_code& error) {
                       if (!error) OnProcessExit();
                     });
    WaitForControl();
    timer_.expires_after(absl::ToChronoMilliseconds(options_.start_timeout));
    timer_.async_wait([this, pid = pid_](const error_code& error) {
      if (error || state_ != State::kStarting || pid != pid_) return;
      start_problem_ = "was not ready in time";
      EndWorker("start_timeout");
    });
  }

  void WaitForControl() {
    control_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [this](const error_code& error) {
                          if (!error) OnControlReadable();
                        });
  }

  void OnControlReadable() {
    while (control_.is_open()) {
      ControlMessage message;
      std::vector<int> fds;
      switch (worker::ReceiveControl(control_.native_handle(), &message, &fds)) {
        case worker::ReceiveResult::kWouldBlock:
          return WaitForControl();
        case worker::ReceiveResult::kClosed:
          return EndWorker("exited");
        case worker::ReceiveResult::kMessage:
          break;
      }
      std::vector<UniqueFd> owned;
      for (const int fd : fds) owned.emplace_back(fd);
      OnControl(message, std::move(owned));
    }
  }

  void OnControl(const ControlMessage& message, std::vector<UniqueFd> fds) {
    if (message.kind == ControlKind::kReady) return OnReady(message);
    if (message.kind == ControlKind::kFailed) {
      start_problem_ = platform::StrCat("does not start: ", message.text);
      return EndWorker("start_failed");
    }
    const auto it = running_.find(message.job);
    if (it == running_.end()) return;
    const std::shared_ptr<WorkerDocument> job = it->second;
    switch (message.kind) {
      case ControlKind::kStarted:
        if (fds.size() != 1) return EndWorker("protocol");
        job->OnStarted(message.pid, std::move(fds[0]));
        return UpdatePids();
      case ControlKind::kExited:
        job->OnExited(message.status);
        return UpdatePids();
      case ControlKind::kRefused:
        Log(Severity::kWarning, "the worker refused a job", {{"why", message.text}});
        job->OnWorkerGone(WorkerDied(platform::StrCat("could not take the job: ", message.text)));
        return EndWorker("refused");
      default:
        return EndWorker("protocol");
    }
  }

  void OnReady(const ControlMessage& message) {
    timer_.cancel();
    state_ = State::kReady;
    {
      std::lock_guard lock(mutex_);
      version_ = message.text;
    }
    ready_since_ = std::chrono::steady_clock::now();
    Log(Severity::kInfo, "worker ready",
        {{"engine", message.text},
         {"pid", pid_},
         {"network_isolated", (message.status & worker::kNetworkIsolated) != 0},
         {"files_restricted", (message.status & worker::kFilesRestricted) != 0}});
    Dispatch();
  }

  // Gives the waiting jobs to the worker.
  void Dispatch() {
    while (state_ == State::kReady && !waiting_.empty()) {
      const std::shared_ptr<WorkerDocument> job = waiting_.front();
      waiting_.pop_front();
      absl::StatusOr<UniqueFd> theirs = job->MakeSocket();
      if (!theirs.ok()) {
        job->Fail(theirs.status());
        continue;
      }
      ControlMessage run;
      run.kind = ControlKind::kRun;
      run.job = next_job_++;
      if (!worker::SendControl(control_.native_handle(), run,
                               {job->package().get(), theirs->get()})) {
        if (job->TakeBack()) {
          waiting_.push_front(job);
        } else {
          job->Fail(WorkerDied("does not take jobs"));
        }
        return EndWorker("unresponsive");
      }
      running_[run.job] = job;
      // Closing our copy of its end first: the end of the child is then the end of the socket.
      theirs->Reset();
      job->Begin([this, id = run.job] { OnJobEnded(id); });
    }
  }

  // Kills the worker; OnProcessExit does the rest.
  void EndWorker(std::string reason) {
    if (state_ == State::kEnding || state_ == State::kNone) return;
    state_ = State::kEnding;
    end_reason_ = std::move(reason);
    timer_.cancel();
    control_.close(ignored_boost_);
    kill(-pid_, SIGKILL);
  }

  void OnProcessExit() {
    if (state_ != State::kEnding) {
      // What it said last may say why.
      if (state_ == State::kStarting) OnControlReadable();
      if (state_ != State::kEnding) EndWorker("exited");
    }
    // A zombie until the next line: its group's id is still its own.
    kill(-pid_, SIGKILL);
    int status = 0;
    waitpid(pid_, &status, 0);
    exit_.close(ignored_boost_);
    {
      std::lock_guard lock(mutex_);
      pids_.clear();
    }
    if (!stopping_) {
      Log(Severity::kWarning, "worker ended",
          {{"reason", end_reason_},
           {"detail", start_problem_},
           {"signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0},
           {"status", WIFEXITED(status) ? WEXITSTATUS(status) : 0}});
    }
    OnEnded(end_reason_);
  }

  // No worker runs any more.
  void OnEnded(const std::string& reason) {
    const bool was_ready = ready_since_.has_value();
    const bool lived_long =
        was_ready && std::chrono::steady_clock::now() - *ready_since_ > std::chrono::seconds(10);
    ready_since_.reset();
    state_ = State::kNone;
    pid_ = -1;
    if (!work_dir_.empty()) std::filesystem::remove_all(work_dir_, ignored_);
    work_dir_.clear();

    const absl::Status why =
        stopping_ ? ShuttingDown()
                  : WorkerDied(start_problem_.empty() ? std::string("ended unexpectedly")
                                                      : start_problem_);
    // Copies: a job that ends leaves the map.
    std::vector<std::shared_ptr<WorkerDocument>> running;
    for (const auto& [id, job] : running_) running.push_back(job);
    for (auto job = running.rbegin(); job != running.rend(); ++job) {
      if (!stopping_ && (*job)->TakeBack()) {
        std::erase_if(running_, [&](const auto& entry) { return entry.second == *job; });
        waiting_.push_front(*job);
      } else {
        (*job)->OnWorkerGone(why);
      }
    }
    if (stopping_) return MaybeFinishStopping();

    metrics_
        .GetCounter("sheetgate_worker_restarts_total",
                    "Worker processes that had to be replaced, by reason.",
                    {{"engine", kEngine}, {"reason", reason}})
        .Increment();
    if (!was_ready) {
      for (const auto& job : std::exchange(waiting_, {})) job->Fail(why);
    }
    // One early death after a good start is forgiven; the next is not.
    const bool at_once = lived_long || (was_ready && failures_ == 0);
    failures_ = lived_long ? 0 : failures_ + 1;
    if (at_once) return Launch();
    const absl::Duration delay =
        std::min(options_.first_backoff * (int64_t{1} << std::min(failures_ - 1, 20)),
                 options_.last_backoff);
    backing_off_ = true;
    timer_.expires_after(absl::ToChronoMilliseconds(delay));
    timer_.async_wait([this](const error_code& error) {
      backing_off_ = false;
      if (error || stopping_) return;
      if (const absl::Status found = FindInstallation(); !found.ok()) {
        for (const auto& job : std::exchange(waiting_, {})) job->Fail(found);
        return;
      }
      Launch();
    });
  }

  void StopAll() {
    stopping_ = true;
    timer_.cancel();
    for (const auto& job : std::exchange(waiting_, {})) job->Fail(ShuttingDown());
    for (const auto& [id, job] : running_) {
      if (job->Stop(ShuttingDown())) CountKill(ShuttingDown());
    }
    EndWorker("shutdown");
    MaybeFinishStopping();
  }

  void MaybeFinishStopping() {
    if (stopping_ && state_ == State::kNone && running_.empty()) work_.reset();
  }

  // What the memory gauge looks at.
  void UpdatePids() {
    std::vector<pid_t> pids;
    if (pid_ > 0) pids.push_back(pid_);
    for (const auto& [id, job] : running_) {
      if (job->pid() > 0) pids.push_back(job->pid());
    }
    std::lock_guard lock(mutex_);
    pids_ = std::move(pids);
  }

  const Options options_;
  platform::MetricsRegistry& metrics_;
  const platform::Counter starts_;

  mutable std::mutex mutex_;
  std::string version_;      // guarded by mutex_
  std::vector<pid_t> pids_;  // guarded by mutex_; the worker first

  // Below: only on the io thread.
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::posix::stream_descriptor control_;
  boost::asio::posix::stream_descriptor exit_;  // the worker's pidfd
  boost::asio::steady_timer timer_;             // start-up, or the wait before the next start
  LibreOfficeInstallation installation_;
  State state_ = State::kNone;
  bool backing_off_ = false;
  bool stopping_ = false;
  pid_t pid_ = -1;
  std::string work_dir_;
  std::string end_reason_;
  std::string start_problem_;
  std::optional<std::chrono::steady_clock::time_point> ready_since_;
  int failures_ = 0;
  uint64_t next_job_ = 1;
  std::deque<std::shared_ptr<WorkerDocument>> waiting_;
  std::map<uint64_t, std::shared_ptr<WorkerDocument>> running_;
  error_code ignored_boost_;
  std::error_code ignored_;

  std::thread thread_;  // last: uses all of the above
};

WorkerSupervisor::WorkerSupervisor(Options options, platform::MetricsRegistry& metrics)
    : core_(std::make_shared<Core>(std::move(options), metrics)) {
  const platform::Gauge resident = metrics.GetGauge(
      "sheetgate_worker_rss_bytes", "Resident memory of the worker and its running jobs.");
  metrics.OnScrape([weak = std::weak_ptr<Core>(core_), resident] {
    const auto core = weak.lock();
    resident.Set(core ? static_cast<double>(core->ResidentBytesOfAll()) : 0);
  });
}

WorkerSupervisor::~WorkerSupervisor() { core_->Shutdown(); }

void WorkerSupervisor::Open(const std::string& package, worker::WireOpen open,
                            const platform::CancellationToken& token, OnEnginePhase on_phase,
                            Opened opened) {
  core_->Open(package, std::move(open), token, std::move(on_phase), std::move(opened));
}

std::function<bool(std::function<void()>)> WorkerSupervisor::Thread() const {
  return [weak = std::weak_ptr<Core>(core_)](std::function<void()> task) {
    const auto core = weak.lock();
    if (core != nullptr) core->Post(std::move(task));
    return core != nullptr;
  };
}

std::string WorkerSupervisor::version() const { return core_->version(); }

pid_t WorkerSupervisor::worker_pid() const { return core_->worker_pid(); }

}  // namespace sheetgate::recalc
