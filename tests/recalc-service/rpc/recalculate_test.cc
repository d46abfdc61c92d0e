#include "recalc-service/rpc/recalculate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "platform/concurrency/admission_limiter.h"
#include "tests/recalc-service/testing/engine_call_fixture.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;
using v1::RecalculateResponse;
using v1::RecalculateResult;

// A1 = 1, B1 = A1 + 1 (right), C1 = A1 * 10 (stale), D1 = 1 / 0 (stale), E1 uses XLOOKUP.
constexpr char kRow[] =
    R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c><c r="C1"><f>A1*10</f><v>-1</v></c>)"
    R"(<c r="D1"><f>1/0</f><v>-1</v></c><c r="E1"><f>_xlfn.XLOOKUP(1,A1,A1)</f><v>9</v></c></row>)";

class Caller : public tests::StreamCaller<RecalculateResponse> {
 public:
  using StreamCaller::StreamCaller;

  absl::StatusOr<RecalculateResult> Result() {
    TakeAll();
    const absl::Status end = WaitForEnd();
    if (!end.ok()) return end;
    const std::vector<RecalculateResponse> all = updates();
    if (all.empty() || !all.back().has_result()) return absl::InternalError("no result");
    return all.back().result();
  }
};

class RecalculateTest : public tests::EngineCallFixture {
 protected:
  RecalculateTest() : EngineCallFixture(RecalculationKind(), "sheetgate_recalc") {
    service_.package = tests::MakeXlsx({{"Data", kRow}});
    engine_.unsupported = {"XLOOKUP"};
    engine_.results[{"Data", {1, 3}}] = 10.0;
    engine_.results[{"Data", {1, 4}}] = spreadsheet::CellError::kDiv0;
    request_.set_workbook_id("fork-1");
  }

  std::unique_ptr<Caller> Call() { return Call(context_); }
  std::unique_ptr<Caller> Call(const platform::RequestContext& context) {
    return Call(context, Dependencies());
  }
  std::unique_ptr<Caller> Call(const platform::RequestContext& context,
                               const EngineCallDependencies& dependencies) {
    auto source = Recalculate(request_, context, dependencies);
    EXPECT_THAT(source, IsOk());
    return source.ok() ? std::make_unique<Caller>(*std::move(source)) : nullptr;
  }

  // Blocks until a permit is free: whoever held one has ended.
  void WaitForPermit() {
    std::mutex mutex;
    std::condition_variable changed;
    bool free = false;
    permits_.Acquire(absl::InfiniteFuture(), {},
                     [&](absl::StatusOr<platform::AdmissionLimiter::Permit> permit) {
                       EXPECT_THAT(permit, IsOk());
                       std::lock_guard lock(mutex);
                       free = true;
                       changed.notify_all();
                     });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return free; });
  }

  v1::RecalculateRequest request_;
};

TEST_F(RecalculateTest, StoresWhatChangedAndReportsTheRest) {
  ASSERT_OK_AND_ASSIGN(const RecalculateResult result, Call()->Result());
  EXPECT_EQ(result.previous_revision(), "rev-1");
  EXPECT_EQ(result.revision(), "rev-2");
  EXPECT_EQ(result.engine(), "Fake 1.0");
  EXPECT_EQ(result.formulas_calculated(), 3);
  EXPECT_EQ(result.cells_changed(), 2);
  EXPECT_EQ(result.error_count(), 1);
  ASSERT_EQ(result.errors_size(), 1);
  EXPECT_EQ(result.errors(0).sheet_name(), "Data");
  EXPECT_EQ(result.errors(0).address(), "D1");
  EXPECT_EQ(result.errors(0).error(), "#DIV/0!");
  EXPECT_EQ(result.not_recalculated_count(), 1);
  ASSERT_EQ(result.not_recalculated_size(), 1);
  EXPECT_EQ(result.not_recalculated(0).address(), "E1");
  EXPECT_EQ(result.not_recalculated(0).reason(), "XLOOKUP");

  EXPECT_EQ(service_.committed_header().workbook_id(), "fork-1");
  EXPECT_EQ(service_.committed_header().revision(), "rev-1");
  EXPECT_EQ(service_.committed_header().engine(), "Fake 1.0");
  const auto committed = service_.committed();
  ASSERT_EQ(committed.size(), 1u);
  ASSERT_EQ(committed[0].cells_size(), 2);
  EXPECT_EQ(committed[0].cells(0).column(), 3);
  EXPECT_EQ(committed[0].cells(0).value().number(), 10);
  EXPECT_EQ(committed[0].cells(1).column(), 4);
  EXPECT_EQ(committed[0].cells(1).value().error(), "#DIV/0!");
}

TEST_F(RecalculateTest, ProgressGrowsAndTheResultComesLast) {
  engine_.hold = true;
  const auto caller = Call();
  caller->TakeAll();
  engine_.WaitForJobs(1);
  engine_.Release();
  ASSERT_THAT(caller->WaitForEnd(), IsOk());
  const std::vector<RecalculateResponse> updates = caller->updates();
  ASSERT_GE(updates.size(), 2u);
  double last = 0;
  for (size_t i = 0; i + 1 < updates.size(); ++i) {
    ASSERT_TRUE(updates[i].has_progress()) << i;
    EXPECT_GT(updates[i].progress().progress(), last);
    EXPECT_GE(updates[i].progress().total(), updates[i].progress().progress());
    EXPECT_FALSE(updates[i].progress().message().empty());
    last = updates[i].progress().progress();
  }
  EXPECT_TRUE(updates.back().has_result());
}

TEST_F(RecalculateTest, ASlowCallerGetsOnlyTheNewest) {
  engine_.hold = true;
  const auto caller = Call();
  engine_.WaitForJobs(1);
  engine_.Release();
  service_.WaitForCommit();
  WaitForPermit();
  ASSERT_OK_AND_ASSIGN(const RecalculateResult result, caller->Result());
  EXPECT_EQ(result.cells_changed(), 2);
  // The permit is free a moment before the answer is there: the newest progress may still come
  // first, an older one never.
  const auto updates = caller->updates();
  ASSERT_LE(updates.size(), 2u);
  if (updates.size() == 2) {
    EXPECT_THAT(updates.front().progress().message(), HasSubstr("storing"));
  }
}

TEST_F(RecalculateTest, RefusesFilesBeforeAnyWork) {
  request_.set_workbook_id("wb-1");
  const auto refused = Recalculate(request_, context_, Dependencies());
  EXPECT_THAT(refused, HasReason(ErrorReason::kWorkbookReadOnly));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("create_fork")));
}

TEST_F(RecalculateTest, SaysWhatToInstallWhenThereIsNoEngine) {
  engine_.available = platform::FailedPrecondition(ErrorReason::kEngineNotInstalled,
                                                   "install it with: apt install it");
  EXPECT_THAT(Recalculate(request_, context_, Dependencies()),
              HasReason(ErrorReason::kEngineNotInstalled));
}

TEST_F(RecalculateTest, RefusesAnotherRevisionThanTheExpected) {
  request_.set_expected_revision("rev-0");
  EXPECT_THAT(Call()->Result(), HasReason(ErrorReason::kRevisionConflict));
  EXPECT_EQ(engine_.jobs(), 0);
  EXPECT_EQ(service_.commits(), 0);
}

TEST_F(RecalculateTest, CalculatesTheExpectedRevision) {
  request_.set_expected_revision("rev-1");
  EXPECT_THAT(Call()->Result(), IsOk());
}

TEST_F(RecalculateTest, PassesOnThatTheForkWasEditedMeanwhile) {
  service_.commit_error =
      platform::Error(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict, "too late");
  const auto result = Call()->Result();
  EXPECT_THAT(result, HasReason(ErrorReason::kRevisionConflict));
  EXPECT_EQ(result.status().code(), absl::StatusCode::kAborted);
}

TEST_F(RecalculateTest, PassesOnThatThereIsNoSuchFork) {
  service_.fetch_error = platform::NotFound(ErrorReason::kWorkbookNotFound, "no such fork");
  EXPECT_THAT(Call()->Result(), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_EQ(engine_.jobs(), 0);
}

TEST_F(RecalculateTest, PassesOnTheEnginesErrors) {
  engine_.failure =
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "died");
  EXPECT_THAT(Call()->Result(), HasReason(ErrorReason::kEngineCrashed));
  EXPECT_EQ(service_.commits(), 0);
  engine_.failure = absl::OkStatus();
  EXPECT_THAT(Call()->Result(), IsOk());
}

TEST_F(RecalculateTest, HostilePackagesNeverReachTheEngine) {
  const std::vector<std::pair<std::string, ErrorReason>> cases = {
      {"this is not a zip", ErrorReason::kNotAWorkbook},
      {tests::MakeXlsx({{"Data", kRow, 200}}), ErrorReason::kFileCorrupt},
      {service_.package.substr(0, service_.package.size() / 2), ErrorReason::kFileCorrupt},
      {std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") + std::string(4096, '\0'),
       ErrorReason::kUnspecified},
  };
  for (const auto& [package, reason] : cases) {
    service_.package = package;
    const auto result = Call()->Result();
    EXPECT_FALSE(result.ok());
    if (reason != ErrorReason::kUnspecified) {
      EXPECT_THAT(result, HasReason(reason));
    }
  }
  EXPECT_EQ(engine_.jobs(), 0);
  EXPECT_EQ(service_.commits(), 0);
}

TEST_F(RecalculateTest, CalculatesAgainAroundWhatTheEngineHasNoResultFor) {
  engine_.results[{"Data", {1, 2}}] = Uncalculated{"circular reference"};
  ASSERT_OK_AND_ASSIGN(const RecalculateResult result, Call()->Result());
  // In the same document: the formula has become its value.
  EXPECT_EQ(engine_.jobs(), 1);
  EXPECT_EQ(engine_.questions(), 3);
  EXPECT_EQ(result.formulas_calculated(), 2);
  EXPECT_EQ(result.cells_changed(), 2);
  ASSERT_EQ(result.not_recalculated_size(), 2);
  EXPECT_EQ(result.not_recalculated(0).address(), "B1");
  EXPECT_EQ(result.not_recalculated(0).reason(), "circular reference");
  EXPECT_EQ(result.not_recalculated(1).address(), "E1");
}

TEST_F(RecalculateTest, WhatDependsOnAnOldValueStaysAsItIsAndTheForkStaysStale) {
  // E1 looks up A1, which may have been edited since.
  service_.stale_values = true;
  service_.package = tests::MakeXlsx(
      {{"Data", std::string(kRow) + R"(<row r="2"><c r="A2"><f>E1+1</f><v>10</v></c></row>)"}});
  engine_.results[{"Data", {2, 1}}] = 11.0;
  ASSERT_OK_AND_ASSIGN(const RecalculateResult result, Call()->Result());
  EXPECT_EQ(result.cells_changed(), 2);
  ASSERT_EQ(result.not_recalculated_size(), 2);
  EXPECT_EQ(result.not_recalculated(1).address(), "A2");
  EXPECT_EQ(result.not_recalculated(1).reason(), "depends on Data!E1 (XLOOKUP)");
  EXPECT_TRUE(result.stale_values());
  EXPECT_TRUE(service_.committed_header().keeps_stale_values());

  service_.stale_values = false;
  ASSERT_OK_AND_ASSIGN(const RecalculateResult fresh, Call()->Result());
  EXPECT_EQ(fresh.cells_changed(), 3);
  EXPECT_FALSE(fresh.stale_values());
  EXPECT_FALSE(service_.committed_header().keeps_stale_values());
}

TEST_F(RecalculateTest, OnlyWhatDependsOnTheEditIsOld) {
  const auto book = [](const std::string& a1, const std::string& a2) {
    return tests::MakeXlsx(
        {{"Data", R"(<row r="1"><c r="A1"><v>)" + a1 +
                      R"(</v></c><c r="B1"><f>_xlfn.XLOOKUP(A1,A1,A1)</f><v>1</v></c></row>)"
                      R"(<row r="2"><c r="A2"><v>)" +
                      a2 + R"(</v></c><c r="B2"><f>A2+B1</f><v>-1</v></c></row>)"}});
  };
  service_.stale_values = true;
  service_.calculated_revision = "rev-0";
  service_.calculated_package = book("1", "2");
  engine_.results = {{{"Data", {2, 2}}, 6.0}};
  const auto recalculated = [&](const std::string& revision, const std::string& package) {
    service_.revision = revision;
    service_.package = package;
    const absl::StatusOr<RecalculateResult> result = Call()->Result();
    EXPECT_THAT(result, IsOk());
    EXPECT_EQ(service_.committed_header().keeps_stale_values(), result->stale_values());
    return std::tuple(result->not_recalculated_size(), result->cells_changed(),
                      result->stale_values());
  };
  EXPECT_EQ(recalculated("rev-1", book("1", "5")), std::tuple(1, 1, false));
  EXPECT_EQ(recalculated("rev-3", book("4", "2")), std::tuple(2, 0, true));
  // Beyond cells, which formulas an edit touches is not known.
  const std::string another_sheet =
      tests::MakeXlsx({{"Data",
                        "<row r=\"1\"><c r=\"B1\"><f>_xlfn.XLOOKUP(A1,A1,A1)</f>"
                        "<v>1</v></c></row>"},
                       {"Other", ""}});
  EXPECT_EQ(recalculated("rev-4", another_sheet), std::tuple(1, 0, true));
}

TEST_F(RecalculateTest, ACallerThatLeavesStopsTheSearchForTheEdit) {
  service_.stale_values = true;
  service_.calculated_revision = "rev-0";
  service_.hold_calculated = true;
  const auto caller = Call();
  caller->TakeAll();
  service_.WaitForCalculatedFetch();
  caller->Leave();
  service_.WaitForCancellation();
  WaitForPermit();
  EXPECT_EQ(engine_.jobs(), 0);
  EXPECT_EQ(service_.commits(), 0);
}

TEST_F(RecalculateTest, WaitsForItsTurnNoLongerThanItMay) {
  engine_.hold = true;
  const auto first = Call();
  engine_.WaitForJobs(1);
  const auto second = Call();
  EXPECT_EQ(permits_.waiting(), 1u);
  // The line is full.
  EXPECT_THAT(Call()->Result(), HasReason(ErrorReason::kOverloaded));

  timers_.Advance(absl::Seconds(30));
  EXPECT_THAT(second->Result(), HasReason(ErrorReason::kQueueTimeout));
  engine_.Release();
  EXPECT_THAT(first->Result(), IsOk());
}

TEST_F(RecalculateTest, SaysWhereItWaitsWhileCallersTakeTurns) {
  platform::AdmissionLimiter permits({.what = "recalculations", .permits = 1, .queue_limit = 3},
                                     clock_, timers_);
  EngineCallDependencies dependencies = Dependencies();
  dependencies.permits = &permits;
  platform::AdmissionLimiter::Permit running;
  permits.Acquire(absl::InfiniteFuture(), {},
                  [&](absl::StatusOr<platform::AdmissionLimiter::Permit> permit) {
                    running = *std::move(permit);
                  });
  const auto call = [&](const std::string& principal) {
    platform::RequestContext context = context_;
    context.principal = principal;
    return Call(context, dependencies);
  };
  const auto ada = call("ada");
  const auto ada_again = call("ada");
  ada_again->TakeAll();
  const auto bob = call("bob");
  running.Release();
  EXPECT_THAT(ada->Result(), IsOk());
  EXPECT_THAT(bob->Result(), IsOk());
  EXPECT_THAT(ada_again->WaitForEnd(), IsOk());
  std::vector<std::string> waits;
  double progress = 0;
  for (const RecalculateResponse& update : ada_again->updates()) {
    if (!update.has_progress()) continue;
    EXPECT_GT(update.progress().progress(), progress);
    progress = update.progress().progress();
    const std::string& message = update.progress().message();
    if (message.starts_with("waiting for its turn")) waits.push_back(message);
  }
  EXPECT_THAT(waits,
              ElementsAre("waiting for its turn: 2nd of 2", "waiting for its turn: 3rd of 3",
                          "waiting for its turn: 2nd of 2", "waiting for its turn: 1st of 1"));
}

TEST_F(RecalculateTest, CallersWithoutANameTakeTurnsByWorkbook) {
  platform::AdmissionLimiter permits({.what = "recalculations", .permits = 1, .queue_limit = 3},
                                     clock_, timers_);
  EngineCallDependencies dependencies = Dependencies();
  dependencies.permits = &permits;
  platform::AdmissionLimiter::Permit running;
  permits.Acquire(absl::InfiniteFuture(), {},
                  [&](absl::StatusOr<platform::AdmissionLimiter::Permit> permit) {
                    running = *std::move(permit);
                  });
  const auto first = Call(context_, dependencies);
  const auto second = Call(context_, dependencies);
  request_.set_workbook_id("fork-2");
  const auto other = Call(context_, dependencies);
  other->TakeAll();
  second->TakeAll();
  EXPECT_EQ(other->updates().back().progress().message(), "waiting for its turn: 2nd of 3");
  EXPECT_EQ(second->updates().back().progress().message(), "waiting for its turn: 3rd of 3");
}

TEST_F(RecalculateTest, ACancelledCallLeavesTheLine) {
  engine_.hold = true;
  const auto first = Call();
  engine_.WaitForJobs(1);
  platform::CancellationSource cancel_second;
  platform::RequestContext context = context_;
  context.cancellation = cancel_second.token();
  const auto second = Call(context);
  cancel_second.Cancel(absl::CancelledError("changed my mind"));
  EXPECT_THAT(second->Result(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(permits_.waiting(), 0u);
  engine_.Release();
  EXPECT_THAT(first->Result(), IsOk());
}

TEST_F(RecalculateTest, ThePermitIsHeldUntilTheEngineIsGone) {
  engine_.hold = true;
  engine_.dies_slowly = true;
  const auto caller = Call();
  engine_.WaitForJobs(1);
  cancel_.Cancel(absl::CancelledError("changed my mind"));
  // Answered at once, while the process still dies.
  EXPECT_THAT(caller->Result(), StatusIs(absl::StatusCode::kCancelled));
  engine_.WaitForCancellations(1);
  EXPECT_EQ(permits_.in_use(), 1);
  engine_.Release();
  WaitForPermit();
}

TEST_F(RecalculateTest, ACallerThatLeavesStopsTheWork) {
  engine_.hold = true;
  const auto caller = Call();
  caller->TakeAll();
  engine_.WaitForJobs(1);
  caller->Leave();
  engine_.WaitForCancellations(1);
  WaitForPermit();
  EXPECT_EQ(service_.commits(), 0);
}

TEST_F(RecalculateTest, ReportsTheTimeOfEachPhase) {
  engine_.hold = true;
  const auto caller = Call();
  engine_.WaitForJobs(1);
  clock_.Advance(absl::Milliseconds(250));
  engine_.Release();
  ASSERT_OK_AND_ASSIGN(const RecalculateResult result, caller->Result());
  std::vector<std::string> names;
  double total = 0;
  for (const v1::PhaseDuration& phase : result.phases()) {
    names.push_back(phase.phase());
    total += phase.milliseconds();
    EXPECT_EQ(phase.milliseconds(), phase.phase() == "load" ? 250 : 0) << phase.phase();
  }
  EXPECT_THAT(names, ElementsAre("queue", "fetch", "read", "start", "load", "calculate", "harvest",
                                 "commit"));
  EXPECT_EQ(result.duration_ms(), total);
  const std::string scrape = metrics_.Scrape();
  EXPECT_THAT(scrape, HasSubstr("sheetgate_recalc_queue_wait_seconds_count 1"));
  EXPECT_THAT(scrape,
              HasSubstr("sheetgate_recalc_run_seconds_sum{engine=\"fake\",phase=\"load\"} 0.25"));
  EXPECT_THAT(scrape,
              HasSubstr("sheetgate_recalc_run_seconds_count{engine=\"fake\",phase=\"commit\"} 1"));
}

// The phases in which a call waits for somebody else.
struct StopCase {
  std::string name;
  std::function<void(tests::FakeEngine&, tests::FakeWorkbookService&)> hold;
  std::function<void(tests::FakeEngine&, tests::FakeWorkbookService&)> wait;
  std::function<void(tests::FakeEngine&, tests::FakeWorkbookService&)> wait_stopped;
};

class RecalculateStopTest : public RecalculateTest, public testing::WithParamInterface<StopCase> {};

TEST_P(RecalculateStopTest, CancellingStopsTheWorkAndFreesThePermit) {
  GetParam().hold(engine_, service_);
  const auto caller = Call();
  GetParam().wait(engine_, service_);
  cancel_.Cancel(absl::CancelledError("changed my mind"));
  const auto result = caller->Result();
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kCancelled, HasSubstr("changed my mind")));
  GetParam().wait_stopped(engine_, service_);
  WaitForPermit();
  // No timer but that of a document that stays open.
  timers_.Advance(OpenDocuments::Options().idle_time);
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_P(RecalculateStopTest, TheRunBudgetStopsTheWorkAndFreesThePermit) {
  GetParam().hold(engine_, service_);
  const auto caller = Call();
  GetParam().wait(engine_, service_);
  timers_.Advance(absl::Seconds(120));
  const auto result = caller->Result();
  EXPECT_THAT(result, HasReason(ErrorReason::kEngineTimeout));
  EXPECT_EQ(result.status().code(), absl::StatusCode::kDeadlineExceeded);
  GetParam().wait_stopped(engine_, service_);
  WaitForPermit();
}

INSTANTIATE_TEST_SUITE_P(
    Phases, RecalculateStopTest,
    testing::Values(StopCase{"Fetch", [](auto&, auto& service) { service.hold_fetch = true; },
                             [](auto&, auto& service) { service.WaitForFetch(); },
                             [](auto&, auto& service) { service.WaitForCancellation(); }},
                    StopCase{"Engine", [](auto& engine, auto&) { engine.hold = true; },
                             [](auto& engine, auto&) { engine.WaitForJobs(1); },
                             [](auto& engine, auto&) { engine.WaitForCancellations(1); }},
                    StopCase{"Commit", [](auto&, auto& service) { service.hold_commit = true; },
                             [](auto&, auto& service) { service.WaitForCommit(); },
                             [](auto&, auto& service) { service.WaitForCancellation(); }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace sheetgate::recalc
