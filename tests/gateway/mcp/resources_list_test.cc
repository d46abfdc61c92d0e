// resources/list and resources/templates/list through the whole server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/mcp/protocol.h"
#include "gateway/mcp/server.h"
#include "tests/gateway/mcp/mcp_harness.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

class ResourcesListTest : public testing::Test {
 protected:
  json Ask(json request) { return *harness_.Ask(std::move(request)).response; }

  McpHarness harness_;
};

TEST_F(ResourcesListTest, ListsWhatTheServiceLists) {
  const json result = Ask(LegacyRequest(1, "resources/list"))["result"];
  EXPECT_EQ(result["resources"], json::parse(R"([{
      "uri": "sheetgate://workbooks/wb-1", "name": "a b.xlsx", "mimeType": "application/json",
      "description": "Description of a workbook",
      "annotations": {"lastModified": "2026-01-31T00:00:00Z"},
      "_meta": {"io.sheetgate/fileSizeBytes": 12}}])"));
  EXPECT_EQ(result["nextCursor"], "second");
  EXPECT_FALSE(result.contains("ttlMs"));
}

TEST_F(ResourcesListTest, TheCursorIsTheServicesToken) {
  const json result = Ask(ModernRequest(1, "resources/list", {{"cursor", "second"}}))["result"];
  EXPECT_TRUE(result["resources"].empty());
  EXPECT_FALSE(result.contains("nextCursor"));
  EXPECT_EQ(result["ttlMs"], 0);
  EXPECT_EQ(result["cacheScope"], "private");
}

TEST_F(ResourcesListTest, RefusesCursorsThatAreNoneOfOurs) {
  for (const json& cursor : {json(""), json(5), json(nullptr)}) {
    EXPECT_EQ(Ask(LegacyRequest(1, "resources/list", {{"cursor", cursor}}))["error"]["code"],
              kInvalidParams);
  }
  EXPECT_EQ(harness_.services.workbook.calls(), 0);
  harness_.services.workbook.Answer(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "token"));
  EXPECT_EQ(Ask(LegacyRequest(1, "resources/list", {{"cursor", "x"}}))["error"]["code"],
            kInvalidParams);
}

TEST_F(ResourcesListTest, ACancelledListEndsTheCallBehindIt) {
  harness_.services.workbook.Hold();
  const auto responder = harness_.Send(LegacyRequest(7, "resources/list"));
  harness_.services.workbook.WaitForCalls(1);
  harness_.Ask(CancelNotification(7));
  harness_.services.workbook.WaitForCancellations(1);
  EXPECT_FALSE(responder->Wait().response.has_value());
}

TEST_F(ResourcesListTest, TemplatesAreOnOnePage) {
  const json legacy = Ask(LegacyRequest(1, "resources/templates/list"))["result"];
  EXPECT_EQ(legacy["resourceTemplates"], harness_.resources->templates());
  EXPECT_FALSE(legacy.contains("ttlMs"));
  const json modern = Ask(ModernRequest(1, "resources/templates/list"))["result"];
  EXPECT_GT(modern["ttlMs"], 0);
  EXPECT_EQ(modern["cacheScope"], "public");
  EXPECT_EQ(Ask(LegacyRequest(1, "resources/templates/list", {{"cursor", ""}}))["error"]["code"],
            kInvalidParams);
}

TEST(ResourcesListDeniedTest, IsEmptyWithoutTheTool) {
  McpHarness harness(4, {.deny = {"describe_workbook", "export_range"}});
  const json result = (*harness.Ask(LegacyRequest(1, "resources/list")).response)["result"];
  EXPECT_EQ(result["resources"], json::array());
  EXPECT_EQ(harness.services.workbook.calls(), 0);
}

}  // namespace
}  // namespace sheetgate::gateway
