// Threads over one queue under one mutex.
#include "platform/concurrency/thread_pool.h"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace sheetgate::platform {

struct ThreadPool::State {
  explicit State(size_t limit) : queue_limit(limit) {}

  const size_t queue_limit;
  std::vector<std::thread> threads;

  mutable std::mutex mutex;
  std::condition_variable work;
  // Guarded by `mutex` from here on.
  std::deque<Task> queue;
  size_t idle = 0;  // threads without a task, also those that have not started yet
  bool stopping = false;

  void Run() {
    std::unique_lock lock(mutex);
    while (true) {
      work.wait(lock, [this] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      Task task = std::move(queue.front());
      queue.pop_front();
      --idle;
      lock.unlock();
      task();
      task = nullptr;  // what it captured goes before the thread counts as idle
      lock.lock();
      ++idle;
    }
  }
};

ThreadPool::ThreadPool(std::string name, int threads, size_t queue_limit)
    : state_(std::make_unique<State>(queue_limit)) {
  state_->idle = static_cast<size_t>(threads);
  state_->threads.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->Run(); });
    pthread_setname_np(state_->threads.back().native_handle(), name.substr(0, 15).c_str());
  }
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->work.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

bool ThreadPool::TrySubmit(Task task) {
  {
    std::lock_guard lock(state_->mutex);
    // A task an idle thread is about to take does not wait.
    if (state_->stopping || state_->queue.size() >= state_->idle + state_->queue_limit) {
      return false;
    }
    state_->queue.push_back(std::move(task));
  }
  state_->work.notify_one();
  return true;
}

int ThreadPool::threads() const { return static_cast<int>(state_->threads.size()); }

size_t ThreadPool::queued() const {
  std::lock_guard lock(state_->mutex);
  return state_->queue.size();
}

}  // namespace sheetgate::platform
