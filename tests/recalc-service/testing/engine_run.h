// EngineRun: a document of an engine that is opened and asked once, as the test waits for its
// phases and its end.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_RUN_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_RUN_H_

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"

namespace sheetgate::tests {

class EngineRun {
 public:
  EngineRun(recalc::Engine& engine, recalc::OpenRequest request, recalc::EngineQuestion question) {
    engine.Open(std::move(request), cancel_.token(), OnPhase(),
                [this, question = std::move(question)](
                    absl::StatusOr<std::unique_ptr<recalc::EngineDocument>> opened) mutable {
                  if (!opened.ok()) return End(opened.status());
                  document_ = *std::move(opened);
                  document_->Ask(std::move(question), cancel_.token(), OnPhase(),
                                 [this](absl::StatusOr<recalc::EngineAnswer> answer) {
                                   End(std::move(answer));
                                 });
                });
  }
  ~EngineRun() { Wait().status().IgnoreError(); }

  void WaitForPhase(recalc::EnginePhase phase) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return result_.has_value() ||
             std::find(phases_.begin(), phases_.end(), phase) != phases_.end();
    });
  }
  absl::StatusOr<recalc::EngineAnswer> Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return result_.has_value(); });
    return *result_;
  }
  void Cancel(absl::Status reason) { cancel_.Cancel(std::move(reason)); }
  std::vector<recalc::EnginePhase> phases() {
    std::lock_guard lock(mutex_);
    return phases_;
  }

  // After the end.
  recalc::EngineDocument& document() { return *document_; }

 private:
  recalc::OnEnginePhase OnPhase() {
    return [this](recalc::EnginePhase phase) {
      std::lock_guard lock(mutex_);
      phases_.push_back(phase);
      changed_.notify_all();
    };
  }
  void End(absl::StatusOr<recalc::EngineAnswer> result) {
    std::lock_guard lock(mutex_);
    result_ = std::move(result);
    changed_.notify_all();
  }

  platform::CancellationSource cancel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<recalc::EnginePhase> phases_;
  std::optional<absl::StatusOr<recalc::EngineAnswer>> result_;
  std::unique_ptr<recalc::EngineDocument> document_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_RUN_H_
