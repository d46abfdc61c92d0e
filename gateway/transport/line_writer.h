// LineWriter: one thread that writes whole lines to a file descriptor, so that concurrent answers
// never mix.
#ifndef SHEETGATE_GATEWAY_TRANSPORT_LINE_WRITER_H_
#define SHEETGATE_GATEWAY_TRANSPORT_LINE_WRITER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace sheetgate::gateway {

// Thread-safe.
class LineWriter {
 public:
  // `on_broken` is called once, on the writer's thread, when a write failed: the client no longer
  // reads.
  LineWriter(int fd, std::function<void()> on_broken);
  // Drops what was not written.
  ~LineWriter();

  // Queues `line` and a newline; drops it when the output is broken.
  void Write(std::string line);

  // Waits until at most `bytes` are queued, the output is broken, or Release was called.
  void WaitBelow(size_t bytes);
  // From now on WaitBelow returns at once.
  void Release();
  // Waits until all is written; false when that did not happen before the deadline or the output is
  // broken.
  bool Flush(absl::Time deadline);
  // Whether a write failed.
  bool broken() const;

 private:
  void Run();
  bool WriteAll(const std::string& text);

  const int fd_;
  const std::function<void()> on_broken_;
  int wake_fd_;  // readable once the writer stops, to interrupt a write that blocks
  mutable absl::Mutex mutex_;
  std::deque<std::string> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // what is being written included
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_LINE_WRITER_H_
