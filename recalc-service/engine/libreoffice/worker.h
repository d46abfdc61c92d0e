// Worker: one worker process: its start, the jobs on it, and its end.
//
// Everything happens on the thread that runs the io_context. A worker is asked to end by Kill or
// Retire, or ends by itself; its owner is told once, when the process and its group are gone.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "recalc-service/engine/libreoffice/worker_process.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc {

class Worker;
class WorkerDocument;

// Whoever starts workers.
class WorkerOwner {
 public:
  virtual void OnReady(Worker& worker) = 0;
  // A job of the worker began or ended, or its child did.
  virtual void OnJobsChanged(Worker& worker) = 0;
  // The worker is gone and calls nobody any more; its jobs are to be taken with TakeJobs.
  virtual void OnEnded(Worker& worker) = 0;

 protected:
  ~WorkerOwner() = default;
};

class Worker : public std::enable_shared_from_this<Worker> {
 public:
  enum class State { kStarting, kReady, kRetired, kEnding, kEnded };

  // `owner` must outlive the worker's end. A worker that does not start the child of a job within
  // `answer_timeout` is ended.
  Worker(boost::asio::io_context& io, WorkerOwner& owner, absl::Duration answer_timeout);

  // Once. `work_dir` is its own, and removed when it ends. An error: nothing was started.
  absl::Status Start(const LibreOfficeInstallation& installation, const std::string& mode,
                     const std::string& work_dir, const WorkerLimits& limits,
                     absl::Duration timeout);

  // Gives a job to the ready worker. When it takes none the job is among TakeJobs at the end, which
  // has begun then.
  void Give(const std::shared_ptr<WorkerDocument>& job);
  // No new jobs: it ends when its last job has, or after `limit`.
  void Retire(absl::Duration limit);
  // Ends it now; `reason` is a label of metrics: "shutdown".
  void Kill(std::string reason);
  // Jobs that have not ended, in the order they were given; they leave the worker.
  std::vector<std::shared_ptr<WorkerDocument>> TakeJobs();
  std::vector<std::shared_ptr<WorkerDocument>> jobs() const;

  State state() const { return state_; }
  // 0 after the end.
  pid_t pid() const { return pid_; }
  // What it said when it became ready.
  const std::string& version() const { return version_; }
  worker::WorkerMode mode() const { return mode_; }
  // Why not in a better mode; empty when there is none.
  const std::string& fallback_reason() const { return fallback_reason_; }
  int jobs_given() const { return static_cast<int>(next_job_ - 1); }
  int jobs_ended() const { return jobs_given() - jobs_running(); }
  int jobs_running() const { return static_cast<int>(running_.size()); }
  bool was_ready() const { return was_ready_; }
  // Since it was ready; 0 before.
  absl::Duration age() const;
  // Why it ended: the reason of Kill or "exited", and for people, "was not ready in time" or empty.
  const std::string& end_reason() const { return end_reason_; }
  const std::string& problem() const { return problem_; }

 private:
  void WatchProcess();
  void WatchControl();
  // A job was given, or its child started: watches how long the next start takes.
  void WatchAnswers();
  void StartTimer(absl::Duration after, std::string reason, std::string problem);
  void OnControlReadable();
  void OnControl(const worker::ControlMessage& message, std::vector<UniqueFd> fds);
  void OnStarted(const worker::ControlMessage& message);
  void OnJobEnded(uint64_t id);
  // A copy of a job's document runs by itself from now on.
  void Adopt(const std::shared_ptr<WorkerDocument>& copy);
  void EndIfIdle();
  void OnProcessExit();

  WorkerOwner& owner_;
  boost::asio::posix::stream_descriptor control_;
  boost::asio::posix::stream_descriptor exit_;  // the process's pidfd
  boost::asio::steady_timer timer_;             // bounds the start, then the retirement
  boost::asio::steady_timer answer_timer_;
  const absl::Duration answer_timeout_;
  int unanswered_ = 0;  // jobs given whose child has not started
  State state_ = State::kStarting;
  pid_t pid_ = 0;
  std::string work_dir_;
  std::string version_;
  std::string fallback_reason_;
  worker::WorkerMode mode_ = worker::WorkerMode::kZygote;
  bool was_ready_ = false;
  std::chrono::steady_clock::time_point ready_at_;
  std::string end_reason_;
  std::string problem_;
  uint64_t next_job_ = 1;
  std::map<uint64_t, std::shared_ptr<WorkerDocument>> running_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_H_
