// ThreadPool: handler threads behind a bounded queue.
#ifndef SHEETGATE_PLATFORM_CONCURRENCY_THREAD_POOL_H_
#define SHEETGATE_PLATFORM_CONCURRENCY_THREAD_POOL_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"

namespace sheetgate::platform {

// Thread-safe. The destructor runs what is queued, then joins.
class ThreadPool {
 public:
  using Task = absl::AnyInvocable<void()>;

  // `threads` >= 1; `queue_limit` >= 0 tasks may wait; `name` (at most 15 bytes) names the threads.
  ThreadPool(std::string name, int threads, size_t queue_limit);
  ~ThreadPool();

  // Queues `task`; false (and `task` destroyed) when the queue is full or the pool is stopping.
  [[nodiscard]] bool TrySubmit(Task task);

  int threads() const;
  // Tasks waiting now.
  size_t queued() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONCURRENCY_THREAD_POOL_H_
