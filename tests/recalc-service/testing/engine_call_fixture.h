// EngineCallFixture: a fake engine and a fake workbook-service for calls that give a workbook to
// the engine.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_CALL_FIXTURE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_CALL_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "recalc-service/rpc/call_metrics.h"
#include "recalc-service/rpc/engine_call.h"
#include "tests/recalc-service/testing/fake_engine.h"
#include "tests/recalc-service/testing/fake_workbook_service.h"
#include "tests/recalc-service/testing/stream_caller.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/manual_timers.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::tests {

// One permit, and a line for one.
class EngineCallFixture : public testing::Test {
 protected:
  EngineCallFixture(const recalc::CallKind& kind, std::string_view metrics_prefix)
      : call_metrics_(metrics_, metrics_prefix, kind, engine_.name()) {
    context_.deadline = clock_.Now() + absl::Minutes(10);
    context_.cancellation = cancel_.token();
  }

  ~EngineCallFixture() override {
    // Nothing of a call may outlive what it uses.
    cancel_.Cancel(absl::CancelledError("the test is over"));
    engine_.Release();
  }

  recalc::EngineCallDependencies Dependencies() {
    recalc::EngineCallDependencies dependencies;
    dependencies.clock = &clock_;
    dependencies.timers = &timers_;
    dependencies.permits = &permits_;
    dependencies.compute = &compute_;
    dependencies.engine = &engine_;
    dependencies.documents = &documents_;
    dependencies.workbooks = &client_;
    dependencies.metrics = &call_metrics_;
    dependencies.queue_timeout = queue_timeout_;
    dependencies.run_timeout = run_timeout_;
    return dependencies;
  }

  template <typename Response>
  using Source = absl::StatusOr<std::unique_ptr<platform::AsyncSource<Response>>>;
  template <typename Response>
  using ResultType = std::decay_t<decltype(std::declval<Response>().result())>;

  // All a call says, or its error.
  template <typename Response>
  static absl::StatusOr<std::vector<Response>> UpdatesOf(Source<Response> source) {
    if (!source.ok()) return source.status();
    StreamCaller<Response> caller(*std::move(source));
    caller.TakeAll();
    const absl::Status end = caller.WaitForEnd();
    if (!end.ok()) return end;
    return caller.updates();
  }

  // The result of a call, its parts put together.
  template <typename Response>
  static absl::StatusOr<ResultType<Response>> ResultOf(Source<Response> source) {
    const auto updates = UpdatesOf<Response>(std::move(source));
    if (!updates.ok()) return updates.status();
    ResultType<Response> result;
    for (const Response& update : *updates) {
      if (update.has_result()) result.MergeFrom(update.result());
    }
    return result;
  }

  absl::Duration queue_timeout_ = absl::Seconds(30);
  absl::Duration run_timeout_ = absl::Seconds(120);
  FakeClock clock_;
  ManualTimers timers_{clock_};
  platform::MetricsRegistry metrics_;
  platform::AdmissionLimiter permits_{OnePermit(), clock_, timers_};
  FakeEngine engine_;
  recalc::OpenDocuments documents_{recalc::OpenDocuments::Options(), clock_, timers_, metrics_};
  recalc::CallMetrics call_metrics_;
  FakeWorkbookService service_;
  workbook::WorkbookClient client_{service_.channel()};
  platform::ThreadPool compute_{"test-compute", 1, 2};
  platform::CancellationSource cancel_;
  platform::RequestContext context_;

 private:
  static platform::AdmissionLimiter::Options OnePermit() {
    platform::AdmissionLimiter::Options options;
    options.what = "calls";
    options.permits = 1;
    options.queue_limit = 1;
    return options;
  }
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_ENGINE_CALL_FIXTURE_H_
