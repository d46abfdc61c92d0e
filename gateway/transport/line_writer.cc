#include "gateway/transport/line_writer.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

namespace sheetgate::gateway {
namespace {

// A closed pipe shall be an error here, not the end of the process, whatever the process does with
// the signal.
void BlockBrokenPipeSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

LineWriter::LineWriter(int fd, std::function<void()> on_broken)
    : fd_(fd), on_broken_(std::move(on_broken)), wake_fd_(eventfd(0, EFD_CLOEXEC)) {
  thread_ = std::thread([this] { Run(); });
}

LineWriter::~LineWriter() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  const uint64_t one = 1;
  (void)!write(wake_fd_, &one, sizeof(one));
  thread_.join();
  close(wake_fd_);
}

void LineWriter::Write(std::string line) {
  line += '\n';
  absl::MutexLock lock(&mutex_);
  if (broken_) return;
  queued_bytes_ += line.size();
  queue_.push_back(std::move(line));
}

void LineWriter::WaitBelow(size_t bytes) {
  const auto below = [this, bytes]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return queued_bytes_ <= bytes || broken_ || released_;
  };
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&below));
}

void LineWriter::Release() {
  absl::MutexLock lock(&mutex_);
  released_ = true;
}

bool LineWriter::Flush(absl::Time deadline) {
  const auto settled = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return queued_bytes_ == 0 || broken_;
  };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithDeadline(absl::Condition(&settled), deadline) && !broken_;
}

bool LineWriter::broken() const {
  absl::MutexLock lock(&mutex_);
  return broken_;
}

void LineWriter::Run() {
  BlockBrokenPipeSignal();
  const auto work = [this]()
                        ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !queue_.empty() || stopping_; };
  while (true) {
    std::string line;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&work));
      if (stopping_) return;
      line = std::move(queue_.front());
      queue_.pop_front();
    }
    if (!WriteAll(line)) break;
    absl::MutexLock lock(&mutex_);
    queued_bytes_ -= line.size();
  }
  {
    absl::MutexLock lock(&mutex_);
    broken_ = true;
    queue_.clear();
    queued_bytes_ = 0;
    if (stopping_) return;
  }
  on_broken_();
}

bool LineWriter::WriteAll(const std::string& text) {
  size_t written = 0;
  while (written < text.size()) {
    // A pipe reported as writable takes PIPE_BUF bytes without blocking, so the writer can always
    // be stopped.
    std::array<pollfd, 2> fds = {pollfd{.fd = wake_fd_, .events = POLLIN, .revents = 0},
                                 pollfd{.fd = fd_, .events = POLLOUT, .revents = 0}};
    if (poll(fds.data(), fds.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    if (fds[0].revents != 0) return false;
    const size_t size = std::min<size_t>(text.size() - written, PIPE_BUF);
    const ssize_t count = write(fd_, text.data() + written, size);
    if (count >= 0) {
      written += static_cast<size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      return false;
    }
  }
  return true;
}

}  // namespace sheetgate::gateway
