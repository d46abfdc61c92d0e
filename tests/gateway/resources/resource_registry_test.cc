#include "gateway/resources/resource_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "platform/base/error.h"
#include "platform/rpc/resource_uri.h"
#include "sheetgate/recalc/v1/screenshot.pb.h"
#include "sheetgate/workbook/v1/workbook_service.pb.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using testing::HasSubstr;
using tests::StatusIs;
using workbook::v1::ReadExportRequest;

class ResourceRegistryTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_OK_AND_ASSIGN(registry_, ResourceRegistry::Create({})); }

  std::unique_ptr<ResourceRegistry> registry_;
};

TEST_F(ResourceRegistryTest, HasAResourceForEveryRpcWithTheOption) {
  ASSERT_EQ(registry_->resources().size(), 5u);
  const Resource& screenshot = registry_->resources()[0];
  EXPECT_EQ(screenshot.path, "/sheetgate.recalc.v1.RecalcService/ReadScreenshot");
  EXPECT_TRUE(screenshot.streaming);
  EXPECT_TRUE(screenshot.immutable);
  EXPECT_EQ(registry_->resources()[1].name, "chart");
  EXPECT_EQ(registry_->resources()[2].name, "print");
  const Resource& workbook = registry_->resources()[3];
  EXPECT_EQ(workbook.path, "/sheetgate.workbook.v1.WorkbookService/DescribeWorkbook");
  EXPECT_FALSE(workbook.streaming);
  EXPECT_FALSE(workbook.immutable);
  EXPECT_EQ(registry_->listed(), &workbook);
  const Resource& whole = registry_->resources()[4];
  EXPECT_EQ(whole.name, "export");
  EXPECT_TRUE(whole.streaming);
  EXPECT_TRUE(whole.immutable);
  EXPECT_FALSE(whole.lister.has_value());
}

TEST_F(ResourceRegistryTest, ListsTheTemplates) {
  const auto& templates = registry_->templates();
  ASSERT_EQ(templates.size(), 5u);
  EXPECT_EQ(templates[3]["uriTemplate"], "sheetgate://workbooks/{workbook_id}{?revision}");
  EXPECT_EQ(templates[3]["mimeType"], "application/json");
  EXPECT_FALSE(templates[4].contains("mimeType")) << "it differs between exports";
  for (const auto& entry : templates) {
    EXPECT_FALSE(entry["title"].get<std::string>().empty());
    EXPECT_FALSE(entry["description"].get<std::string>().empty());
  }
}

TEST_F(ResourceRegistryTest, ResolvesWhatAServiceLinksTo) {
  ReadExportRequest request;
  request.set_workbook_id("fork-1");
  request.set_revision("rev-1");
  request.set_sheet_name("../50% \xC3\xA9&x=1?#");
  request.set_range("A1:B2");
  request.set_format("csv");
  request.set_header_row(true);
  const std::string uri =
      platform::ResourceUri("sheetgate.workbook.v1.WorkbookService.ReadExport", request);
  ASSERT_OK_AND_ASSIGN(const ResourceTarget target, registry_->Resolve(uri));
  EXPECT_EQ(target.resource->name, "export");
  EXPECT_EQ(target.request->SerializeAsString(), request.SerializeAsString());
}

TEST_F(ResourceRegistryTest, ResolvesNumbersAndFlags) {
  recalc::v1::ScreenshotSheetRequest request;
  request.set_workbook_id("wb-1");
  request.set_revision("rev-1");
  request.set_sheet_name("S");
  request.set_format("png");
  request.set_scale(0.25);
  request.set_grid_lines(false);
  const std::string uri =
      platform::ResourceUri("sheetgate.recalc.v1.RecalcService.ReadScreenshot", request);
  ASSERT_OK_AND_ASSIGN(const ResourceTarget target, registry_->Resolve(uri));
  EXPECT_EQ(target.resource->name, "screenshot");
  EXPECT_EQ(target.request->SerializeAsString(), request.SerializeAsString());
}

TEST_F(ResourceRegistryTest, OthersAreNotFoundWithTheTemplates) {
  for (const std::string& uri :
       {std::string(), std::string("file:///etc/passwd"), std::string("sheetgate://workbooks/"),
        std::string("sheetgate://workbooks/../x"), std::string("sheetgate://workbooks/a/b"),
        std::string("SHEETGATE://workbooks/a"),
        "sheetgate://workbooks/" + std::string(5000, 'a')}) {
    EXPECT_THAT(registry_->Resolve(uri).status(),
                StatusIs(absl::StatusCode::kNotFound,
                         HasSubstr("sheetgate://workbooks/{workbook_id}{?revision}")))
        << uri;
  }
}

TEST_F(ResourceRegistryTest, SaysWhatIsWrongWithAUri) {
  const std::string start = "sheetgate://workbooks/a/revisions/r/export.csv?";
  const std::pair<std::string, const char*> cases[] = {
      {"sheetgate://workbooks/a%zz", "hexadecimal"},
      {"sheetgate://workbooks/a?sheet=x", "revision"},
      {"sheetgate://workbooks/" + std::string(200, 'a'), "workbook_id"},
      {"sheetgate://workbooks/%ff%fe", "UTF-8"},
      {start + "range=A1", "sheet_name"},
      {start + "sheet_name=S&header_row=perhaps", "header_row"},
      {start + "sheet_name=S&sheet_name=T", "twice"},
      {start + "sheet_name=S&range=" + std::string(100, 'A'), "range"}};
  for (const auto& [uri, what] : cases) {
    const absl::Status status = registry_->Resolve(uri).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what))) << uri;
    EXPECT_THAT(platform::MetadataOf(status)["uri_template"], HasSubstr("sheetgate://")) << uri;
  }
}

TEST_F(ResourceRegistryTest, AResourceGoesWithItsTool) {
  ASSERT_OK_AND_ASSIGN(const auto denied,
                       ResourceRegistry::Create({.deny = {"describe_workbook"}}));
  EXPECT_EQ(denied->listed(), nullptr);
  EXPECT_THAT(denied->Resolve("sheetgate://workbooks/a").status(),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto allowed, ResourceRegistry::Create({.allow = {"list_sheets"}}));
  EXPECT_TRUE(allowed->templates().empty());
}

}  // namespace
}  // namespace sheetgate::gateway
