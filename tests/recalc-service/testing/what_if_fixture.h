// WhatIfFixture: a fake engine and a fake workbook-service for calls that ask "what if".
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_WHAT_IF_FIXTURE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_WHAT_IF_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "recalc-service/rpc/call_metrics.h"
#include "recalc-service/rpc/engine_call.h"
#include "tests/recalc-service/testing/fake_engine.h"
#include "tests/recalc-service/testing/fake_workbook_service.h"
#include "tests/recalc-service/testing/stream_caller.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/manual_timers.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::tests {

// The workbook has on sheet M: A1 (the number 2, named Rate), A2 (the text "a"), B1 = A1*10 and
// B2 = A2&"!", and the engine calculates them so.
class WhatIfFixture : public testing::Test {
 protected:
  WhatIfFixture() {
    service_.package = MakeXlsx(
        {{"M",
          R"(<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*10</f><v>20</v></c></row>)"
          R"(<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2" t="str"><f>A2&amp;"!"</f><v>a!</v></c></row>)"}},
        "", "", R"(<definedNames><definedName name="Rate">M!$A$1</definedName></definedNames>)");
    engine_.formulas[{"M", {1, 2}}] = [](const FakeEngine::Contents& cells) {
      const auto a1 = cells.find({"M", {1, 1}});
      if (a1 == cells.end()) return recalc::EngineValue(20.0);
      const auto* number = std::get_if<double>(&a1->second);
      if (number == nullptr) return recalc::EngineValue(spreadsheet::CellError::kValue);
      return recalc::EngineValue(*number * 10);
    };
    engine_.formulas[{"M", {2, 2}}] = [](const FakeEngine::Contents& cells) {
      const auto a2 = cells.find({"M", {2, 1}});
      const auto* text = a2 == cells.end() ? nullptr : std::get_if<std::string>(&a2->second);
      return recalc::EngineValue((text == nullptr ? "a" : *text) + "!");
    };
    context_.deadline = clock_.Now() + absl::Minutes(10);
    context_.cancellation = cancel_.token();
  }

  ~WhatIfFixture() override {
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
    dependencies.metrics = &metrics_of_calls_;
    return dependencies;
  }

  // The result of a call, its parts put together.
  template <typename Response>
  auto ResultOf(absl::StatusOr<std::unique_ptr<platform::AsyncSource<Response>>> source)
      -> absl::StatusOr<std::decay_t<decltype(std::declval<Response>().result())>> {
    if (!source.ok()) return source.status();
    StreamCaller<Response> caller(*std::move(source));
    caller.TakeAll();
    if (const absl::Status end = caller.WaitForEnd(); !end.ok()) return end;
    std::decay_t<decltype(std::declval<Response>().result())> result;
    for (const Response& update : caller.updates()) {
      if (update.has_result()) result.MergeFrom(update.result());
    }
    return result;
  }

  static platform::AdmissionLimiter::Options OnePermit() {
    platform::AdmissionLimiter::Options options;
    options.what = "what-if questions";
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
  recalc::CallMetrics metrics_of_calls_{metrics_, "sheetgate_what_if", recalc::WhatIfKind(),
                                        engine_.name()};
  FakeWorkbookService service_;
  workbook::WorkbookClient client_{service_.channel()};
  platform::ThreadPool compute_{"test-compute", 1, 2};
  platform::CancellationSource cancel_;
  platform::RequestContext context_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_WHAT_IF_FIXTURE_H_
