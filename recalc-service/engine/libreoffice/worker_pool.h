// WorkerPool: several workers, of which one gets the next job, and their replacement.
//
// The pool is filled ahead of the first job and whenever a worker dies: at once the first time,
// with growing delays when workers keep dying early. A worker that has served long enough is
// replaced before it ends: its successor is started first and takes over when it is ready. Jobs
// that arrive while none is ready wait; a failed start fails those that waited, with the reason.
// When `breaker_failures` workers in a row died early and none is left, jobs are refused at once
// until a start succeeds.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_POOL_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_POOL_H_

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "recalc-service/engine/libreoffice/engine_status.h"
#include "recalc-service/engine/libreoffice/worker.h"
#include "recalc-service/engine/libreoffice/worker_metrics.h"

namespace sheetgate::recalc {

class WorkDirectory;

struct WorkerPoolOptions {
  std::string libreoffice_dir;  // see FindLibreOffice
  std::string worker_path;
  // How workers run LibreOffice: "auto", or the name of a worker::WorkerMode.
  std::string mode = "auto";
  WorkerLimits limits;
  // Workers that take jobs; each runs any number at a time.
  int workers = 1;
  // A worker is replaced after this many jobs, this long, or when it is this large; 0: never.
  int max_jobs = 0;
  absl::Duration max_age;
  int64_t max_rss_bytes = 0;
  // How long a worker may take until it is ready.
  absl::Duration start_timeout = absl::Seconds(60);
  // How long it may take to start a job's child.
  absl::Duration answer_timeout = absl::Seconds(15);
  // How long a replaced worker may wait for its jobs.
  absl::Duration retire_timeout = absl::Minutes(10);
  // How often age and size are looked at, besides the end of each job.
  absl::Duration upkeep_interval = absl::Seconds(10);
  absl::Duration first_backoff = absl::Milliseconds(100);
  absl::Duration last_backoff = absl::Seconds(10);
  int breaker_failures = 5;
  // Called on the pool's thread whenever the status changes; must return quickly.
  std::function<void(const EngineStatus&)> on_status;
};

// Used on the thread that runs the io_context, except where it says otherwise.
class WorkerPool final : private WorkerOwner {
 public:
  // `options` and `metrics` must outlive the pool. `stopped` is called when nothing runs any more
  // after Stop.
  WorkerPool(boost::asio::io_context& io, const WorkerPoolOptions& options,
             const WorkerMetrics& metrics, std::function<void()> stopped);
  ~WorkerPool();

  // Fills the pool, if LibreOffice is there.
  void Start();
  void Submit(const std::shared_ptr<WorkerDocument>& job);
  // Stops every job with `SHUTTING_DOWN` and ends every worker.
  void Stop();

  // On any thread: the newest status, the ready workers' processes in the order they are
  // preferred, and those of all workers and jobs.
  EngineStatus status() const;
  std::vector<pid_t> ready_processes() const;
  std::vector<pid_t> processes() const;

 private:
  void OnReady(Worker& worker) override;
  void OnJobsChanged(Worker& worker) override;
  void OnEnded(Worker& worker) override;

  absl::Status FindInstallation();
  // Starts workers until there are enough.
  void Fill();
  absl::Status Launch();
  // A worker could not be started.
  void OnStartFailed(const std::string& why);
  // The next worker starts later.
  void Backoff();
  void Dispatch();
  std::shared_ptr<Worker> Choose() const;
  void Cancel(const std::shared_ptr<WorkerDocument>& job, const absl::Status& reason);
  void FailWaiting(const absl::Status& why);
  absl::Status BreakerOpen() const;

  // Marks workers that have served long enough, and starts their successors.
  void Upkeep();
  void ScheduleUpkeep();
  std::string DueFor(const Worker& worker) const;
  void RetireOne();

  int Count(Worker::State state) const;
  bool IsDue(const Worker& worker) const { return due_.contains(&worker); }
  // Makes what other threads and the metrics see.
  void Publish();
  EngineStatus::State CurrentState() const;
  void MaybeStopped();

  boost::asio::io_context& io_;
  const WorkerPoolOptions& options_;
  const WorkerMetrics& metrics_;
  const std::function<void()> stopped_;
  boost::asio::steady_timer backoff_timer_;
  boost::asio::steady_timer upkeep_timer_;
  LibreOfficeInstallation installation_;
  absl::Status not_installed_;
  std::unique_ptr<WorkDirectory> directory_;
  std::vector<std::shared_ptr<Worker>> workers_;  // oldest first
  std::map<const Worker*, std::string> due_;      // to be replaced, with the reason
  std::deque<std::shared_ptr<WorkerDocument>> waiting_;
  bool backing_off_ = false;
  bool stopping_ = false;
  bool breaker_open_ = false;
  int failures_ = 0;  // workers in a row that were of no use
  std::string last_failure_;
  std::string version_;
  std::string mode_;
  std::string fallback_reason_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  EngineStatus status_;
  std::vector<pid_t> ready_processes_;
  std::vector<pid_t> processes_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_POOL_H_
