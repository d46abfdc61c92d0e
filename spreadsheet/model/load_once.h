// LoadOnce: a value computed when first asked for, once, whoever asks.
//
// One caller computes, the others wait, each no longer than its own token allows. A computation
// that ends because its caller was cancelled does not count: a waiter takes over. Any other error
// is kept, since the bytes it comes from do not change.
#ifndef SHEETGATE_SPREADSHEET_MODEL_LOAD_ONCE_H_
#define SHEETGATE_SPREADSHEET_MODEL_LOAD_ONCE_H_

#include <condition_variable>
#include <memory>
#include <mutex>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"

namespace sheetgate::spreadsheet {

// Thread-safe.
template <typename T>
class LoadOnce {
 public:
  using Value = std::shared_ptr<const T>;

  absl::StatusOr<Value> Get(const platform::CancellationToken& cancellation,
                            absl::FunctionRef<absl::StatusOr<Value>()> load) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (state_ == State::kDone) return result_;
    }
    // Made before the lock is taken: unregistering waits for a running callback, which takes the
    // lock.
    const auto registration = cancellation.OnCancel([this](const absl::Status&) {
      std::lock_guard<std::mutex> lock(mutex_);
      changed_.notify_all();
    });
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return state_ != State::kLoading || cancellation.cancelled(); });
    if (state_ == State::kDone) return result_;
    if (cancellation.cancelled()) return cancellation.Check();
    state_ = State::kLoading;
    lock.unlock();
    absl::StatusOr<Value> loaded = load();
    lock.lock();
    const bool given_up = !loaded.ok() && cancellation.cancelled();
    state_ = given_up ? State::kIdle : State::kDone;
    if (!given_up) result_ = loaded;
    changed_.notify_all();
    return loaded;
  }

  // The value if it has been computed, else null.
  Value Peek() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return state_ == State::kDone && result_.ok() ? *result_ : nullptr;
  }

 private:
  enum class State { kIdle, kLoading, kDone };

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kIdle;
  absl::StatusOr<Value> result_ = Value();
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_LOAD_ONCE_H_
