// Cancellation: one token a handler checks, whoever cancels.
//
// Client cancel, deadline and shutdown all end in one CancellationSource. Long loops call
// `token.Check()` every few thousand steps; code that waits for something else registers a
// callback.
//
//   for (int64_t i = 0; i < rows; ++i) {
//     if (i % 1024 == 0) RETURN_IF_ERROR(token.Check());
//     ...
//   }
#ifndef SHEETGATE_PLATFORM_CONCURRENCY_CANCELLATION_H_
#define SHEETGATE_PLATFORM_CONCURRENCY_CANCELLATION_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"

namespace sheetgate::platform {

namespace internal {
struct CancellationState;
}

// Unregisters its callback when destroyed; if the callback is running on another thread it waits
// for its end.
class CancellationRegistration {
 public:
  CancellationRegistration() = default;
  CancellationRegistration(CancellationRegistration&&) noexcept;
  CancellationRegistration& operator=(CancellationRegistration&&) noexcept;
  ~CancellationRegistration();
  void Reset();

 private:
  friend class CancellationToken;
  std::shared_ptr<internal::CancellationState> state_;
  uint64_t id_ = 0;
};

// A view of a source; cheap to copy, thread-safe. A default token is never cancelled.
class CancellationToken {
 public:
  CancellationToken() = default;
  // One relaxed atomic load.
  bool cancelled() const;
  // OK, or the reason of the cancellation.
  absl::Status Check() const;
  // Calls `callback` once when cancelled, on the cancelling thread; at once, on this thread, when
  // that has already happened.
  [[nodiscard]] CancellationRegistration OnCancel(
      std::function<void(const absl::Status&)> callback) const;

 private:
  friend class CancellationSource;
  std::shared_ptr<internal::CancellationState> state_;
};

// Thread-safe. Copies share the state.
class CancellationSource {
 public:
  CancellationSource();
  CancellationToken token() const;
  // Cancels with `reason` (not OK); the first call wins. Returns whether it was the first.
  bool Cancel(absl::Status reason);

 private:
  std::shared_ptr<internal::CancellationState> state_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONCURRENCY_CANCELLATION_H_
