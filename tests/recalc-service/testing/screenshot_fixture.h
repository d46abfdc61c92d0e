// ScreenshotFixture: a fake engine and a fake workbook-service for calls that draw.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SCREENSHOT_FIXTURE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SCREENSHOT_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "recalc-service/rpc/call_metrics.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/screenshot.pb.h"
#include "tests/recalc-service/testing/fake_engine.h"
#include "tests/recalc-service/testing/fake_workbook_service.h"
#include "tests/recalc-service/testing/stream_caller.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/manual_timers.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::tests {

class ScreenshotFixture : public testing::Test {
 protected:
  // Uses B2:D4.
  static constexpr char kRows[] =
      R"(<row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="D4"><v>2</v></c></row>)";

  ScreenshotFixture() {
    service_.package = MakeXlsx({{"Data", kRows}});
    engine_.picture = {300, 200, 1, "pixels"};
    request_.set_workbook_id("wb-1");
    request_.set_sheet_name("Data");
    context_.deadline = clock_.Now() + absl::Minutes(10);
    context_.cancellation = cancel_.token();
  }

  ~ScreenshotFixture() override {
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
    dependencies.queue_timeout = absl::Seconds(10);
    dependencies.run_timeout = absl::Seconds(15);
    return dependencies;
  }

  template <typename Response>
  using Source = absl::StatusOr<std::unique_ptr<platform::AsyncSource<Response>>>;

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

  static platform::AdmissionLimiter::Options OnePermit() {
    platform::AdmissionLimiter::Options options;
    options.what = "screenshots";
    options.permits = 1;
    options.queue_limit = 1;
    return options;
  }

  FakeClock clock_;
  ManualTimers timers_{clock_};
  platform::MetricsRegistry metrics_;
  platform::AdmissionLimiter permits_{OnePermit(), clock_, timers_};
  FakeEngine engine_;
  recalc::OpenDocuments documents_{recalc::OpenDocuments::Options(), clock_, timers_, metrics_};
  recalc::CallMetrics call_metrics_{metrics_, "sheetgate_screenshot", recalc::ScreenshotKind(),
                                    engine_.name()};
  FakeWorkbookService service_;
  workbook::WorkbookClient client_{service_.channel()};
  platform::ThreadPool compute_{"test-compute", 1, 2};
  platform::CancellationSource cancel_;
  platform::RequestContext context_;
  recalc::v1::ScreenshotSheetRequest request_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SCREENSHOT_FIXTURE_H_
