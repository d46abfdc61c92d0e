// The protocol without tool calls: envelopes, eras, and the methods that describe the server.
#include "gateway/mcp/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/mcp/protocol.h"
#include "tests/gateway/mcp/mcp_harness.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class McpServerTest : public testing::Test {
 protected:
  json Result(json message, MessageContext context = {}) {
    const auto answer = harness_.Ask(std::move(message), std::move(context));
    EXPECT_EQ(answer.http_status, 200);
    return answer.response.value_or(json::object()).value("result", json());
  }
  void ExpectError(const RecordingResponder::Answer& answer, int code, int http_status,
                   const std::string& text = "") {
    ASSERT_TRUE(answer.response.has_value());
    const json error = answer.response->value("error", json::object());
    EXPECT_EQ(error.value("code", 0), code) << *answer.response;
    EXPECT_EQ(answer.http_status, http_status) << *answer.response;
    EXPECT_THAT(error.value("message", ""), HasSubstr(text));
  }

  McpHarness harness_;
};

MessageContext ModernHttp(const std::string& method, const std::string& name = "") {
  std::map<std::string, std::string> headers = {{"mcp-protocol-version", "2026-07-28"},
                                                {"mcp-method", method}};
  if (!name.empty()) headers["mcp-name"] = name;
  return HttpContext(std::move(headers));
}

TEST_F(McpServerTest, InitializeTakesARevisionWeServe) {
  for (const char* version : {"2025-11-25", "2025-06-18"}) {
    const json result = Result(LegacyRequest(1, "initialize", {{"protocolVersion", version}}));
    EXPECT_EQ(result["protocolVersion"], version);
    EXPECT_EQ(result["capabilities"], json::parse(R"({"resources":{},"tools":{}})"));
    EXPECT_EQ(result["serverInfo"]["name"], "sheetgate");
    EXPECT_EQ(result["serverInfo"]["version"], "1.2.3");
    EXPECT_EQ(result["instructions"], "how to work with it");
    EXPECT_FALSE(result.contains("resultType")) << "belongs to 2026-07-28";
  }
}

TEST_F(McpServerTest, InitializeOffersTheNewestLegacyRevisionForOthers) {
  for (const char* version : {"2025-03-26", "2024-11-05", "2099-01-01", "2026-07-28"}) {
    EXPECT_EQ(
        Result(LegacyRequest(1, "initialize", {{"protocolVersion", version}}))["protocolVersion"],
        "2025-11-25");
  }
  ExpectError(harness_.Ask(LegacyRequest(1, "initialize")), kInvalidParams, 200, "protocolVersion");
}

TEST_F(McpServerTest, AnswersPing) {
  const auto answer = harness_.Ask(LegacyRequest("p", "ping"));
  EXPECT_EQ(*answer.response, json::parse(R"({"jsonrpc":"2.0","id":"p","result":{}})"));
}

TEST_F(McpServerTest, ListsTheToolsOnOnePage) {
  const json result = Result(LegacyRequest(1, "tools/list"));
  EXPECT_EQ(result["tools"], harness_.registry->listing());
  EXPECT_GT(result["tools"].size(), 0u);
  EXPECT_FALSE(result.contains("nextCursor"));
  for (const char* cursor : {"", "garbage"}) {
    ExpectError(harness_.Ask(LegacyRequest(1, "tools/list", {{"cursor", cursor}})), kInvalidParams,
                200, "cursor");
  }
}

TEST_F(McpServerTest, MethodsThatAreNotServedAreNotFound) {
  // logging/setLevel and prompts/list belong to capabilities that are not declared.
  for (const char* method : {"logging/setLevel", "prompts/list", "made/up", "server/discover"}) {
    ExpectError(harness_.Ask(LegacyRequest(1, method), HttpContext()), kMethodNotFound, 200,
                method);
  }
}

TEST_F(McpServerTest, AcceptsNotificationsAndResponsesSilently) {
  for (const char* text : {R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
                           R"({"jsonrpc":"2.0","method":"notifications/made_up"})",
                           R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{}})",
                           R"({"jsonrpc":"2.0","id":3,"result":{}})"}) {
    const auto answer = harness_.Ask(json::parse(text), HttpContext());
    EXPECT_FALSE(answer.response.has_value()) << text;
    EXPECT_EQ(answer.http_status, 202) << text;
  }
}

TEST_F(McpServerTest, AnswersMalformedMessagesWithTheirId) {
  ExpectError(harness_.Ask(json::array()), kInvalidRequest, 400, "batches");
  const auto answer = harness_.Ask(json::parse(R"({"jsonrpc":"2.0","id":9,"method":1})"));
  ExpectError(answer, kInvalidRequest, 400, "method");
  EXPECT_EQ((*answer.response)["id"], 9);
}

TEST_F(McpServerTest, LegacyChecksTheVersionHeader) {
  for (const char* version : {"2025-11-25", "2025-06-18", "2025-03-26", " 2025-11-25 "}) {
    Result(LegacyRequest(1, "ping"), HttpContext({{"mcp-protocol-version", version}}));
  }
  const auto answer =
      harness_.Ask(LegacyRequest(1, "ping"), HttpContext({{"mcp-protocol-version", "1999-01-01"}}));
  ExpectError(answer, kUnsupportedProtocolVersion, 400, "1999-01-01");
  EXPECT_EQ((*answer.response)["error"]["data"], json::parse(R"({"requested":"1999-01-01",
                            "supported":["2026-07-28","2025-11-25","2025-06-18"]})"));
  ExpectError(harness_.Ask(LegacyRequest(1, "initialize", {{"protocolVersion", "2025-11-25"}}),
                           HttpContext({{"mcp-protocol-version", "2026-07-28"}})),
              kHeaderMismatch, 400, "handshake");
}

TEST_F(McpServerTest, DiscoverDescribesTheServer) {
  const json result = Result(ModernRequest(1, "server/discover"), ModernHttp("server/discover"));
  EXPECT_EQ(result["resultType"], "complete");
  EXPECT_EQ(result["supportedVersions"], json::array({"2026-07-28"}));
  EXPECT_EQ(result["capabilities"], json::parse(R"({"resources":{},"tools":{}})"));
  EXPECT_EQ(result["instructions"], "how to work with it");
  EXPECT_GE(result["ttlMs"], 0);
  EXPECT_EQ(result["cacheScope"], "public");
  EXPECT_EQ(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "sheetgate");
}

TEST_F(McpServerTest, ModernListsSayHowLongTheyMayBeKept) {
  const json result = Result(ModernRequest(1, "tools/list"), ModernHttp("tools/list"));
  EXPECT_EQ(result["resultType"], "complete");
  EXPECT_GE(result["ttlMs"], 0);
  EXPECT_EQ(result["cacheScope"], "public");
}

TEST_F(McpServerTest, LegacyMethodsDoNotExistInTheModernEra) {
  for (const char* method : {"initialize", "ping", "logging/setLevel", "resources/subscribe"}) {
    ExpectError(harness_.Ask(ModernRequest(1, method), ModernHttp(method)), kMethodNotFound, 404,
                method);
  }
}

TEST_F(McpServerTest, ModernRequiresTheEnvelope) {
  for (const char* key : {kMetaProtocolVersion, kMetaClientCapabilities}) {
    json request = ModernRequest(1, "tools/list");
    request["params"]["_meta"].erase(key);
    ExpectError(harness_.Ask(request, ModernHttp("tools/list")), kInvalidParams, 400, key);
  }
  ExpectError(harness_.Ask(LegacyRequest(1, "tools/list"), ModernHttp("tools/list")),
              kInvalidParams, 400, kMetaProtocolVersion);
}

TEST_F(McpServerTest, ModernChecksTheEnvelopesValues) {
  const std::vector<std::pair<const char*, json>> wrong = {{kMetaProtocolVersion, 20260728},
                                                           {kMetaClientCapabilities, "none"},
                                                           {kMetaClientInfo, "me"},
                                                           {kMetaLogLevel, "loud"}};
  for (const auto& [key, value] : wrong) {
    json request = ModernRequest(1, "tools/list");
    request["params"]["_meta"][key] = value;
    ExpectError(harness_.Ask(request, ModernHttp("tools/list")), kInvalidParams, 400, key);
  }
  json request = ModernRequest(1, "tools/list");
  request["params"]["_meta"][kMetaLogLevel] = "debug";
  request["params"]["_meta"][kMetaClientInfo] = {{"name", "me"}, {"version", "1"}};
  Result(request, ModernHttp("tools/list"));
}

TEST_F(McpServerTest, ModernRefusesVersionsItDoesNotServe) {
  json request = ModernRequest(5, "tools/list");
  request["params"]["_meta"][kMetaProtocolVersion] = "2031-01-01";
  auto context = ModernHttp("tools/list");
  context.headers["mcp-protocol-version"] = "2031-01-01";
  const auto answer = harness_.Ask(request, context);
  ExpectError(answer, kUnsupportedProtocolVersion, 400);
  EXPECT_EQ((*answer.response)["id"], 5);
  EXPECT_EQ((*answer.response)["error"]["data"]["requested"], "2031-01-01");
  EXPECT_THAT((*answer.response)["error"]["data"]["supported"], testing::Contains("2026-07-28"));
}

struct HeaderCase {
  const char* name;
  std::map<std::string, std::string> headers;
  bool accepted;
};

class ModernHeaderTest : public testing::TestWithParam<HeaderCase> {};

TEST_P(ModernHeaderTest, MustAgreeWithTheBody) {
  McpHarness harness;
  json request = ModernRequest(1, "tools/call", ListSheetsParams());
  const auto answer = harness.Ask(request, HttpContext(GetParam().headers));
  if (GetParam().accepted) {
    EXPECT_TRUE(answer.response->contains("result")) << *answer.response;
    return;
  }
  EXPECT_EQ(answer.http_status, 400);
  EXPECT_EQ((*answer.response)["error"]["code"], kHeaderMismatch) << *answer.response;
}

constexpr char kVersionHeader[] = "mcp-protocol-version";

INSTANTIATE_TEST_SUITE_P(
    Headers, ModernHeaderTest,
    testing::Values(
        HeaderCase{"All",
                   {{kVersionHeader, "2026-07-28"},
                    {"mcp-method", "tools/call"},
                    {"mcp-name", "list_sheets"}},
                   true},
        HeaderCase{"WhiteSpaceAround",
                   {{kVersionHeader, " 2026-07-28\t"},
                    {"mcp-method", " tools/call"},
                    {"mcp-name", "list_sheets "}},
                   true},
        HeaderCase{"NameInBase64",
                   {{kVersionHeader, "2026-07-28"},
                    {"mcp-method", "tools/call"},
                    {"mcp-name", "=?base64?bGlzdF9zaGVldHM=?="}},
                   true},
        HeaderCase{"NoVersion", {{"mcp-method", "tools/call"}, {"mcp-name", "list_sheets"}}, false},
        HeaderCase{"OtherVersion",
                   {{kVersionHeader, "2025-11-25"},
                    {"mcp-method", "tools/call"},
                    {"mcp-name", "list_sheets"}},
                   false},
        HeaderCase{
            "NoMethod", {{kVersionHeader, "2026-07-28"}, {"mcp-name", "list_sheets"}}, false},
        HeaderCase{"OtherMethod",
                   {{kVersionHeader, "2026-07-28"},
                    {"mcp-method", "tools/list"},
                    {"mcp-name", "list_sheets"}},
                   false},
        HeaderCase{"MethodInOtherCase",
                   {{kVersionHeader, "2026-07-28"},
                    {"mcp-method", "Tools/Call"},
                    {"mcp-name", "list_sheets"}},
                   false},
        HeaderCase{"NoName", {{kVersionHeader, "2026-07-28"}, {"mcp-method", "tools/call"}}, false},
        HeaderCase{"OtherName",
                   {{kVersionHeader, "2026-07-28"},
                    {"mcp-method", "tools/call"},
                    {"mcp-name", "edit_batch"}},
                   false},
        HeaderCase{"NameInBadBase64",
                   {{kVersionHeader, "2026-07-28"},
                    {"mcp-method", "tools/call"},
                    {"mcp-name", "=?base64?%%?="}},
                   false}),
    [](const auto& info) { return info.param.name; });

TEST_F(McpServerTest, StdioHasNoHeadersToCheck) {
  EXPECT_EQ(Result(ModernRequest(1, "tools/call", ListSheetsParams()))["isError"], false);
}

TEST_F(McpServerTest, ModernNotificationsAreCheckedOverHttp) {
  json notification = CancelNotification(1);
  const auto answer = harness_.Ask(notification, ModernHttp("tools/list"));
  ExpectError(answer, kHeaderMismatch, 400);
  EXPECT_EQ(harness_.Ask(notification, ModernHttp("notifications/cancelled")).http_status, 202);
}

TEST_F(McpServerTest, TellsTheErasApart) {
  EXPECT_TRUE(McpServer::IsModern(ModernRequest(1, "tools/list"), {}));
  EXPECT_TRUE(McpServer::IsModern(LegacyRequest(1, "tools/list"),
                                  {{"mcp-protocol-version", "2026-07-28"}}));
  EXPECT_FALSE(McpServer::IsModern(LegacyRequest(1, "tools/list"),
                                   {{"mcp-protocol-version", "2025-11-25"}}));
  EXPECT_FALSE(McpServer::IsModern(LegacyRequest(1, "initialize"),
                                   {{"mcp-protocol-version", "2026-07-28"}}));
  EXPECT_FALSE(McpServer::IsModern(json::array(), {}));
}

TEST_F(McpServerTest, RefusesRequestsAfterStopAccepting) {
  harness_.server->StopAccepting();
  const auto answer = harness_.Ask(LegacyRequest(1, "tools/list"), HttpContext());
  ExpectError(answer, kUnavailable, 503, "shutting down");
  EXPECT_EQ((*answer.response)["error"]["data"]["reason"], "SHUTTING_DOWN");
  EXPECT_GT((*answer.response)["error"]["data"]["retryAfterMs"], 0);
  EXPECT_EQ(harness_.Ask(CancelNotification(1), HttpContext()).http_status, 202);
}

TEST_F(McpServerTest, CountsRequestsByMethodAndError) {
  harness_.Ask(LegacyRequest(1, "ping"));
  harness_.Ask(LegacyRequest(1, "attackers/choice"));
  const std::string metrics = harness_.metrics.Scrape();
  EXPECT_THAT(metrics, HasSubstr(R"(mcp_server_operation_duration_seconds_count{error_type="",)"
                                 R"(gen_ai_tool_name="",mcp_method_name="ping"} 1)"));
  EXPECT_THAT(metrics,
              HasSubstr(R"(error_type="-32601",gen_ai_tool_name="",mcp_method_name="_OTHER"} 1)"));
  EXPECT_THAT(metrics, testing::Not(HasSubstr("attackers")));
}

}  // namespace
}  // namespace sheetgate::gateway
