// StreamCaller: a streaming call as its caller sees it, taking update after update, or only when
// told.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_STREAM_CALLER_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_STREAM_CALLER_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/rpc/response_source.h"

namespace sheetgate::tests {

template <typename Response>
class StreamCaller {
 public:
  explicit StreamCaller(std::unique_ptr<platform::AsyncSource<Response>> source)
      : source_(std::move(source)) {}

  // Takes every update as soon as it is there.
  void TakeAll() {
    source_->Next([this](absl::StatusOr<std::optional<Response>> update) {
      bool more = false;
      {
        std::lock_guard lock(mutex_);
        if (!update.ok()) {
          end_ = update.status();
        } else if (!update->has_value()) {
          end_ = absl::OkStatus();
        } else {
          updates_.push_back(**std::move(update));
          more = true;
        }
        // Under the lock: whoever sees the end may destroy this.
        changed_.notify_all();
      }
      if (more) TakeAll();
    });
  }

  absl::Status WaitForEnd() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return end_.has_value(); });
    return *end_;
  }

  std::vector<Response> updates() {
    std::lock_guard lock(mutex_);
    return updates_;
  }

  // The caller goes away.
  void Leave() { source_.reset(); }

 private:
  std::unique_ptr<platform::AsyncSource<Response>> source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Response> updates_;
  std::optional<absl::Status> end_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_STREAM_CALLER_H_
