// Frames of a document, and how it ends.
#include "recalc-service/engine/libreoffice/worker_document.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/engine/libreoffice/results.h"

namespace sheetgate::recalc {
namespace {

using boost::system::error_code;
using platform::ErrorReason;
using worker::FrameKind;

absl::Status Crashed(std::string_view what) {
  return platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed,
                         platform::StrCat("LibreOffice's process ended unexpectedly (", what,
                                          "); the workbook is unchanged, repeat the call"));
}

absl::Status LoadFailed(std::string_view why) {
  return platform::FailedPrecondition(
      ErrorReason::kEngineLoadFailed,
      platform::StrCat("LibreOffice cannot load the workbook: ", why));
}

}  // namespace

WorkerDocument::WorkerDocument(boost::asio::io_context& io, worker::WireOpen open, UniqueFd package,
                               platform::CancellationToken token, OnEnginePhase on_phase, Done done)
    : io_(io),
      open_(std::move(open)),
      package_(std::move(package)),
      token_(std::move(token)),
      on_phase_(std::move(on_phase)),
      done_(std::move(done)) {}

WorkerDocument::WorkerDocument(const WorkerDocument& original, UniqueFd socket)
    : io_(original.io_), cancel_(original.cancel_), sheets_(original.sheets_) {
  socket_.emplace(io_, socket.Release());
}

void WorkerDocument::SetCancel(Cancel cancel) {
  cancel_ = std::move(cancel);
  WatchCancellation(token_);
}

void WorkerDocument::WatchCancellation(const platform::CancellationToken& token) {
  registration_ =
      token.OnCancel([weak = weak_from_this(), cancel = cancel_](const absl::Status& reason) {
        if (const Pointer self = weak.lock()) cancel(self, reason);
      });
}

absl::StatusOr<UniqueFd> WorkerDocument::MakeSocket() {
  ASSIGN_OR_RETURN(JobSockets sockets, MakeJobSockets());
  socket_.emplace(io_, sockets.ours.Release());
  return std::move(sockets.theirs);
}

void WorkerDocument::Begin(std::function<void()> ended) {
  ended_ = std::move(ended);
  Send(FrameKind::kOpen, worker::EncodeOpen(open_));
  ReadHeader();
}

void WorkerDocument::Ask(const worker::WireQuestion& question,
                         const platform::CancellationToken& token, OnEnginePhase on_phase,
                         Done done) {
  if (!alive_) return done(Crashed("before it was asked"));
  BeginWork(token, std::move(on_phase), std::move(done));
  answer_ = {};
  picture_ = {};
  wanted_picture_ = question.picture;
  expected_values_ = 0;
  for (const worker::WireRange& range : question.ranges) {
    expected_values_ += (int64_t{range.last_row} - range.first_row + 1) *
                        (int64_t{range.last_column} - range.first_column + 1);
  }
  expected_values_ *= std::max<int64_t>(1, static_cast<int64_t>(question.scenarios.size()));
  if (!question.ranges.empty()) {
    on_phase_(EnginePhase::kReading);
  } else if (question.picture.has_value()) {
    on_phase_(EnginePhase::kRendering);
  }
  Send(FrameKind::kAsk, worker::EncodeQuestion(question));
}

void WorkerDocument::Clone(const platform::CancellationToken& token, Cloned cloned) {
  if (!alive_) return cloned(Crashed("before it was copied"));
  absl::StatusOr<JobSockets> sockets = MakeJobSockets();
  if (!sockets.ok()) return cloned(sockets.status());
  clone_ = Pointer(new WorkerDocument(*this, std::move(sockets->ours)));
  BeginWork(
      token, [](EnginePhase) {},
      [this, cloned = std::move(cloned)](const absl::Status& status) mutable {
        if (!status.ok()) return cloned(status);
        cloned(std::move(clone_));
      });
  if (!SendClone(sockets->theirs)) Stop(platform::Internal("a document takes no requests"));
}

void WorkerDocument::BeginWork(const platform::CancellationToken& token, OnEnginePhase on_phase,
                               Done done) {
  on_phase_ = std::move(on_phase);
  done_ = std::move(done);
  WatchCancellation(token);
}

void WorkerDocument::EndWork(const absl::Status& status) {
  registration_.Reset();
  if (done_) std::exchange(done_, nullptr)(status);
}

void WorkerDocument::Send(FrameKind kind, std::string_view payload) {
  const worker::FrameHeader header{kind, static_cast<uint32_t>(payload.size())};
  outgoing_.assign(reinterpret_cast<const char*>(&header), sizeof(header));
  outgoing_ += payload;
  // An error shows as the end of the socket when reading.
  boost::asio::async_write(
      *socket_, boost::asio::buffer(outgoing_),
      [self = shared_from_this(), attempt = attempt_](const error_code&, size_t) {
        if (attempt != self->attempt_) return;
        self->outgoing_.clear();
        self->outgoing_.shrink_to_fit();
      });
}

bool WorkerDocument::SendClone(const UniqueFd& socket) {
  worker::FrameHeader header{FrameKind::kClone, 0};
  iovec part{&header, sizeof(header)};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr packet{};
  packet.msg_iov = &part;
  packet.msg_iovlen = 1;
  packet.msg_control = control;
  packet.msg_controllen = sizeof(control);
  cmsghdr* rights = CMSG_FIRSTHDR(&packet);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  const int fd = socket.get();
  std::memcpy(CMSG_DATA(rights), &fd, sizeof(fd));
  // The last question was answered, so there is room for a header.
  return sendmsg(socket_->native_handle(), &packet, MSG_NOSIGNAL) == sizeof(header);
}

void WorkerDocument::ReadHeader() {
  boost::asio::async_read(
      *socket_, boost::asio::buffer(&header_, sizeof(header_)),
      [self = shared_from_this(), attempt = attempt_](const error_code& error, size_t) {
        if (attempt != self->attempt_) return;
        if (error) return self->OnSocketClosed();
        self->OnHeader();
      });
}

void WorkerDocument::OnHeader() {
  if (header_.length > worker::kMaxFrameBytes) {
    Stop(platform::Internal("the worker sent a frame that is too long"));
    return OnSocketClosed();
  }
  payload_.resize(header_.length);
  ReadPayload();
}

void WorkerDocument::ReadPayload() {
  boost::asio::async_read(
      *socket_, boost::asio::buffer(payload_),
      [self = shared_from_this(), attempt = attempt_](const error_code& error, size_t) {
        if (attempt != self->attempt_) return;
        if (error) return self->OnSocketClosed();
        // What a stopped child still says does not matter, only that it ends.
        if (self->failure_.ok()) {
          if (const absl::Status status = self->OnFrame(); !status.ok()) self->Stop(status);
        }
        self->ReadHeader();
      });
}

absl::Status WorkerDocument::OnFrame() {
  if (header_.kind == FrameKind::kFailed) return OnFailed();
  if (!done_) return platform::Internal("the worker spoke without being asked");
  switch (header_.kind) {
    case FrameKind::kLoaded:
      return OnLoaded();
    case FrameKind::kCalculated:
      return absl::OkStatus();
    case FrameKind::kValues:
      RETURN_IF_ERROR(DecodeValues(payload_, &answer_.values));
      if (static_cast<int64_t>(answer_.values.size()) > expected_values_) {
        return platform::Internal("the worker sent more values than were asked for");
      }
      return absl::OkStatus();
    case FrameKind::kPicture:
      return OnPicture();
    case FrameKind::kPictureBytes:
      return OnPictureBytes();
    case FrameKind::kCloned:
      return OnCloned();
    case FrameKind::kDone:
      return OnDone();
    default:
      return platform::Internal("the worker sent an unknown frame");
  }
}

absl::Status WorkerDocument::OnLoaded() {
  worker::ByteReader reader(payload_);
  uint32_t count = 0;
  bool ok = reader.Get(&copyable_) && reader.Get(&count) && count <= payload_.size();
  for (uint32_t i = 0; ok && i < count; ++i) ok = reader.GetText(&sheets_.emplace_back());
  if (!ok) return platform::Internal("the worker sent malformed sheet names");
  if (open_.calculate) on_phase_(EnginePhase::kCalculating);
  return absl::OkStatus();
}

absl::Status WorkerDocument::OnPicture() {
  worker::ByteReader reader(payload_);
  if (!wanted_picture_.has_value() || !reader.Get(&picture_) ||
      picture_.size_bytes > wanted_picture_->max_bytes) {
    return platform::Internal("the worker sent a malformed picture");
  }
  answer_.picture.width = picture_.width;
  answer_.picture.height = picture_.height;
  answer_.picture.scale = picture_.scale;
  answer_.picture.page_count = picture_.page_count;
  answer_.picture.paper_width = picture_.paper_width;
  answer_.picture.paper_height = picture_.paper_height;
  return absl::OkStatus();
}

absl::Status WorkerDocument::OnPictureBytes() {
  answer_.picture.bytes += payload_;
  if (static_cast<int64_t>(answer_.picture.bytes.size()) > picture_.size_bytes) {
    return platform::Internal("the worker sent a longer picture than it announced");
  }
  return absl::OkStatus();
}

absl::Status WorkerDocument::OnCloned() {
  worker::ByteReader reader(payload_);
  int32_t pid = 0;
  if (clone_ == nullptr || !reader.Get(&pid)) {
    return platform::Internal("the worker sent a malformed copy");
  }
  // The document reaps its copies when it is asked again: the id is still this one's.
  UniqueFd pidfd = OpenProcess(pid);
  if (!pidfd.valid()) return Crashed("its copy ended at once");
  adopt_(clone_);
  clone_->pid_ = pid;
  clone_->exit_.emplace(io_, OpenProcess(pid).Release());
  clone_->pidfd_ = std::move(pidfd);
  clone_->WatchExit();
  clone_->ReadHeader();
  EndWork(absl::OkStatus());
  return absl::OkStatus();
}

absl::Status WorkerDocument::OnDone() {
  if (static_cast<int64_t>(answer_.values.size()) != expected_values_ ||
      static_cast<int64_t>(answer_.picture.bytes.size()) != picture_.size_bytes ||
      answer_.picture.bytes.empty() == wanted_picture_.has_value()) {
    return platform::Internal("the worker sent less than was asked for");
  }
  EndWork(absl::OkStatus());
  return absl::OkStatus();
}

absl::Status WorkerDocument::OnFailed() {
  worker::ByteReader reader(payload_);
  worker::FailureKind kind{};
  std::string why;
  if (!reader.Get(&kind) || !reader.GetText(&why)) {
    return platform::Internal("the worker sent a malformed failure");
  }
  switch (kind) {
    case worker::FailureKind::kLoadFailed:
      return LoadFailed(why);
    case worker::FailureKind::kOutOfMemory:
      return platform::WithMetadata(
          LoadFailed("it needs more memory than one job may use (--worker_memory_bytes)"), "cause",
          "memory");
    case worker::FailureKind::kNotInstalled:
      return platform::FailedPrecondition(ErrorReason::kEngineNotInstalled, why);
    case worker::FailureKind::kTooLarge:
      return platform::InvalidArgument(ErrorReason::kLimitExceeded, why);
    case worker::FailureKind::kNothingToDraw:
      return platform::InvalidArgument(ErrorReason::kInvalidRange, why, {{"field", "range"}});
    case worker::FailureKind::kNoSuchPage:
      return platform::InvalidArgument(ErrorReason::kInvalidArgument, why, {{"field", "page"}});
    default:
      return platform::Internal(platform::StrCat("the worker failed: ", why));
  }
}

void WorkerDocument::OnStarted(pid_t pid, UniqueFd pidfd) {
  pid_ = pid;
  pidfd_ = std::move(pidfd);
  package_.Reset();
  if (!failure_.ok()) {
    KillProcess(pidfd_);
    return;
  }
  on_phase_(EnginePhase::kLoading);
}

void WorkerDocument::WatchExit() {
  exit_->async_wait(Descriptor::wait_read, [self = shared_from_this()](const error_code& error) {
    if (!error) self->OnExited(0);
  });
}

void WorkerDocument::OnExited(int wait_status) {
  exited_ = true;
  wait_status_ = wait_status;
  MaybeEnd();
}

void WorkerDocument::OnWorkerGone(const absl::Status& why) {
  if (failure_.ok()) failure_ = why;
  alive_ = false;
  if (!exited_) {
    KillProcess(pidfd_);
    exited_ = true;
  }
  MaybeEnd();
}

bool WorkerDocument::TakeBack() {
  if (attempt_ > 0 || pid_ != 0 || !failure_.ok()) return false;
  ++attempt_;
  socket_.reset();
  closed_ = false;
  alive_ = true;
  ended_ = nullptr;
  return true;
}

bool WorkerDocument::Stop(const absl::Status& reason) {
  if (!failure_.ok()) return false;
  failure_ = reason;
  alive_ = false;
  if (!exited_) KillProcess(pidfd_);
  return true;
}

void WorkerDocument::Fail(const absl::Status& why) { End(why); }

void WorkerDocument::OnSocketClosed() {
  closed_ = true;
  alive_ = false;
  MaybeEnd();
}

void WorkerDocument::MaybeEnd() {
  if (!closed_ || !exited_) return;
  End(failure_.ok() ? ExitError() : failure_);
}

absl::Status WorkerDocument::ExitError() const {
  if (WIFSIGNALED(wait_status_)) {
    const int number = WTERMSIG(wait_status_);
    if (number == SIGXCPU) {
      return platform::Error(absl::StatusCode::kDeadlineExceeded, ErrorReason::kEngineTimeout,
                             "the work used more computing time than it may and was stopped");
    }
    return Crashed(platform::StrCat("signal ", number, " ", strsignal(number)));
  }
  return Crashed(platform::StrCat("exit status ", WEXITSTATUS(wait_status_)));
}

void WorkerDocument::End(const absl::Status& status) {
  alive_ = false;
  exited_ = true;
  ++attempt_;
  socket_.reset();
  exit_.reset();
  pidfd_.Reset();
  package_.Reset();
  clone_.reset();
  if (ended_) std::exchange(ended_, nullptr)();
  cancel_ = nullptr;
  adopt_ = nullptr;
  EndWork(status);
}

}  // namespace sheetgate::recalc
