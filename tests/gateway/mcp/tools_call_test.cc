// tools/call through the whole server: results, errors, progress, cancellation, limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/mcp/protocol.h"
#include "gateway/mcp/server.h"
#include "tests/gateway/mcp/mcp_harness.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ToolsCallTest : public testing::Test {
 protected:
  json Error(json params) {
    const auto answer = harness_.Ask(LegacyRequest(1, "tools/call", std::move(params)));
    EXPECT_EQ(answer.http_status, 200);
    return answer.response->value("error", json::object());
  }

  McpHarness harness_;
};

TEST_F(ToolsCallTest, ReturnsTheServicesAnswer) {
  const auto answer = harness_.Ask(LegacyRequest("c-1", "tools/call", ListSheetsParams()));
  ASSERT_TRUE(answer.response.has_value());
  EXPECT_EQ((*answer.response)["id"], "c-1");
  const json result = (*answer.response)["result"];
  EXPECT_EQ(result["isError"], false);
  EXPECT_EQ(result["structuredContent"]["revision"], "of wb-1");
  EXPECT_FALSE(result.contains("resultType"));
}

TEST_F(ToolsCallTest, ModernResultsAreComplete) {
  const auto answer = harness_.Ask(ModernRequest(1, "tools/call", ListSheetsParams()));
  const json result = (*answer.response)["result"];
  EXPECT_EQ(result["resultType"], "complete");
  EXPECT_EQ(result["_meta"]["io.modelcontextprotocol/serverInfo"]["version"], "1.2.3");
}

TEST_F(ToolsCallTest, WhatTheToolObjectsToIsAResult) {
  const auto answer = harness_.Ask(LegacyRequest(
      1, "tools/call", {{"name", "list_sheets"}, {"arguments", {{"workbok_id", "wb-1"}}}}));
  const json result = (*answer.response)["result"];
  EXPECT_EQ(result["isError"], true);
  EXPECT_THAT(result["content"][0]["text"].get<std::string>(), HasSubstr("workbook_id"));
  EXPECT_THAT(harness_.metrics.Scrape(),
              HasSubstr(R"(error_type="tool_error",gen_ai_tool_name="list_sheets",)"
                        R"(mcp_method_name="tools/call"} 1)"));
}

TEST_F(ToolsCallTest, UnknownToolsAreAProtocolErrorWithASuggestion) {
  const json error = Error({{"name", "list_sheet"}});
  EXPECT_EQ(error["code"], kInvalidParams);
  EXPECT_THAT(error["message"].get<std::string>(), HasSubstr("did you mean 'list_sheets'?"));
  EXPECT_EQ(error["data"]["suggestion"], "list_sheets");
}

TEST(ToolsCallFilterTest, AToolThatIsNotOfferedIsUnknown) {
  McpHarness harness(4, {.deny = {"list_sheets"}});
  const auto answer = harness.Ask(LegacyRequest(1, "tools/call", ListSheetsParams()));
  EXPECT_EQ((*answer.response)["error"]["code"], kInvalidParams);
  EXPECT_EQ(harness.services.workbook.calls(), 0);
}

TEST(ToolsCallFilterTest, AHiddenToolIsUnknownAndSaysWhatShowsIt) {
  const auto message = [](const ToolFilter& filter, const char* tool) -> std::string {
    McpHarness harness(4, filter);
    const auto answer = harness.Ask(LegacyRequest(1, "tools/call", {{"name", tool}}));
    EXPECT_EQ((*answer.response)["error"]["code"], kInvalidParams);
    return (*answer.response)["error"]["message"];
  };
  EXPECT_THAT(message({.profile = "full"}, "vba_project_summary"),
              HasSubstr("--vba (or SHEETGATE_VBA=true)"));
  EXPECT_THAT(message({}, "close_workbook"), HasSubstr("--tools_profile=full"));
  EXPECT_THAT(message({.profile = "full", .deny = {"vba_project_summary"}}, "vba_project_summary"),
              testing::Not(HasSubstr("--vba")))
      << "denied is denied";
}

TEST_F(ToolsCallTest, MalformedParamsAreProtocolErrors) {
  const std::vector<std::pair<json, const char*>> cases = {
      {json::object(), "name"},
      {{{"name", 5}}, "name"},
      {{{"name", "list_sheets"}, {"arguments", "{\"workbook_id\": \"wb-1\"}"}}, "arguments"},
      {{{"name", "list_sheets"}, {"arguments", json::array()}}, "arguments"},
      {{{"name", "list_sheets"}, {"_meta", 1}}, "_meta"},
      {{{"name", "list_sheets"}, {"_meta", {{"progressToken", true}}}}, "progressToken"},
      {{{"name", "list_sheets"}, {"_meta", {{kMetaTimeoutMs, "5s"}}}}, "timeoutMs"},
      {{{"name", "list_sheets"}, {"_meta", {{kMetaTimeoutMs, 0}}}}, "timeoutMs"}};
  for (const auto& [params, what] : cases) {
    const json error = Error(params);
    EXPECT_EQ(error.value("code", 0), kInvalidParams) << params;
    EXPECT_THAT(error.value("message", ""), HasSubstr(what)) << params;
  }
  EXPECT_EQ(harness_.services.workbook.calls(), 0);
}

TEST_F(ToolsCallTest, TheCallersTimeoutIsTheDeadline) {
  const auto budget = [this] {
    return absl::FromChrono(harness_.services.workbook.deadline()) - harness_.clock.Now();
  };
  harness_.Ask(LegacyRequest(1, "tools/call", ListSheetsParams()));
  EXPECT_LT(budget(), absl::Minutes(5)) << "the default is 30 s";
  json params = ListSheetsParams();
  params["_meta"] = {{kMetaTimeoutMs, 540'000}};
  harness_.Ask(LegacyRequest(1, "tools/call", params));
  EXPECT_GT(budget(), absl::Minutes(5));
  params["_meta"] = {{kMetaTimeoutMs, 1e300}};
  harness_.Ask(LegacyRequest(1, "tools/call", params));
  EXPECT_LT(budget(), absl::Minutes(15)) << "held within ten minutes";
}

TEST_F(ToolsCallTest, PassesTraceAndRequestIdOn) {
  const std::string trace_id(32, 'a');
  const std::string traceparent = "00-" + trace_id + "-bbbbbbbbbbbbbbbb-01";
  MessageContext context = HttpContext({{"traceparent", traceparent}});
  context.request_id = "req-7";
  harness_.Ask(LegacyRequest(1, "tools/call", ListSheetsParams()), context);
  auto metadata = harness_.services.workbook.metadata();
  EXPECT_EQ(metadata["x-request-id"], "req-7");
  EXPECT_THAT(metadata["traceparent"], HasSubstr(trace_id));

  // `_meta` wins over the header: it is the caller's, the header may be a proxy's.
  const std::string other_id(32, 'c');
  json params = ListSheetsParams();
  params["_meta"] = {{"traceparent", "00-" + other_id + "-bbbbbbbbbbbbbbbb-01"}};
  harness_.Ask(LegacyRequest(1, "tools/call", params), context);
  EXPECT_THAT(harness_.services.workbook.metadata()["traceparent"], HasSubstr(other_id));
}

class ToolsCallProgressTest : public ToolsCallTest {
 protected:
  ToolsCallProgressTest() {
    for (int i = 1; i <= 3; ++i) {
      recalc::v1::RecalculateResponse update;
      update.mutable_progress()->set_progress(i);
      update.mutable_progress()->set_total(3);
      harness_.services.recalc.updates.push_back(update);
    }
    recalc::v1::RecalculateResponse last;
    last.mutable_result()->set_engine("fake");
    harness_.services.recalc.updates.push_back(last);
  }
  json params_ = {{"name", "recalculate"}, {"arguments", {{"workbook_id", "fork-1"}}}};
};

TEST_F(ToolsCallProgressTest, ReportsProgressToWhoAskedForIt) {
  params_["_meta"] = {{"progressToken", 42}};
  const auto responder = harness_.Send(LegacyRequest(1, "tools/call", params_));
  EXPECT_EQ((*responder->Wait().response)["result"]["structuredContent"]["engine"], "fake");
  const auto notifications = responder->notifications();
  // The clock stands still, so of three only the first and the last are within the rate.
  ASSERT_EQ(notifications.size(), 2u);
  EXPECT_EQ(notifications[0]["method"], "notifications/progress");
  EXPECT_EQ(notifications[0]["params"]["progressToken"], 42);
  EXPECT_EQ(notifications[0]["params"]["progress"], 1);
  EXPECT_EQ(notifications[1]["params"]["progress"], 3);
  EXPECT_FALSE(responder->late());
}

TEST_F(ToolsCallProgressTest, IsSilentWithoutAToken) {
  const auto responder = harness_.Send(LegacyRequest(1, "tools/call", params_));
  responder->Wait();
  EXPECT_TRUE(responder->notifications().empty());
}

class ToolsCallCancelTest : public ToolsCallTest {
 protected:
  ToolsCallCancelTest() { harness_.services.workbook.Hold(); }

  std::shared_ptr<RecordingResponder> StartCall(json id, MessageContext context = {}) {
    auto responder = harness_.Send(LegacyRequest(std::move(id), "tools/call", ListSheetsParams()),
                                   std::move(context));
    harness_.services.workbook.WaitForCalls(++started_);
    return responder;
  }
  int started_ = 0;
};

TEST_F(ToolsCallCancelTest, ACancelledCallGetsNoResponseOnStdio) {
  const auto responder = StartCall(1);
  harness_.Ask(CancelNotification(1));
  harness_.services.workbook.WaitForCancellations(1);
  EXPECT_FALSE(responder->Wait().response.has_value());
  EXPECT_TRUE(harness_.server->WaitIdle(absl::InfiniteFuture()));
  EXPECT_THAT(harness_.metrics.Scrape(), HasSubstr(R"(error_type="cancelled",)"));
}

TEST_F(ToolsCallCancelTest, ACancelledPostEndsWithAnError) {
  const auto responder = StartCall("x", HttpContext());
  harness_.Ask(CancelNotification("x"), HttpContext());
  const auto answer = responder->Wait();
  EXPECT_EQ((*answer.response)["error"]["code"], kRequestCancelled);
  EXPECT_EQ((*answer.response)["id"], "x");
}

TEST_F(ToolsCallCancelTest, MatchesTheTypeOfTheIdAndTheClient) {
  const auto responder = StartCall(1);
  harness_.Ask(CancelNotification("1"));
  MessageContext stranger;
  stranger.cancellation_scope = "somebody else";
  harness_.Ask(CancelNotification(1), stranger);
  harness_.services.workbook.Release();
  EXPECT_EQ((*responder->Wait().response)["result"]["isError"], false);
}

TEST_F(ToolsCallCancelTest, TheTransportCancelsByTheToken) {
  platform::CancellationSource client;
  MessageContext context;
  context.cancellation = client.token();
  const auto responder = StartCall(1, context);
  client.Cancel(absl::CancelledError("the client disconnected"));
  harness_.services.workbook.WaitForCancellations(1);
  const auto answer = responder->Wait();
  EXPECT_EQ((*answer.response)["result"]["structuredContent"]["code"], "CANCELLED");
}

TEST_F(ToolsCallCancelTest, CancelAllEndsEveryCall) {
  const auto first = StartCall(1);
  const auto second = StartCall(2);
  EXPECT_EQ(harness_.server->in_flight(), 2);
  EXPECT_FALSE(harness_.server->WaitIdle(absl::InfinitePast()));
  harness_.server->CancelAll();
  EXPECT_EQ((*first->Wait().response)["result"]["isError"], true);
  EXPECT_EQ((*second->Wait().response)["result"]["isError"], true);
  EXPECT_TRUE(harness_.server->WaitIdle(absl::InfiniteFuture()));
}

TEST_F(ToolsCallCancelTest, CallsInFlightGoOnAfterStopAccepting) {
  const auto responder = StartCall(1);
  harness_.server->StopAccepting();
  EXPECT_EQ(harness_.Ask(LegacyRequest(2, "tools/call", ListSheetsParams())).http_status, 503);
  harness_.services.workbook.Release();
  EXPECT_EQ((*responder->Wait().response)["result"]["isError"], false);
}

TEST_F(ToolsCallCancelTest, DestructionCancelsAndWaits) {
  const auto responder = StartCall(1);
  harness_.server.reset();
  EXPECT_TRUE(responder->answered());
}

TEST(ToolsCallOverloadTest, RefusesMoreThanTheLimitWithARetryDelay) {
  McpHarness harness(1);
  harness.services.workbook.Hold();
  const auto first = harness.Send(LegacyRequest(1, "tools/call", ListSheetsParams()));
  harness.services.workbook.WaitForCalls(1);
  const auto answer =
      harness.Ask(LegacyRequest(2, "tools/call", ListSheetsParams()), HttpContext());
  EXPECT_EQ(answer.http_status, 503);
  const json error = (*answer.response)["error"];
  EXPECT_EQ(error["code"], kUnavailable);
  EXPECT_EQ(error["data"]["reason"], "OVERLOADED");
  EXPECT_EQ(error["data"]["retryable"], true);
  EXPECT_GT(error["data"]["retryAfterMs"], 0);
  EXPECT_EQ(harness.Ask(LegacyRequest(3, "ping")).http_status, 200) << "only calls are limited";
  harness.services.workbook.Release();
  first->Wait();
}

}  // namespace
}  // namespace sheetgate::gateway
