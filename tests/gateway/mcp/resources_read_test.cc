// resources/read through the whole server: contents, errors of both eras, limits, cancellation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/mcp/protocol.h"
#include "gateway/mcp/server.h"
#include "tests/gateway/mcp/mcp_harness.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kWorkbook[] = "sheetgate://workbooks/wb-1";
constexpr char kExport[] = "sheetgate://workbooks/wb-1/revisions/r/export.csv?sheet_name=S";

class ResourcesReadTest : public testing::Test {
 protected:
  json Answer(json request) { return *harness_.Ask(std::move(request)).response; }
  json Read(const std::string& uri) {
    return Answer(LegacyRequest(1, "resources/read", {{"uri", uri}}));
  }
  json ReadModern(const std::string& uri) {
    return Answer(ModernRequest(1, "resources/read", {{"uri", uri}}));
  }
  void Parts(std::vector<std::string> parts) {
    bool first = true;
    for (std::string& text : parts) {
      workbook::v1::ReadExportResponse part;
      if (first) part.mutable_header()->set_mime_type("text/csv");
      first = false;
      part.set_text(std::move(text));
      harness_.services.workbook.parts.push_back(std::move(part));
    }
  }

  McpHarness harness_;
};

TEST_F(ResourcesReadTest, AUnaryResourceIsJsonText) {
  const json result = Read(kWorkbook)["result"];
  ASSERT_EQ(result["contents"].size(), 1u);
  const json& content = result["contents"][0];
  EXPECT_EQ(content["uri"], kWorkbook);
  EXPECT_EQ(content["mimeType"], "application/json");
  EXPECT_EQ(json::parse(content["text"].get<std::string>())["workbook_id"], "wb-1");
  EXPECT_FALSE(result.contains("ttlMs"));
}

TEST_F(ResourcesReadTest, AStreamedResourceIsItsParts) {
  Parts({"a,b\n", "c,d\n"});
  const json content = Read(kExport)["result"]["contents"][0];
  EXPECT_EQ(content["mimeType"], "text/csv");
  EXPECT_EQ(content["text"], "a,b\nc,d\n");
  EXPECT_THAT(harness_.metrics.Scrape(),
              HasSubstr(R"(mcp_server_operation_duration_seconds_count{error_type="",)"
                        R"(gen_ai_tool_name="",mcp_method_name="resources/read"} 1)"));
}

TEST_F(ResourcesReadTest, ModernSaysHowLongItMayBeKept) {
  const json described = ReadModern(kWorkbook)["result"];
  EXPECT_EQ(described["resultType"], "complete");
  EXPECT_EQ(described["ttlMs"], 0) << "the newest revision may change at any time";
  EXPECT_EQ(described["cacheScope"], "private");
  Parts({"a\n"});
  EXPECT_GT(ReadModern(kExport)["result"]["ttlMs"], 0);
}

TEST_F(ResourcesReadTest, WhatIsNotThereHasTheCodeOfTheRevision) {
  EXPECT_EQ(Read("x://y")["error"]["code"], kResourceNotFound);
  const json error = ReadModern("x://y")["error"];
  EXPECT_EQ(error["code"], kInvalidParams);
  EXPECT_EQ(error["data"]["uri"], "x://y");
  harness_.services.workbook.Answer(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such workbook"));
  EXPECT_THAT(Read(kWorkbook)["error"]["message"].get<std::string>(),
              HasSubstr("no such workbook"));
}

TEST_F(ResourcesReadTest, MalformedParamsAreInvalid) {
  for (const json& params :
       {json::object(), json{{"uri", 1}}, json{{"uri", "sheetgate://workbooks/%"}},
        json{{"uri", kWorkbook}, {"_meta", {{"progressToken", 1.5}}}}}) {
    EXPECT_EQ(Answer(LegacyRequest(1, "resources/read", params))["error"]["code"], kInvalidParams)
        << params;
  }
  EXPECT_EQ(harness_.services.workbook.calls(), 0);
}

TEST_F(ResourcesReadTest, AServiceThatIsDownIsToBeAskedAgain) {
  for (int i = 0; i < 2; ++i) {  // the read and its retry
    harness_.services.workbook.Answer(grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"));
  }
  const auto answer = harness_.Ask(LegacyRequest(1, "resources/read", {{"uri", kWorkbook}}));
  EXPECT_EQ(answer.http_status, 503);
  EXPECT_EQ((*answer.response)["error"]["code"], kUnavailable);
  EXPECT_GT((*answer.response)["error"]["data"]["retryAfterMs"], 0);
}

TEST_F(ResourcesReadTest, ADefectShowsNothingButItsRequestId) {
  harness_.services.workbook.Answer(grpc::Status(grpc::StatusCode::INTERNAL, "secret"));
  const json error = Read(kWorkbook)["error"];
  EXPECT_EQ(error["code"], kInternalError);
  EXPECT_EQ(error.dump().find("secret"), std::string::npos);
}

TEST_F(ResourcesReadTest, WhatIsTooLargeIsRefused) {
  Parts({std::string(McpHarness::kMaxResourceBytes, 'x')});
  EXPECT_TRUE(Read(kExport).contains("result"));
  Parts({"y"});
  const json error = Read(kExport)["error"];
  EXPECT_EQ(error["code"], kInvalidParams);
  EXPECT_EQ(error["data"]["reason"], "LIMIT_EXCEEDED");
  EXPECT_THAT(error["message"].get<std::string>(), HasSubstr("--max_resource_bytes"));
}

TEST_F(ResourcesReadTest, ASizeThatIsTooLargeIsRefusedAtOnce) {
  Parts({"a"});
  harness_.services.workbook.parts[0].mutable_header()->set_size_bytes(int64_t{1} << 40);
  EXPECT_EQ(Read(kExport)["error"]["data"]["reason"], "LIMIT_EXCEEDED");
}

TEST_F(ResourcesReadTest, ACancelledReadEndsTheCallBehindIt) {
  harness_.services.workbook.Hold();
  const auto responder = harness_.Send(LegacyRequest(7, "resources/read", {{"uri", kWorkbook}}));
  harness_.services.workbook.WaitForCalls(1);
  harness_.Ask(CancelNotification(7));
  harness_.services.workbook.WaitForCancellations(1);
  EXPECT_FALSE(responder->Wait().response.has_value());
  EXPECT_TRUE(harness_.server->WaitIdle(absl::InfiniteFuture()));
}

TEST_F(ResourcesReadTest, AShutdownEndsItWithAnAnswer) {
  harness_.services.workbook.Hold();
  const auto responder = harness_.Send(LegacyRequest(7, "resources/read", {{"uri", kWorkbook}}));
  harness_.services.workbook.WaitForCalls(1);
  harness_.server->CancelAll();
  EXPECT_TRUE((*responder->Wait().response).contains("error"));
}

TEST_F(ResourcesReadTest, TheNameHeaderMirrorsTheUri) {
  const auto status = [this](std::map<std::string, std::string> headers) {
    headers["mcp-protocol-version"] = "2026-07-28";
    headers["mcp-method"] = "resources/read";
    return harness_
        .Ask(ModernRequest(1, "resources/read", {{"uri", kWorkbook}}), HttpContext(headers))
        .http_status;
  };
  EXPECT_EQ(status({{"mcp-name", kWorkbook}}), 200);
  EXPECT_EQ(status({{"mcp-name", "sheetgate://workbooks/wb-2"}}), 400);
  EXPECT_EQ(status({}), 400);
}

}  // namespace
}  // namespace sheetgate::gateway
