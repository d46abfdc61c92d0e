// WorkerJob: one job in a child of the worker, from our side of its socket.
//
// Everything but the constructor happens on the thread that runs the supervisor's io_context. A job
// has ended when its socket is closed and its child has exited; only then `done` is called, so
// whoever holds a permit for the job holds it as long as the child uses the machine.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_JOB_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_JOB_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/engine/libreoffice/worker_process.h"
#include "recalc-service/engine/libreoffice/worker_result.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc {

class WorkerJob : public std::enable_shared_from_this<WorkerJob> {
 public:
  // `package` is the sealed copy of the job's package.
  WorkerJob(boost::asio::io_context& io, worker::WireJob job, UniqueFd package,
            platform::CancellationToken token, Engine::OnPhase on_phase, WorkerDone done);

  // Calls `cancel` with the reason when the job's token is cancelled, on the cancelling thread.
  void WatchCancellation(std::function<void(const absl::Status&)> cancel);

  // Makes the sockets; their other end and the package go to the worker. Then Begin, or Fail.
  absl::StatusOr<UniqueFd> MakeSocket();
  const UniqueFd& package() const { return package_; }

  // The worker has been asked to run the job: sends what to do and takes the answers. `ended` is
  // called before `done`.
  void Begin(std::function<void()> ended);
  // The child runs.
  void OnStarted(pid_t pid, UniqueFd pidfd);
  // The child is gone, with this status of wait(2).
  void OnExited(int wait_status);
  // The worker died, and its children with it; or it did not start this child.
  void OnWorkerGone(const absl::Status& why);
  // Takes the job back from a worker that died before it started the child, so that the next one
  // can have it. False when the child had started, the job was stopped or it was taken back before:
  // then nothing is changed.
  bool TakeBack();

  // Stops the job; it ends soon, with `reason`. Returns whether that was news.
  bool Stop(const absl::Status& reason);
  // Ends a job that has not begun.
  void Fail(const absl::Status& why);

  // 0 while the child does not run.
  pid_t pid() const { return exited_ ? 0 : pid_; }

 private:
  void SendJob();
  void ReadHeader();
  void OnHeader();
  void ReadPayload();
  EnginePhase PhaseOfAnswer() const;
  // What a frame says; an error stops the job.
  absl::Status OnFrame();
  absl::Status OnFailedFrame();
  void OnSocketClosed();
  void MaybeEnd();
  absl::Status ExitError() const;
  void End(absl::StatusOr<WorkerResult> result);

  worker::WireJob job_;
  UniqueFd package_;
  const platform::CancellationToken token_;
  platform::CancellationRegistration registration_;
  Engine::OnPhase on_phase_;
  WorkerDone done_;
  std::function<void()> ended_;

  // Operations on the socket of an earlier attempt end without effect.
  int attempt_ = 0;
  boost::asio::posix::stream_descriptor socket_;
  std::string outgoing_;
  worker::FrameHeader header_{};
  std::string payload_;

  pid_t pid_ = 0;
  UniqueFd pidfd_;
  bool closed_ = false;
  bool exited_ = false;
  int wait_status_ = 0;
  bool complete_ = false;
  absl::Status failure_;
  int64_t expected_values_ = 0;
  WorkerResult result_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_JOB_H_
