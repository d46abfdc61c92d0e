// Which worker gets a job, and when workers are started, replaced and given up.
#include "recalc-service/engine/libreoffice/worker_pool.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <boost/asio/post.hpp>

#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "recalc-service/engine/libreoffice/work_directory.h"
#include "recalc-service/engine/libreoffice/worker_document.h"

namespace sheetgate::recalc {
namespace {

using boost::system::error_code;
using platform::ErrorReason;
using platform::Log;
using platform::Severity;
using platform::StrCat;

// A worker that lived this long was well, as was one that served a job: what ended it has nothing
// to do with its start.
constexpr absl::Duration kLongLife = absl::Seconds(10);

absl::Status Unavailable(const std::string& message, absl::Duration retry_after) {
  return platform::WithRetryAfter(
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, message),
      retry_after);
}

absl::Status WorkerDied(std::string_view why) {
  return Unavailable(StrCat("LibreOffice's worker ", why.empty() ? "ended unexpectedly" : why,
                            "; the workbook is unchanged, repeat the call"),
                     absl::Seconds(1));
}

absl::Status ShuttingDown() {
  return platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
                         "recalc-service is shutting down; repeat the call");
}

}  // namespace

WorkerPool::WorkerPool(boost::asio::io_context& io, const WorkerPoolOptions& options,
                       const WorkerMetrics& metrics, std::function<void()> stopped)
    : io_(io),
      options_(options),
      metrics_(metrics),
      stopped_(std::move(stopped)),
      backoff_timer_(io),
      upkeep_timer_(io) {
  status_.since = platform::Clock::Real().Now();
}

WorkerPool::~WorkerPool() = default;

absl::Status WorkerPool::FindInstallation() {
  absl::StatusOr<LibreOfficeInstallation> found =
      FindLibreOffice(options_.libreoffice_dir, options_.worker_path);
  not_installed_ = found.status();
  if (found.ok()) installation_ = *std::move(found);
  return not_installed_;
}

void WorkerPool::Start() {
  if (FindInstallation().ok()) Fill();
  Publish();
  ScheduleUpkeep();
}

void WorkerPool::Submit(const std::shared_ptr<WorkerDocument>& job) {
  if (stopping_) return job->Fail(ShuttingDown());
  // Somebody may have installed it meanwhile.
  if (workers_.empty() && !backing_off_) {
    if (const absl::Status found = FindInstallation(); !found.ok()) {
      job->Fail(found);
      return Publish();
    }
    Fill();
  }
  if (breaker_open_) return job->Fail(BreakerOpen());
  job->SetCancel(
      [this](const std::shared_ptr<WorkerDocument>& document, const absl::Status& reason) {
        boost::asio::post(io_, [this, document, reason] { Cancel(document, reason); });
      });
  waiting_.push_back(job);
  Dispatch();
  Publish();
}

absl::Status WorkerPool::BreakerOpen() const {
  const auto left =
      backing_off_ ? absl::FromChrono(backoff_timer_.expiry() - std::chrono::steady_clock::now())
                   : absl::ZeroDuration();
  return Unavailable(
      StrCat("LibreOffice's workers keep dying (the last one ", last_failure_,
             "), so no calculation is tried until one starts again; the workbook is unchanged"),
      std::max(absl::Seconds(1), absl::Ceil(left, absl::Seconds(1))));
}

void WorkerPool::Cancel(const std::shared_ptr<WorkerDocument>& job, const absl::Status& reason) {
  if (std::erase(waiting_, job) > 0) {
    job->Fail(reason);
    return Publish();
  }
  if (job->Stop(reason)) metrics_.Killed(reason);
}

void WorkerPool::FailWaiting(const absl::Status& why) {
  for (const auto& job : std::exchange(waiting_, {})) job->Fail(why);
}

void WorkerPool::Fill() {
  const auto fresh = [this] {
    return std::count_if(workers_.begin(), workers_.end(), [this](const auto& worker) {
      return worker->state() == Worker::State::kStarting ||
             (worker->state() == Worker::State::kReady && !IsDue(*worker));
    });
  };
  while (!stopping_ && !backing_off_ && fresh() < options_.workers) {
    if (const absl::Status launched = Launch(); !launched.ok()) {
      metrics_.Died("start_failed");
      OnStartFailed(StrCat("cannot be started: ", launched.message()));
    }
  }
}

absl::Status WorkerPool::Launch() {
  if (directory_ == nullptr) {
    std::error_code ignored;
    ASSIGN_OR_RETURN(directory_,
                     WorkDirectory::Make(std::filesystem::temp_directory_path(ignored)));
  }
  ASSIGN_OR_RETURN(const std::string work_dir, directory_->MakeChild());
  const auto worker =
      std::make_shared<Worker>(io_, static_cast<WorkerOwner&>(*this), options_.answer_timeout);
  if (const absl::Status started = worker->Start(installation_, options_.mode, work_dir,
                                                 options_.limits, options_.start_timeout);
      !started.ok()) {
    std::error_code ignored;
    std::filesystem::remove_all(work_dir, ignored);
    return started;
  }
  metrics_.Started();
  workers_.push_back(worker);
  return absl::OkStatus();
}

void WorkerPool::OnReady(Worker& worker) {
  version_ = worker.version();
  mode_ = worker::ModeName(worker.mode());
  fallback_reason_ = worker.fallback_reason();
  if (std::exchange(breaker_open_, false)) {
    Log(Severity::kInfo, "workers start again, jobs are taken");
  }
  RetireOne();
  Dispatch();
  Publish();
}

void WorkerPool::RetireOne() {
  for (const auto& worker : workers_) {
    if (!IsDue(*worker) || worker->state() != Worker::State::kReady) continue;
    Log(Severity::kInfo, "worker replaced",
        {{"pid", worker->pid()}, {"reason", due_[worker.get()]}, {"jobs", worker->jobs_given()}});
    metrics_.Recycled(due_[worker.get()]);
    return worker->Retire(options_.retire_timeout);
  }
}

void WorkerPool::OnJobsChanged(Worker&) {
  Upkeep();
  Publish();
}

std::string WorkerPool::DueFor(const Worker& worker) const {
  if (options_.max_jobs > 0 && worker.jobs_given() >= options_.max_jobs) return "jobs";
  if (options_.max_age > absl::ZeroDuration() && worker.age() >= options_.max_age) return "age";
  if (options_.max_rss_bytes > 0 && ResidentBytes(worker.pid()) >= options_.max_rss_bytes) {
    return "memory";
  }
  return "";
}

void WorkerPool::Upkeep() {
  for (const auto& worker : workers_) {
    if (worker->state() != Worker::State::kReady || IsDue(*worker)) continue;
    if (std::string reason = DueFor(*worker); !reason.empty()) {
      due_[worker.get()] = std::move(reason);
    }
  }
  Fill();
}

void WorkerPool::ScheduleUpkeep() {
  upkeep_timer_.expires_after(absl::ToChronoMilliseconds(options_.upkeep_interval));
  upkeep_timer_.async_wait([this](const error_code& error) {
    if (error || stopping_) return;
    Upkeep();
    Publish();
    ScheduleUpkeep();
  });
}

std::shared_ptr<Worker> WorkerPool::Choose() const {
  std::shared_ptr<Worker> best;
  for (const auto& worker : workers_) {
    if (worker->state() != Worker::State::kReady) continue;
    // One that is to be replaced still works when there is no other.
    const auto rank = [this](const Worker& candidate) {
      return std::pair(IsDue(candidate), candidate.jobs_running());
    };
    if (best == nullptr || rank(*worker) < rank(*best)) best = worker;
  }
  return best;
}

void WorkerPool::Dispatch() {
  while (!waiting_.empty()) {
    const std::shared_ptr<Worker> worker = Choose();
    if (worker == nullptr) return;
    const std::shared_ptr<WorkerDocument> job = waiting_.front();
    waiting_.pop_front();
    worker->Give(job);
  }
}

void WorkerPool::OnEnded(Worker& worker) {
  const auto at = std::find_if(workers_.begin(), workers_.end(),
                               [&](const auto& entry) { return entry.get() == &worker; });
  const std::shared_ptr<Worker> ended = *at;
  workers_.erase(at);
  due_.erase(&worker);

  const bool served = worker.jobs_ended() > 0;
  const absl::Status why = stopping_ ? ShuttingDown() : WorkerDied(worker.problem());
  std::vector<std::shared_ptr<WorkerDocument>> jobs = worker.TakeJobs();
  for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
    if (!stopping_ && (*job)->TakeBack()) {
      waiting_.push_front(*job);
    } else {
      (*job)->OnWorkerGone(why);
    }
  }
  if (stopping_) return MaybeStopped();
  if (worker.end_reason() != "retired") {
    metrics_.Died(worker.end_reason());
    if (worker.age() > kLongLife || served) {
      failures_ = 0;
    } else if (worker.was_ready() && failures_ == 0) {
      // One early death after a good start is forgiven; the next is not.
      failures_ = 1;
    } else {
      OnStartFailed(worker.problem().empty() ? "ended unexpectedly" : worker.problem());
    }
  }
  Fill();
  Dispatch();
  Publish();
}

void WorkerPool::OnStartFailed(const std::string& why) {
  ++failures_;
  last_failure_ = why;
  if (Count(Worker::State::kReady) == 0) {
    if (failures_ >= options_.breaker_failures && !std::exchange(breaker_open_, true)) {
      Log(Severity::kError, "workers keep dying, jobs are refused until one starts",
          {{"failures", failures_}, {"why", why}});
    }
    FailWaiting(WorkerDied(why));
  }
  Backoff();
}

void WorkerPool::Backoff() {
  if (std::exchange(backing_off_, true)) return;
  const absl::Duration delay =
      std::min(options_.first_backoff * (int64_t{1} << std::clamp(failures_ - 1, 0, 20)),
               options_.last_backoff);
  backoff_timer_.expires_after(absl::ToChronoMilliseconds(delay));
  backoff_timer_.async_wait([this](const error_code& error) {
    if (error || stopping_) return;
    backing_off_ = false;
    if (const absl::Status found = FindInstallation(); !found.ok()) {
      FailWaiting(found);
    } else {
      Fill();
    }
    Publish();
  });
}

void WorkerPool::Stop() {
  stopping_ = true;
  backoff_timer_.cancel();
  upkeep_timer_.cancel();
  FailWaiting(ShuttingDown());
  // Copies: what ends leaves the lists.
  const std::vector<std::shared_ptr<Worker>> workers = workers_;
  for (const auto& worker : workers) {
    for (const auto& job : worker->jobs()) {
      if (job->Stop(ShuttingDown())) metrics_.Killed(ShuttingDown());
    }
    worker->Kill("shutdown");
  }
  MaybeStopped();
}

void WorkerPool::MaybeStopped() {
  if (!workers_.empty()) return;
  Publish();
  directory_.reset();
  stopped_();
}

int WorkerPool::Count(Worker::State state) const {
  return static_cast<int>(
      std::count_if(workers_.begin(), workers_.end(),
                    [state](const auto& worker) { return worker->state() == state; }));
}

EngineStatus::State WorkerPool::CurrentState() const {
  if (Count(Worker::State::kReady) > 0) return EngineStatus::State::kReady;
  if (!not_installed_.ok()) return EngineStatus::State::kNotInstalled;
  return breaker_open_ ? EngineStatus::State::kCrashLoop : EngineStatus::State::kStarting;
}

void WorkerPool::Publish() {
  WorkerCounts counts;
  counts.starting = Count(Worker::State::kStarting);
  counts.ready = Count(Worker::State::kReady);
  counts.retiring = Count(Worker::State::kRetired);
  counts.jobs_waiting = static_cast<int>(waiting_.size());
  std::vector<pid_t> ready;
  std::vector<pid_t> all;
  for (const auto& worker : workers_) {
    if (worker->state() == Worker::State::kReady) ready.push_back(worker->pid());
    if (worker->pid() > 0) all.push_back(worker->pid());
    counts.jobs_running += worker->jobs_running();
    for (const auto& job : worker->jobs()) {
      if (job->pid() > 0) all.push_back(job->pid());
    }
  }
  if (const auto best = Choose(); best != nullptr) {
    std::swap(*std::find(ready.begin(), ready.end(), best->pid()), ready.front());
  }
  EngineStatus status;
  status.state = CurrentState();
  status.version = version_;
  status.mode = mode_;
  status.ready_workers = counts.ready;
  if (status.state == EngineStatus::State::kReady) {
    status.why = fallback_reason_;
  } else {
    status.why = not_installed_.ok() ? last_failure_ : std::string(not_installed_.message());
  }
  metrics_.Set(counts);
  bool changed = false;
  {
    std::lock_guard lock(mutex_);
    ready_processes_ = std::move(ready);
    processes_ = std::move(all);
    status.since = status.state == status_.state ? status_.since : platform::Clock::Real().Now();
    changed = status.state != status_.state || status.version != status_.version ||
              status.mode != status_.mode || status.ready_workers != status_.ready_workers ||
              status.why != status_.why;
    status_ = status;
  }
  if (!changed) return;
  metrics_.Set(status);
  if (options_.on_status) options_.on_status(status);
}

EngineStatus WorkerPool::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

std::vector<pid_t> WorkerPool::ready_processes() const {
  std::lock_guard lock(mutex_);
  return ready_processes_;
}

std::vector<pid_t> WorkerPool::processes() const {
  std::lock_guard lock(mutex_);
  return processes_;
}

}  // namespace sheetgate::recalc
