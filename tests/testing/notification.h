// Notification: one thread tells others, once, that something happened.
//
// absl::Notification does the same; this one is seen by ThreadSanitizer, which knows nothing of
// Debian's uninstrumented Abseil and would report a race at every use.
#ifndef SHEETGATE_TESTS_TESTING_NOTIFICATION_H_
#define SHEETGATE_TESTS_TESTING_NOTIFICATION_H_

#include <condition_variable>
#include <mutex>

namespace sheetgate::tests {

// Thread-safe.
class Notification {
 public:
  // At most once.
  void Notify() {
    std::lock_guard lock(mutex_);
    notified_ = true;
    // Under the lock: the waiter may destroy this as soon as it wakes.
    changed_.notify_all();
  }
  void WaitForNotification() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return notified_; });
  }
  bool HasBeenNotified() const {
    std::lock_guard lock(mutex_);
    return notified_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool notified_ = false;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_TESTING_NOTIFICATION_H_
