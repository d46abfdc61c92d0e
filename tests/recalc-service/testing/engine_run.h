// EngineRun: one job of an engine, as the test waits for its phases and its end.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_RUN_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_RUN_H_

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"

namespace sheetgate::tests {

template <typename Result>
class EngineRun {
 public:
  ~EngineRun() { Wait().status().IgnoreError(); }

  void WaitForPhase(recalc::EnginePhase phase) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return result_.has_value() ||
             std::find(phases_.begin(), phases_.end(), phase) != phases_.end();
    });
  }
  absl::StatusOr<Result> Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return result_.has_value(); });
    return *result_;
  }
  void Cancel(absl::Status reason) { cancel_.Cancel(std::move(reason)); }
  std::vector<recalc::EnginePhase> phases() {
    std::lock_guard lock(mutex_);
    return phases_;
  }

  // What the engine is given.
  platform::CancellationToken token() { return cancel_.token(); }
  recalc::Engine::OnPhase on_phase() {
    return [this](recalc::EnginePhase phase) {
      std::lock_guard lock(mutex_);
      phases_.push_back(phase);
      changed_.notify_all();
    };
  }
  auto done() {
    return [this](absl::StatusOr<Result> result) {
      std::lock_guard lock(mutex_);
      result_ = std::move(result);
      changed_.notify_all();
    };
  }

 private:
  platform::CancellationSource cancel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<recalc::EnginePhase> phases_;
  std::optional<absl::StatusOr<Result>> result_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_RUN_H_
