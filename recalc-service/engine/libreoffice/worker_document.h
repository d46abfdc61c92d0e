// WorkerDocument: one document in a child of the worker, from our side of its socket.
//
// Everything but the constructor and `alive` happens on the thread that runs the supervisor's
// io_context. A document has ended when its socket is closed and its child has exited; only then an
// error is reported, so whoever holds a permit for the work holds it as long as the child uses the
// machine.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_DOCUMENT_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_DOCUMENT_H_

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/engine/libreoffice/worker_process.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc {

class WorkerDocument : public std::enable_shared_from_this<WorkerDocument> {
 public:
  using Pointer = std::shared_ptr<WorkerDocument>;
  using Done = absl::AnyInvocable<void(const absl::Status&)>;
  using Cloned = absl::AnyInvocable<void(absl::StatusOr<Pointer>)>;

  // Called when the work under way was cancelled, on the cancelling thread.
  using Cancel = std::function<void(const Pointer&, const absl::Status&)>;
  // Called when there is a copy, which is to be begun with BeginClone.
  using Adopt = std::function<void(const Pointer&)>;

  // `package` is the sealed copy of the package to open. `done` says how opening ended.
  WorkerDocument(boost::asio::io_context& io, worker::WireOpen open, UniqueFd package,
                 platform::CancellationToken token, OnEnginePhase on_phase, Done done);

  // First of all.
  void SetCancel(Cancel cancel);
  // Before Begin.
  void SetAdopt(Adopt adopt) { adopt_ = std::move(adopt); }

  // Makes the sockets; their other end and the package go to the worker. Then Begin, or Fail.
  absl::StatusOr<UniqueFd> MakeSocket();
  const UniqueFd& package() const { return package_; }

  // The worker has been asked to start the child: says what to open and takes the answers. `ended`
  // is called when the document has ended, before anybody else is told.
  void Begin(std::function<void()> ended);
  // The same for a copy.
  void BeginClone(std::function<void()> ended) { ended_ = std::move(ended); }
  // The child runs.
  void OnStarted(pid_t pid, UniqueFd pidfd);
  // The child is gone, with this status of wait(2).
  void OnExited(int wait_status);
  // The worker died, and its children with it; or it did not start this child.
  void OnWorkerGone(const absl::Status& why);
  // Takes the document back from a worker that died before it started the child, so that the next
  // one can have it. False when the child had started, the document was stopped or it was taken
  // back before: then nothing is changed.
  bool TakeBack();

  // Stops the child; the document ends soon, the work under way with `reason`. Returns whether that
  // was news.
  bool Stop(const absl::Status& reason);
  // Ends a document that has not begun.
  void Fail(const absl::Status& why);

  // As EngineDocument's. The answer is taken with `answer` when `done` says OK.
  void Ask(const worker::WireQuestion& question, const platform::CancellationToken& token,
           OnEnginePhase on_phase, Done done);
  EngineAnswer TakeAnswer() { return std::move(answer_); }
  void Clone(const platform::CancellationToken& token, Cloned cloned);

  // 0 while the child does not run.
  pid_t pid() const { return exited_ ? 0 : pid_.load(); }
  // Of any thread: false once the document has ended or is about to.
  bool alive() const { return alive_; }
  // Once it is open.
  const std::vector<std::string>& sheets() const { return sheets_; }
  bool copyable() const { return copyable_; }

 private:
  using Descriptor = boost::asio::posix::stream_descriptor;

  // A copy of `original`, whose end of the socket is `socket`.
  WorkerDocument(const WorkerDocument& original, UniqueFd socket);

  // Begins work that `done_` waits for.
  void BeginWork(const platform::CancellationToken& token, OnEnginePhase on_phase, Done done);
  void EndWork(const absl::Status& status);
  void WatchCancellation(const platform::CancellationToken& token);
  void Send(worker::FrameKind kind, std::string_view payload);
  bool SendClone(const UniqueFd& socket);
  void ReadHeader();
  void OnHeader();
  void ReadPayload();
  // What a frame says; an error stops the child.
  absl::Status OnFrame();
  absl::Status OnLoaded();
  absl::Status OnPicture();
  absl::Status OnPictureBytes();
  absl::Status OnCloned();
  absl::Status OnDone();
  absl::Status OnFailed();
  void WatchExit();
  void OnSocketClosed();
  void MaybeEnd();
  absl::Status ExitError() const;
  void End(const absl::Status& status);

  boost::asio::io_context& io_;
  worker::WireOpen open_;
  UniqueFd package_;
  Cancel cancel_;
  Adopt adopt_;
  std::function<void()> ended_;

  // The work under way.
  platform::CancellationToken token_;  // of opening, until it is watched
  platform::CancellationRegistration registration_;
  OnEnginePhase on_phase_;
  Done done_;
  std::optional<worker::WirePicture> wanted_picture_;
  worker::WirePictureHeader picture_{};
  int64_t expected_values_ = 0;
  EngineAnswer answer_;
  Pointer clone_;

  // Operations on the socket of an earlier attempt end without effect.
  int attempt_ = 0;
  // Gone once the document has ended, however long it is kept: the io_context may be gone then.
  std::optional<Descriptor> socket_;
  std::optional<Descriptor> exit_;  // of a copy: its pidfd, readable when it is gone
  std::string outgoing_;
  worker::FrameHeader header_{};
  std::string payload_;
  std::vector<std::string> sheets_;
  bool copyable_ = false;

  std::atomic<pid_t> pid_{0};
  std::atomic<bool> alive_{true};
  UniqueFd pidfd_;
  bool closed_ = false;
  std::atomic<bool> exited_{false};
  int wait_status_ = 0;
  absl::Status failure_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_DOCUMENT_H_
