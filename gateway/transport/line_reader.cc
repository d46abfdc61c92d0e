#include "gateway/transport/line_reader.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace sheetgate::gateway {

LineReader::LineReader(int fd, size_t max_line_bytes)
    : fd_(fd), max_line_bytes_(max_line_bytes), wake_fd_(eventfd(0, EFD_CLOEXEC)) {}

LineReader::~LineReader() {
  if (wake_fd_ >= 0) close(wake_fd_);
}

void LineReader::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full, and then the reader is awake.
  if (write(wake_fd_, &one, sizeof(one)) < 0) return;
}

LineReader::Event LineReader::Next(std::string* line) {
  while (true) {
    while (TakeLine(line)) {
      if (std::exchange(skipping_, false)) continue;  // the tail of a line already reported
      if (line->size() > max_line_bytes_) return Event::kTooLong;
      if (!line->empty()) return Event::kLine;
    }
    if (buffer_.size() > max_line_bytes_) {
      buffer_.clear();
      scanned_ = 0;
      if (!std::exchange(skipping_, true)) return Event::kTooLong;
    }
    switch (Fill()) {
      case Input::kData:
        break;
      case Input::kWoken:
        return Event::kWoken;
      case Input::kEnd:
        if (buffer_.empty() || skipping_) return Event::kEnd;
        *line = std::exchange(buffer_, {});
        return Event::kLine;
    }
  }
}

bool LineReader::TakeLine(std::string* line) {
  const size_t end = buffer_.find('\n', scanned_);
  if (end == std::string::npos) {
    scanned_ = buffer_.size();
    return false;
  }
  line->assign(buffer_, 0, end);
  buffer_.erase(0, end + 1);
  scanned_ = 0;
  if (!line->empty() && line->back() == '\r') line->pop_back();
  return true;
}

LineReader::Input LineReader::Fill() {
  std::array<pollfd, 2> fds = {pollfd{.fd = wake_fd_, .events = POLLIN, .revents = 0},
                               pollfd{.fd = fd_, .events = POLLIN, .revents = 0}};
  while (poll(fds.data(), fds.size(), -1) < 0) {
    if (errno != EINTR) return Input::kEnd;
  }
  if (fds[0].revents != 0) return Input::kWoken;
  std::array<char, 64 * 1024> chunk;
  const ssize_t count = read(fd_, chunk.data(), chunk.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return Input::kData;
  if (count <= 0) return Input::kEnd;
  buffer_.append(chunk.data(), static_cast<size_t>(count));
  return Input::kData;
}

}  // namespace sheetgate::gateway
