// The state that a source, its tokens and their registrations share.
#include "platform/concurrency/cancellation.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace sheetgate::platform {

namespace internal {

struct CancellationState {
  using Callback = std::function<void(const absl::Status&)>;

  // Set once, after `reason`, with release order: who reads true may read `reason`.
  std::atomic<bool> cancelled{false};
  absl::Status reason;

  std::mutex mutex;
  // Guarded by `mutex` from here on. Callbacks leave the map before they run.
  std::map<uint64_t, Callback> callbacks;
  uint64_t next_id = 1;
  uint64_t running_id = 0;
  std::thread::id running_thread;
  std::condition_variable callback_ended;
};

}  // namespace internal

using internal::CancellationState;

CancellationRegistration::CancellationRegistration(CancellationRegistration&& other) noexcept
    : state_(std::move(other.state_)), id_(std::exchange(other.id_, 0)) {}

CancellationRegistration& CancellationRegistration::operator=(
    CancellationRegistration&& other) noexcept {
  if (this != &other) {
    Reset();
    state_ = std::move(other.state_);
    id_ = std::exchange(other.id_, 0);
  }
  return *this;
}

CancellationRegistration::~CancellationRegistration() { Reset(); }

void CancellationRegistration::Reset() {
  const std::shared_ptr<CancellationState> state = std::exchange(state_, nullptr);
  const uint64_t id = std::exchange(id_, 0);
  if (state == nullptr) return;
  CancellationState::Callback unused;  // destroyed after the lock is released
  std::unique_lock lock(state->mutex);
  if (const auto found = state->callbacks.find(id); found != state->callbacks.end()) {
    unused = std::move(found->second);
    state->callbacks.erase(found);
    return;
  }
  // A callback that destroys its own registration must not wait for itself.
  if (state->running_id == id && state->running_thread == std::this_thread::get_id()) return;
  state->callback_ended.wait(lock, [&] { return state->running_id != id; });
}

bool CancellationToken::cancelled() const {
  return state_ != nullptr && state_->cancelled.load(std::memory_order_relaxed);
}

absl::Status CancellationToken::Check() const {
  if (!cancelled() || !state_->cancelled.load(std::memory_order_acquire)) return absl::OkStatus();
  return state_->reason;
}

CancellationRegistration CancellationToken::OnCancel(
    std::function<void(const absl::Status&)> callback) const {
  CancellationRegistration registration;
  if (state_ == nullptr) return registration;
  {
    std::lock_guard lock(state_->mutex);
    if (!state_->cancelled.load(std::memory_order_relaxed)) {
      registration.state_ = state_;
      registration.id_ = state_->next_id++;
      state_->callbacks.emplace(registration.id_, std::move(callback));
      return registration;
    }
  }
  callback(state_->reason);
  return registration;
}

CancellationSource::CancellationSource() : state_(std::make_shared<CancellationState>()) {}

CancellationToken CancellationSource::token() const {
  CancellationToken token;
  token.state_ = state_;
  return token;
}

bool CancellationSource::Cancel(absl::Status reason) {
  // A callback may destroy this source.
  const std::shared_ptr<CancellationState> state = state_;
  std::unique_lock lock(state->mutex);
  if (state->cancelled.load(std::memory_order_relaxed)) return false;
  state->reason = std::move(reason);
  state->cancelled.store(true, std::memory_order_release);
  while (!state->callbacks.empty()) {
    const auto first = state->callbacks.begin();
    state->running_id = first->first;
    state->running_thread = std::this_thread::get_id();
    CancellationState::Callback callback = std::move(first->second);
    state->callbacks.erase(first);
    lock.unlock();
    callback(state->reason);
    callback = nullptr;  // what it captured goes before those waiting for its end
    lock.lock();
    state->running_id = 0;
    state->callback_ended.notify_all();
  }
  return true;
}

}  // namespace sheetgate::platform
