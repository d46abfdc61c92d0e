// Frames of a job, and how it ends.
#include "recalc-service/engine/libreoffice/worker_job.h"

#include <signal.h>
#include <sys/wait.h>

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

WorkerJob::WorkerJob(boost::asio::io_context& io, worker::WireJob job, UniqueFd package,
                     platform::CancellationToken token, Engine::OnPhase on_phase, WorkerDone done)
    : job_(std::move(job)),
      package_(std::move(package)),
      token_(std::move(token)),
      on_phase_(std::move(on_phase)),
      done_(std::move(done)),
      socket_(io) {
  for (const worker::WireRange& range : job_.ranges) {
    expected_values_ += (int64_t{range.last_row} - range.first_row + 1) *
                        (int64_t{range.last_column} - range.first_column + 1);
  }
}

void WorkerJob::WatchCancellation(std::function<void(const absl::Status&)> cancel) {
  registration_ = token_.OnCancel(std::move(cancel));
}

absl::StatusOr<UniqueFd> WorkerJob::MakeSocket() {
  ASSIGN_OR_RETURN(JobSockets sockets, MakeJobSockets());
  socket_.assign(sockets.ours.Release());
  return std::move(sockets.theirs);
}

void WorkerJob::Begin(std::function<void()> ended) {
  ended_ = std::move(ended);
  SendJob();
  ReadHeader();
}

void WorkerJob::SendJob() {
  const std::string payload = worker::EncodeJob(job_);
  const worker::FrameHeader header{FrameKind::kJob, static_cast<uint32_t>(payload.size())};
  outgoing_.assign(reinterpret_cast<const char*>(&header), sizeof(header));
  outgoing_ += payload;
  // An error shows as the end of the socket when reading.
  boost::asio::async_write(
      socket_, boost::asio::buffer(outgoing_),
      [self = shared_from_this(), attempt = attempt_](const error_code&, size_t) {
        if (attempt != self->attempt_) return;
        self->outgoing_.clear();
        self->outgoing_.shrink_to_fit();
      });
}

void WorkerJob::ReadHeader() {
  boost::asio::async_read(
      socket_, boost::asio::buffer(&header_, sizeof(header_)),
      [self = shared_from_this(), attempt = attempt_](const error_code& error, size_t) {
        if (attempt != self->attempt_) return;
        if (error) return self->OnSocketClosed();
        self->OnHeader();
      });
}

void WorkerJob::OnHeader() {
  if (header_.length > worker::kMaxFrameBytes) {
    Stop(platform::Internal("the worker sent a frame that is too long"));
    return OnSocketClosed();
  }
  payload_.resize(header_.length);
  ReadPayload();
}

void WorkerJob::ReadPayload() {
  boost::asio::async_read(
      socket_, boost::asio::buffer(payload_),
      [self = shared_from_this(), attempt = attempt_](const error_code& error, size_t) {
        if (attempt != self->attempt_) return;
        if (error) return self->OnSocketClosed();
        // What a stopped job still says does not matter, only that it ends.
        if (self->failure_.ok()) {
          if (const absl::Status status = self->OnFrame(); !status.ok()) {
            self->Stop(status);
          }
        }
        self->ReadHeader();
      });
}

EnginePhase WorkerJob::PhaseOfAnswer() const {
  return job_.picture.has_value() ? EnginePhase::kRendering : EnginePhase::kReading;
}

absl::Status WorkerJob::OnFrame() {
  switch (header_.kind) {
    case FrameKind::kLoaded: {
      worker::ByteReader reader(payload_);
      uint32_t count = 0;
      bool ok = reader.Get(&count) && count <= payload_.size();
      for (uint32_t i = 0; ok && i < count; ++i) {
        ok = reader.GetText(&result_.sheets.emplace_back());
      }
      if (!ok) return platform::Internal("the worker sent malformed sheet names");
      on_phase_(job_.calculate ? EnginePhase::kCalculating : PhaseOfAnswer());
      return absl::OkStatus();
    }
    case FrameKind::kCalculated:
      on_phase_(PhaseOfAnswer());
      return absl::OkStatus();
    case FrameKind::kValues:
      RETURN_IF_ERROR(DecodeValues(payload_, &result_.values));
      if (static_cast<int64_t>(result_.values.size()) > expected_values_) {
        return platform::Internal("the worker sent more values than were asked for");
      }
      return absl::OkStatus();
    case FrameKind::kPicture: {
      worker::ByteReader reader(payload_);
      if (!job_.picture.has_value() || !reader.Get(&result_.picture) ||
          result_.picture.size_bytes > job_.picture->max_bytes) {
        return platform::Internal("the worker sent a malformed picture");
      }
      return absl::OkStatus();
    }
    case FrameKind::kPictureBytes:
      result_.picture_bytes += payload_;
      if (static_cast<int64_t>(result_.picture_bytes.size()) > result_.picture.size_bytes) {
        return platform::Internal("the worker sent a longer picture than it announced");
      }
      return absl::OkStatus();
    case FrameKind::kDone:
      if (static_cast<int64_t>(result_.values.size()) != expected_values_ ||
          static_cast<int64_t>(result_.picture_bytes.size()) != result_.picture.size_bytes ||
          result_.picture_bytes.empty() == job_.picture.has_value()) {
        return platform::Internal("the worker sent less than was asked for");
      }
      complete_ = true;
      return absl::OkStatus();
    case FrameKind::kFailed:
      return OnFailedFrame();
    default:
      return platform::Internal("the worker sent an unknown frame");
  }
}

absl::Status WorkerJob::OnFailedFrame() {
  worker::ByteReader reader(payload_);
  worker::FailureKind kind{};
  std::string why;
  if (!reader.Get(&kind) || !reader.GetText(&why))
    return platform::Internal("the worker sent a malformed failure");
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
      return platform::InvalidArgument(
          ErrorReason::kLimitExceeded,
          platform::StrCat(why, "; draw a smaller range, or the same at a smaller scale"));
    case worker::FailureKind::kNothingToDraw:
      return platform::InvalidArgument(ErrorReason::kInvalidRange, why, {{"field", "range"}});
    default:
      return platform::Internal(platform::StrCat("the worker failed: ", why));
  }
}

void WorkerJob::OnStarted(pid_t pid, UniqueFd pidfd) {
  pid_ = pid;
  pidfd_ = std::move(pidfd);
  package_.Reset();
  job_.ranges = {};
  if (!failure_.ok()) {
    KillProcess(pidfd_);
    return;
  }
  on_phase_(EnginePhase::kLoading);
}

void WorkerJob::OnExited(int wait_status) {
  exited_ = true;
  wait_status_ = wait_status;
  MaybeEnd();
}

void WorkerJob::OnWorkerGone(const absl::Status& why) {
  if (failure_.ok() && !complete_) failure_ = why;
  if (!exited_) {
    KillProcess(pidfd_);
    exited_ = true;
  }
  MaybeEnd();
}

bool WorkerJob::TakeBack() {
  if (attempt_ > 0 || pid_ != 0 || !failure_.ok()) return false;
  ++attempt_;
  error_code ignored;
  socket_.close(ignored);
  closed_ = false;
  ended_ = nullptr;
  return true;
}

bool WorkerJob::Stop(const absl::Status& reason) {
  if (!failure_.ok()) return false;
  failure_ = reason;
  if (!exited_) KillProcess(pidfd_);
  return true;
}

void WorkerJob::Fail(const absl::Status& why) { End(why); }

void WorkerJob::OnSocketClosed() {
  closed_ = true;
  MaybeEnd();
}

void WorkerJob::MaybeEnd() {
  if (!closed_ || !exited_) return;
  if (!failure_.ok()) return End(failure_);
  if (!complete_) return End(ExitError());
  End(std::move(result_));
}

absl::Status WorkerJob::ExitError() const {
  if (WIFSIGNALED(wait_status_)) {
    const int number = WTERMSIG(wait_status_);
    if (number == SIGXCPU) {
      return platform::Error(absl::StatusCode::kDeadlineExceeded, ErrorReason::kEngineTimeout,
                             "the job used more computing time than one may and was stopped");
    }
    return Crashed(platform::StrCat("signal ", number, " ", strsignal(number)));
  }
  return Crashed(platform::StrCat("exit status ", WEXITSTATUS(wait_status_)));
}

void WorkerJob::End(absl::StatusOr<WorkerResult> result) {
  if (!done_) return;
  error_code ignored;
  socket_.close(ignored);
  pidfd_.Reset();
  package_.Reset();
  registration_.Reset();
  if (ended_) std::exchange(ended_, nullptr)();
  std::exchange(done_, nullptr)(std::move(result));
}

}  // namespace sheetgate::recalc
