#include "gateway/transport/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/match.h"

#include "gateway/transport/http_pipeline.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "tests/gateway/mcp/mcp_harness.h"
#include "tests/gateway/transport/raw_client.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kModernHeaders[] =
    "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: list_sheets\r\n";

class HttpServerTest : public testing::Test {
 protected:
  explicit HttpServerTest(HttpServerOptions options = {}) : options_(std::move(options)) {}

  void SetUp() override {
    options_.listen_address = "127.0.0.1:0";
    options_.io_threads = 2;
    ASSERT_OK_AND_ASSIGN(server_, HttpServer::Start(options_, pipeline_, harness_.metrics));
  }
  // What a gateway does: no thread may call into the protocol when that goes.
  void TearDown() override {
    if (server_) server_->Stop();
    harness_.services.workbook.Release();
    harness_.server.reset();
  }

  int port() const { return server_->port(); }
  std::string CallText() const { return LegacyRequest(1, "tools/call", ListSheetsParams()).dump(); }
  std::string ModernCallText() const {
    return ModernRequest(1, "tools/call", ListSheetsParams()).dump();
  }
  // Waits until the metrics say what they must say.
  void WaitForMetric(const std::string& line) {
    const absl::Time limit = absl::Now() + absl::Seconds(20);
    while (!absl::StrContains(harness_.metrics.Scrape(), line)) {
      ASSERT_LT(absl::Now(), limit) << "never: " << line;
      std::this_thread::yield();
    }
  }

  HttpServerOptions options_;
  McpHarness harness_{2};
  HttpPipeline pipeline_{{.access = AccessPolicy("127.0.0.1:0", {}, {"https://app.example"}),
                          .max_request_bytes = 20'000},
                         *harness_.server};
  std::unique_ptr<HttpServer> server_;
};

struct Refusal {
  const char* name;
  std::string request;
  int status;
  const char* text;
};

std::string Request(std::string_view line, std::string_view headers, std::string_view body = "{}") {
  return platform::StrCat(line, "\r\n", headers, "Content-Length: ", body.size(), "\r\n\r\n", body);
}

constexpr char kPost[] = "POST /mcp HTTP/1.1";
constexpr char kHost[] = "Host: localhost\r\n";
constexpr char kJson[] = "Host: localhost\r\nContent-Type: application/json\r\n";

class HttpRefusalTest : public HttpServerTest, public testing::WithParamInterface<Refusal> {};

TEST_P(HttpRefusalTest, EndsWithItsReply) {
  RawClient client(port());
  client.Send(GetParam().request);
  RawResponse response = client.Read();
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_THAT(response.body, HasSubstr(GetParam().text));
  EXPECT_EQ(response.headers["content-type"], "application/json");
  EXPECT_EQ(json::parse(response.body)["jsonrpc"], "2.0");
}

INSTANTIATE_TEST_SUITE_P(
    Pipeline, HttpRefusalTest,
    testing::Values(
        Refusal{"OtherPath", Request("POST /other HTTP/1.1", kJson), 404, "/mcp"},
        Refusal{"PathThatOnlyStartsAlike", Request("POST /mcpx HTTP/1.1", kJson), 404, "/mcp"},
        Refusal{"NoHost", Request(kPost, "Content-Type: application/json\r\n"), 400, "Host"},
        Refusal{"ForeignHost", Request(kPost, "Host: evil.example\r\n"), 403, "--allowed_hosts"},
        Refusal{"ForeignOrigin",
                Request(kPost, "Host: localhost\r\nOrigin: https://evil.example\r\n"), 403,
                "--allowed_origins"},
        Refusal{"TwoHosts", Request(kPost, "Host: localhost\r\nHost: localhost\r\n"), 400,
                "more than once"},
        Refusal{"TwoVersions",
                Request(kPost,
                        "Host: localhost\r\nMCP-Protocol-Version: 2025-11-25\r\n"
                        "mcp-protocol-version: 2025-06-18\r\n"),
                400, "more than once"},
        Refusal{"TwoTokens",
                Request(kPost, "Host: localhost\r\nAuthorization: a\r\nAuthorization: b\r\n"), 400,
                "more than once"},
        Refusal{"Get", "GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n",
                405, "POST"},
        Refusal{"Delete", "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "POST"},
        Refusal{"NoContentType", Request(kPost, kHost), 415, "application/json"},
        Refusal{"OtherContentType",
                Request(kPost, "Host: localhost\r\nContent-Type: text/plain\r\n"), 415,
                "application/json"},
        Refusal{
            "UselessAccept",
            Request(kPost,
                    "Host: localhost\r\nContent-Type: application/json\r\nAccept: text/html\r\n"),
            406, "Accept"},
        Refusal{"TooLarge", Request(kPost, kJson, std::string(20'001, ' ')), 413, "20000"},
        Refusal{"TooLargeInChunks",
                platform::StrCat(kPost, "\r\n", kJson, "Transfer-Encoding: chunked\r\n\r\n5000\r\n",
                                 std::string(0x5000, ' '), "\r\n0\r\n\r\n"),
                413, "20000"},
        Refusal{"HeadTooLarge",
                platform::StrCat(kPost, "\r\n", kHost, "X-Filler: ", std::string(20'000, 'x'),
                                 "\r\n\r\n"),
                431, "16384"},
        Refusal{"NotHttp", "hello\r\n\r\n", 400, "HTTP/1.1"},
        Refusal{"TwoFramings",
                platform::StrCat(kPost, "\r\n", kJson,
                                 "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"),
                400, "HTTP/1.1"},
        Refusal{"NotJson", Request(kPost, kJson, "{nope"), 400, "-32700"},
        Refusal{"Batch", Request(kPost, kJson, "[]"), 400, "-32600"}),
    [](const auto& info) { return info.param.name; });

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
  RawClient client(port());
  for (int id = 1; id <= 3; ++id) {
    RawResponse response = client.Post(LegacyRequest(id, "ping").dump());
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers["content-type"], "application/json");
    EXPECT_EQ(response.headers["connection"], "keep-alive");
    EXPECT_EQ(json::parse(response.body)["id"], id);
  }
}

TEST_F(HttpServerTest, AnswersToolCalls) {
  RawClient client(port());
  const RawResponse response = client.Post(CallText());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(json::parse(response.body)["result"]["structuredContent"]["revision"], "of wb-1");
}

TEST_F(HttpServerTest, AcceptsNotificationsWithoutABody) {
  RawClient client(port());
  RawResponse response = client.Post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.headers["content-length"], "0");
  EXPECT_EQ(client.Post(LegacyRequest(1, "ping").dump()).status, 200);
}

TEST_F(HttpServerTest, KeepsPipelinedBytesForTheirTurn) {
  harness_.services.workbook.Hold();
  RawClient client(port());
  client.Send(PostText(CallText()) + PostText(LegacyRequest(2, "ping").dump()) +
              PostText(LegacyRequest(3, "ping").dump()));
  harness_.services.workbook.WaitForCalls(1);
  harness_.services.workbook.Release();
  for (int id = 1; id <= 3; ++id) EXPECT_EQ(json::parse(client.Read().body)["id"], id);
}

TEST_F(HttpServerTest, ReadsRequestsInSmallPieces) {
  RawClient client(port());
  for (const char byte : PostText(LegacyRequest(1, "ping").dump())) {
    client.Send(std::string_view(&byte, 1));
  }
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(HttpServerTest, ReadsChunkedBodies) {
  RawClient client(port());
  client.Send(platform::StrCat(kPost, "\r\n", kJson, "Transfer-Encoding: chunked\r\n\r\n"));
  const std::string body = LegacyRequest(7, "ping").dump();
  client.Send(platform::StrCat("5\r\n", body.substr(0, 5), "\r\n"));
  client.Send(
      platform::StrCat(absl::Hex(body.size() - 5), "\r\n", body.substr(5), "\r\n0\r\n\r\n"));
  EXPECT_EQ(json::parse(client.Read().body)["id"], 7);
}

TEST_F(HttpServerTest, SaysContinueToAClientThatWaitsForIt) {
  RawClient client(port());
  const std::string body = LegacyRequest(1, "ping").dump();
  const std::string request = PostText(body, "Expect: 100-continue\r\n");
  client.Send(request.substr(0, request.size() - body.size()));
  EXPECT_EQ(client.ReadHead().status, 100);
  client.Send(body);
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(HttpServerTest, ClosesAfterAnHttp10Request) {
  RawClient client(port());
  client.Send(Request("POST /mcp HTTP/1.0", kJson, LegacyRequest(1, "ping").dump()));
  RawResponse response = client.Read();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers["connection"], "close");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(HttpServerTest, ServesPagesOfAllowedOrigins) {
  RawClient client(port());
  client.Send(
      "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\n"
      "Access-Control-Request-Method: POST\r\n\r\n");
  RawResponse preflight = client.Read();
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.headers["access-control-allow-origin"], "https://app.example");
  EXPECT_THAT(preflight.headers["access-control-allow-headers"], HasSubstr("MCP-Protocol-Version"));
  RawResponse response =
      client.Post(LegacyRequest(1, "ping").dump(), "Origin: https://app.example\r\n");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers["access-control-allow-origin"], "https://app.example");
  EXPECT_EQ(response.headers["vary"], "Origin");
}

TEST_F(HttpServerTest, NamesEveryRequest) {
  RawClient client(port());
  EXPECT_EQ(client.Post(LegacyRequest(1, "ping").dump(), "X-Request-Id: mine-1\r\n")
                .headers["x-request-id"],
            "mine-1");
  EXPECT_THAT(client.Post(LegacyRequest(1, "ping").dump(), "X-Request-Id: not mine\r\n")
                  .headers["x-request-id"],
              StartsWith("req-"));
}

TEST_F(HttpServerTest, SaysWhenToRetryAnOverload) {
  harness_.services.workbook.Hold();
  RawClient first(port()), second(port()), third(port());
  first.Send(PostText(CallText()));
  second.Send(PostText(CallText()));
  harness_.services.workbook.WaitForCalls(2);
  RawResponse response = third.Post(CallText());
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers["retry-after"], "1");
  EXPECT_EQ(json::parse(response.body)["error"]["data"]["reason"], "OVERLOADED");
  harness_.services.workbook.Release();
  EXPECT_EQ(first.Read().status, 200);
  EXPECT_EQ(second.Read().status, 200);
}

TEST_F(HttpServerTest, ALegacyCancellationComesOnAnotherConnection) {
  harness_.services.workbook.Hold();
  RawClient caller(port()), canceller(port());
  caller.Send(PostText(CallText()));
  harness_.services.workbook.WaitForCalls(1);
  EXPECT_EQ(canceller.Post(CancelNotification(1).dump()).status, 202);
  harness_.services.workbook.WaitForCancellations(1);
  EXPECT_EQ(json::parse(caller.Read().body)["error"]["code"], 1499);
}

TEST_F(HttpServerTest, AModernDisconnectCancels) {
  harness_.services.workbook.Hold();
  RawClient client(port());
  client.Send(PostText(ModernCallText(), kModernHeaders));
  harness_.services.workbook.WaitForCalls(1);
  client.Close();
  harness_.services.workbook.WaitForCancellations(1);
  EXPECT_TRUE(harness_.server->WaitIdle(absl::InfiniteFuture()));
}

TEST_F(HttpServerTest, ALegacyDisconnectLetsTheCallEnd) {
  harness_.services.workbook.Hold();
  RawClient client(port());
  client.Send(PostText(CallText()));
  harness_.services.workbook.WaitForCalls(1);
  client.Close();
  WaitForMetric("sheetgate_http_connections 0");
  EXPECT_EQ(harness_.server->in_flight(), 1);
  harness_.services.workbook.Release();
  EXPECT_TRUE(harness_.server->WaitIdle(absl::InfiniteFuture()));
  EXPECT_THAT(harness_.metrics.Scrape(),
              HasSubstr(R"(_count{error_type="",gen_ai_tool_name="list_sheets",)"));
}

TEST_F(HttpServerTest, RefusesATakenAddress) {
  HttpServerOptions taken = options_;
  taken.listen_address = platform::StrCat("127.0.0.1:", port());
  EXPECT_THAT(HttpServer::Start(taken, pipeline_, harness_.metrics),
              tests::StatusIs(absl::StatusCode::kUnavailable, HasSubstr(taken.listen_address)));
  taken.listen_address = "nowhere";
  EXPECT_THAT(HttpServer::Start(taken, pipeline_, harness_.metrics),
              tests::StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(HttpServerTest, DrainAnswersWhatRunsAndClosesWhatIsIdle) {
  harness_.services.workbook.Hold();
  RawClient idle(port()), busy(port());
  EXPECT_EQ(idle.Post(LegacyRequest(1, "ping").dump()).status, 200);
  busy.Send(PostText(CallText()));
  harness_.services.workbook.WaitForCalls(1);
  server_->StopAccepting();
  EXPECT_TRUE(idle.AtEnd());
  EXPECT_FALSE(server_->WaitIdle(absl::InfinitePast()));
  harness_.services.workbook.Release();
  RawResponse response = busy.Read();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers["connection"], "close");
  EXPECT_TRUE(busy.AtEnd());
  EXPECT_TRUE(server_->WaitIdle(absl::InfiniteFuture()));
  server_->Stop();
  EXPECT_FALSE(RawClient(port()).connected());
}

TEST_F(HttpServerTest, AnnounceCloseTellsClientsToMove) {
  RawClient client(port());
  EXPECT_EQ(client.Post(LegacyRequest(1, "ping").dump()).headers["connection"], "keep-alive");
  server_->AnnounceClose();
  EXPECT_EQ(client.Post(LegacyRequest(1, "ping").dump()).headers["connection"], "close");
  EXPECT_TRUE(client.AtEnd());
  EXPECT_TRUE(RawClient(port()).connected());
}

TEST_F(HttpServerTest, StopEndsRequestsThatRun) {
  harness_.services.workbook.Hold();
  RawClient client(port());
  client.Send(PostText(CallText()));
  harness_.services.workbook.WaitForCalls(1);
  server_->Stop();
  EXPECT_TRUE(client.AtEnd());
}

class HttpStreamTest : public HttpServerTest {
 protected:
  HttpStreamTest() {
    for (int i = 1; i <= 2; ++i) {
      recalc::v1::RecalculateResponse update;
      update.mutable_progress()->set_progress(i);
      update.mutable_progress()->set_total(2);
      harness_.services.recalc.updates.push_back(update);
    }
    recalc::v1::RecalculateResponse last;
    last.mutable_result()->set_engine("fake");
    harness_.services.recalc.updates.push_back(last);
  }
  std::string RecalculateText(bool token) const {
    json params = {{"name", "recalculate"}, {"arguments", {{"workbook_id", "fork-1"}}}};
    if (token) params["_meta"] = {{"progressToken", "t"}};
    return LegacyRequest(1, "tools/call", params).dump();
  }
  static std::vector<json> Events(const std::string& body) {
    std::vector<json> events;
    constexpr std::string_view kStart = "event: message\ndata: ";
    for (size_t at = body.find(kStart); at != std::string::npos; at = body.find(kStart, at)) {
      at += kStart.size();
      events.push_back(json::parse(body.substr(at, body.find("\n\n", at) - at)));
    }
    return events;
  }
};

TEST_F(HttpStreamTest, ProgressMakesTheAnswerAStream) {
  RawClient client(port());
  RawResponse response = client.Post(RecalculateText(true));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers["content-type"], "text/event-stream");
  EXPECT_EQ(response.headers["x-accel-buffering"], "no");
  const auto events = Events(response.body);
  ASSERT_EQ(events.size(), 3u) << response.body;
  EXPECT_EQ(events[0]["params"]["progress"], 1);
  EXPECT_EQ(events[1]["params"]["progress"], 2);
  EXPECT_EQ(events[2]["result"]["structuredContent"]["engine"], "fake");
  EXPECT_EQ(client.Post(LegacyRequest(2, "ping").dump()).status, 200) << "the connection goes on";
}

TEST_F(HttpStreamTest, WithoutProgressTheAnswerIsJson) {
  RawClient client(port());
  RawResponse response = client.Post(RecalculateText(false));
  EXPECT_EQ(response.headers["content-type"], "application/json");
}

TEST_F(HttpStreamTest, AClientWithoutStreamsGetsJson) {
  RawClient client(port());
  client.Send(PostText(RecalculateText(true), "", "application/json"));
  RawResponse response = client.Read();
  EXPECT_EQ(response.headers["content-type"], "application/json");
  EXPECT_EQ(json::parse(response.body)["result"]["structuredContent"]["engine"], "fake");
}

TEST_F(HttpStreamTest, AClientWithStreamsOnlyGetsOne) {
  RawClient client(port());
  client.Send(PostText(LegacyRequest(1, "ping").dump(), "", "text/event-stream"));
  RawResponse response = client.Read();
  EXPECT_EQ(response.headers["content-type"], "text/event-stream");
  EXPECT_EQ(Events(response.body).at(0)["id"], 1);
}

TEST_F(HttpStreamTest, AnHttp10StreamEndsWithTheConnection) {
  RawClient client(port());
  client.Send(Request("POST /mcp HTTP/1.0",
                      "Host: localhost\r\nContent-Type: application/json\r\n"
                      "Accept: text/event-stream\r\n",
                      LegacyRequest(1, "ping").dump()));
  RawResponse response = client.Read();
  EXPECT_FALSE(response.headers.contains("transfer-encoding"));
  EXPECT_EQ(Events(response.body).at(0)["id"], 1);
}

class HttpKeepAliveTest : public HttpServerTest {
 protected:
  HttpKeepAliveTest() : HttpServerTest({.keep_alive_interval = absl::Milliseconds(5)}) {}
};

TEST_F(HttpKeepAliveTest, ASlowAnswerBecomesAStreamThatShowsLife) {
  harness_.services.workbook.Hold();
  RawClient client(port());
  client.Send(PostText(CallText()));
  EXPECT_EQ(client.ReadHead().headers["content-type"], "text/event-stream");
  EXPECT_EQ(client.ReadChunk(), ": keep-alive\n\n");
  EXPECT_EQ(client.ReadChunk(), ": keep-alive\n\n");
  harness_.services.workbook.Release();
  std::string chunk = client.ReadChunk();
  while (chunk == ": keep-alive\n\n") chunk = client.ReadChunk();
  EXPECT_THAT(chunk, StartsWith("event: message\ndata: {"));
  EXPECT_THAT(chunk, EndsWith("\n\n"));
  EXPECT_EQ(client.ReadChunk(), "");
}

TEST_F(HttpKeepAliveTest, ADisconnectFromAStreamCancels) {
  harness_.services.workbook.Hold();
  RawClient client(port());
  client.Send(PostText(ModernCallText(), kModernHeaders));
  EXPECT_EQ(client.ReadHead().status, 200);
  client.Close();
  harness_.services.workbook.WaitForCancellations(1);
}

class HttpHeaderTimeoutTest : public HttpServerTest {
 protected:
  HttpHeaderTimeoutTest() : HttpServerTest({.header_timeout = absl::Milliseconds(5)}) {}
};

TEST_F(HttpHeaderTimeoutTest, ASlowHeadIsNotWaitedFor) {
  RawClient client(port());
  client.Send("POST /mcp HT");
  EXPECT_EQ(client.Read().status, 408);
  EXPECT_TRUE(client.AtEnd());
}

class HttpBodyTimeoutTest : public HttpServerTest {
 protected:
  HttpBodyTimeoutTest() : HttpServerTest({.body_timeout = absl::Milliseconds(5)}) {}
};

TEST_F(HttpBodyTimeoutTest, ASlowBodyIsNotWaitedFor) {
  RawClient client(port());
  const std::string request = PostText(LegacyRequest(1, "ping").dump());
  client.Send(request.substr(0, request.size() - 1));
  EXPECT_EQ(client.Read().status, 408);
}

class HttpIdleTimeoutTest : public HttpServerTest {
 protected:
  HttpIdleTimeoutTest() : HttpServerTest({.idle_timeout = absl::Milliseconds(5)}) {}
};

TEST_F(HttpIdleTimeoutTest, AnIdleConnectionIsClosed) {
  RawClient client(port());
  EXPECT_TRUE(client.AtEnd());
}

class HttpConnectionLimitTest : public HttpServerTest {
 protected:
  HttpConnectionLimitTest() : HttpServerTest({.max_connections = 1}) {}
};

TEST_F(HttpConnectionLimitTest, OneTooManyIsToldSo) {
  RawClient first(port());
  EXPECT_EQ(first.Post(LegacyRequest(1, "ping").dump()).status, 200);
  RawClient second(port());
  RawResponse response = second.Post(LegacyRequest(1, "ping").dump());
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers["retry-after"], "1");
  EXPECT_TRUE(second.AtEnd());
  EXPECT_EQ(first.Post(LegacyRequest(1, "ping").dump()).status, 200);
}

class HttpWriteTimeoutTest : public HttpServerTest {
 protected:
  HttpWriteTimeoutTest() : HttpServerTest({.write_timeout = absl::Milliseconds(5)}) {}
};

TEST_F(HttpWriteTimeoutTest, AClientThatDoesNotReadIsDropped) {
  RawClient client(port());
  EXPECT_EQ(client.Post(LegacyRequest(1, "ping").dump()).status, 200);
  // Many megabytes of answers: more than the sockets hold.
  std::string requests;
  for (int i = 0; i < 2000; ++i) requests += PostText(LegacyRequest(i, "tools/list").dump());
  std::thread sender([&] { client.Send(requests); });
  WaitForMetric("sheetgate_http_connections 0");
  sender.join();
}

}  // namespace
}  // namespace sheetgate::gateway
