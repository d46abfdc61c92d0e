// Control messages of a worker, and its end.
#include "recalc-service/engine/libreoffice/worker.h"

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/status/statusor.h"
#include <boost/asio/error.hpp>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"
#include "recalc-service/engine/libreoffice/worker_document.h"

namespace sheetgate::recalc {
namespace {

using boost::system::error_code;
using platform::Log;
using platform::Severity;
using worker::ControlKind;
using worker::ControlMessage;

}  // namespace

Worker::Worker(boost::asio::io_context& io, WorkerOwner& owner, absl::Duration answer_timeout)
    : owner_(owner),
      control_(io),
      exit_(io),
      timer_(io),
      answer_timer_(io),
      answer_timeout_(answer_timeout) {}

absl::Status Worker::Start(const LibreOfficeInstallation& installation, const std::string& mode,
                           const std::string& work_dir, const WorkerLimits& limits,
                           absl::Duration timeout) {
  ASSIGN_OR_RETURN(WorkerProcess process, StartWorker(installation, mode, work_dir, limits));
  work_dir_ = work_dir;
  pid_ = process.pid;
  control_.assign(process.control.Release());
  exit_.assign(process.pidfd.Release());
  WatchProcess();
  WatchControl();
  StartTimer(timeout, "start_timeout", "was not ready in time");
  return absl::OkStatus();
}

void Worker::WatchProcess() {
  exit_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                   [self = shared_from_this()](const error_code& error) {
                     if (!error) self->OnProcessExit();
                   });
}

void Worker::WatchControl() {
  control_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](const error_code& error) {
                        if (!error) self->OnControlReadable();
                      });
}

void Worker::StartTimer(absl::Duration after, std::string reason, std::string problem) {
  timer_.expires_after(absl::ToChronoMilliseconds(after));
  timer_.async_wait([self = shared_from_this(), reason = std::move(reason),
                     problem = std::move(problem)](const error_code& error) {
    if (error || self->state_ == State::kEnding || self->state_ == State::kEnded) return;
    self->problem_ = problem;
    self->Kill(reason);
  });
}

void Worker::OnControlReadable() {
  while (control_.is_open()) {
    ControlMessage message;
    std::vector<int> fds;
    switch (worker::ReceiveControl(control_.native_handle(), &message, &fds)) {
      case worker::ReceiveResult::kWouldBlock:
        return WatchControl();
      case worker::ReceiveResult::kClosed:
        return Kill("exited");
      case worker::ReceiveResult::kMessage:
        break;
    }
    std::vector<UniqueFd> owned;
    for (const int fd : fds) owned.emplace_back(fd);
    OnControl(message, std::move(owned));
  }
}

void Worker::OnControl(const ControlMessage& message, std::vector<UniqueFd> fds) {
  if (message.kind == ControlKind::kReady) return OnStarted(message);
  if (message.kind == ControlKind::kFailed) {
    problem_ = platform::StrCat("does not start: ", message.text);
    return Kill("start_failed");
  }
  const auto it = running_.find(message.job);
  if (it == running_.end()) return;
  const std::shared_ptr<WorkerDocument> job = it->second;
  switch (message.kind) {
    case ControlKind::kStarted:
      if (fds.size() != 1) return Kill("protocol");
      --unanswered_;
      WatchAnswers();
      job->OnStarted(message.pid, std::move(fds[0]));
      return owner_.OnJobsChanged(*this);
    case ControlKind::kExited:
      job->OnExited(message.status);
      return owner_.OnJobsChanged(*this);
    case ControlKind::kRefused:
      problem_ = platform::StrCat("could not take the job: ", message.text);
      return Kill("refused");
    default:
      return Kill("protocol");
  }
}

void Worker::OnStarted(const ControlMessage& message) {
  if (state_ != State::kStarting) return Kill("protocol");
  timer_.cancel();
  state_ = State::kReady;
  was_ready_ = true;
  ready_at_ = std::chrono::steady_clock::now();
  const size_t line_end = std::min(message.text.find('\n'), message.text.size());
  version_ = message.text.substr(0, line_end);
  if (line_end < message.text.size()) fallback_reason_ = message.text.substr(line_end + 1);
  mode_ = message.mode;
  Log(Severity::kInfo, "worker ready",
      {{"engine", version_},
       {"mode", worker::ModeName(mode_)},
       {"fallback_reason", fallback_reason_},
       {"pid", pid_},
       {"network_isolated", (message.status & worker::kNetworkIsolated) != 0},
       {"files_restricted", (message.status & worker::kFilesRestricted) != 0}});
  owner_.OnReady(*this);
}

void Worker::Give(const std::shared_ptr<WorkerDocument>& job) {
  absl::StatusOr<UniqueFd> theirs = job->MakeSocket();
  if (!theirs.ok()) return job->Fail(theirs.status());
  ControlMessage run;
  run.kind = ControlKind::kRun;
  run.job = next_job_++;
  const bool sent =
      worker::SendControl(control_.native_handle(), run, {job->package().get(), theirs->get()});
  running_[run.job] = job;
  ++unanswered_;
  WatchAnswers();
  // Closing our copy of its end first: the end of the child is then the end of the socket.
  theirs->Reset();
  job->SetAdopt([weak = weak_from_this()](const std::shared_ptr<WorkerDocument>& copy) {
    if (const auto self = weak.lock()) self->Adopt(copy);
  });
  job->Begin([self = shared_from_this(), id = run.job] { self->OnJobEnded(id); });
  if (!sent) {
    problem_ = "does not take jobs";
    return Kill("unresponsive");
  }
  owner_.OnJobsChanged(*this);
}

void Worker::Adopt(const std::shared_ptr<WorkerDocument>& copy) {
  const uint64_t id = next_job_++;
  running_[id] = copy;
  copy->BeginClone([self = shared_from_this(), id] { self->OnJobEnded(id); });
}

void Worker::WatchAnswers() {
  answer_timer_.cancel();
  if (unanswered_ == 0) return;
  answer_timer_.expires_after(absl::ToChronoMilliseconds(answer_timeout_));
  answer_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    // The answer may have come while this was on its way.
    if (error || self->unanswered_ == 0 ||
        self->answer_timer_.expiry() > std::chrono::steady_clock::now()) {
      return;
    }
    self->problem_ = "does not answer";
    self->Kill("unresponsive");
  });
}

void Worker::OnJobEnded(uint64_t id) {
  // A job that ends after the worker has left it.
  if (running_.erase(id) == 0) return;
  owner_.OnJobsChanged(*this);
  EndIfIdle();
}

void Worker::Retire(absl::Duration limit) {
  if (state_ != State::kReady) return;
  state_ = State::kRetired;
  StartTimer(limit, "retired", "was replaced, and its jobs did not end");
  EndIfIdle();
}

void Worker::EndIfIdle() {
  if (state_ == State::kRetired && running_.empty()) Kill("retired");
}

void Worker::Kill(std::string reason) {
  if (state_ == State::kEnding || state_ == State::kEnded) return;
  state_ = State::kEnding;
  end_reason_ = std::move(reason);
  timer_.cancel();
  answer_timer_.cancel();
  error_code ignored;
  control_.close(ignored);
  kill(-pid_, SIGKILL);
}

void Worker::OnProcessExit() {
  // What it said last may say why.
  if (state_ == State::kStarting) OnControlReadable();
  Kill("exited");
  // A zombie until the next line: its group's id is still its own.
  kill(-pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  state_ = State::kEnded;
  error_code ignored;
  exit_.close(ignored);
  std::error_code ignored_too;
  std::filesystem::remove_all(work_dir_, ignored_too);
  const bool meant = end_reason_ == "shutdown" || end_reason_ == "retired";
  Log(meant ? Severity::kInfo : Severity::kWarning, "worker ended",
      {{"pid", pid_},
       {"reason", end_reason_},
       {"detail", problem_},
       {"signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0},
       {"status", WIFEXITED(status) ? WEXITSTATUS(status) : 0}});
  pid_ = 0;
  owner_.OnEnded(*this);
}

std::vector<std::shared_ptr<WorkerDocument>> Worker::jobs() const {
  std::vector<std::shared_ptr<WorkerDocument>> jobs;
  for (const auto& [id, job] : running_) jobs.push_back(job);
  return jobs;
}

std::vector<std::shared_ptr<WorkerDocument>> Worker::TakeJobs() {
  std::vector<std::shared_ptr<WorkerDocument>> taken = jobs();
  running_.clear();
  return taken;
}

absl::Duration Worker::age() const {
  if (!was_ready_) return absl::ZeroDuration();
  return absl::FromChrono(std::chrono::steady_clock::now() - ready_at_);
}

}  // namespace sheetgate::recalc
