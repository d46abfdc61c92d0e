// FakeClock: time that passes only when a test says so.
#ifndef SHEETGATE_TESTS_TESTING_FAKE_CLOCK_H_
#define SHEETGATE_TESTS_TESTING_FAKE_CLOCK_H_

#include <mutex>

#include "absl/time/time.h"

#include "platform/base/clock.h"

namespace sheetgate::tests {

// Thread-safe.
class FakeClock final : public platform::Clock {
 public:
  explicit FakeClock(absl::Time now = absl::FromUnixSeconds(1'800'000'000)) : now_(now) {}

  absl::Time Now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }
  void Set(absl::Time now) {
    std::lock_guard lock(mutex_);
    now_ = now;
  }
  void Advance(absl::Duration by) {
    std::lock_guard lock(mutex_);
    now_ += by;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_TESTING_FAKE_CLOCK_H_
