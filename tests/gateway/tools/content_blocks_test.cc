#include "gateway/tools/content_blocks.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "gateway/tools/json_schema.h"
#include "gateway/tools/result_encoder.h"
#include "sheetgate/recalc/v1/screenshot.pb.h"
#include "sheetgate/workbook/v1/layout.pb.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

TEST(ContentBlocksTest, AddsABlockForALinkThatIsSet) {
  workbook::v1::ExportRangeResponse response;
  json content = json::array();
  AddContentBlocks(response, content);
  EXPECT_TRUE(content.empty());
  auto* link = response.mutable_resource();
  link->set_uri("x://y");
  link->set_name("y");
  AddContentBlocks(response, content);
  EXPECT_EQ(content, json::parse(R"([{"type":"resource_link","uri":"x://y","name":"y"}])"));
  link->set_mime_type("text/csv");
  link->set_size_bytes(0);
  content = json::array({"before"});
  AddContentBlocks(response, content);
  EXPECT_EQ(content[0], "before");
  EXPECT_EQ(content[1]["mimeType"], "text/csv");
  EXPECT_EQ(content[1]["size"], 0);
}

TEST(ContentBlocksTest, APictureIsABlockAndNothingElse) {
  recalc::v1::ScreenshotSheetResult result;
  result.set_width(7);
  result.mutable_image()->set_data("\xff\xfe\xfd");
  result.mutable_image()->set_mime_type("image/png");
  json content = json::array();
  AddContentBlocks(result, content);
  EXPECT_EQ(content, json::parse(R"([{"type":"image","data":"//79","mimeType":"image/png"}])"));
  const json structured = EncodeResult(result);
  EXPECT_EQ(structured["width"], 7);
  EXPECT_FALSE(structured.contains("image"));
  const json schema =
      OutputSchema(*recalc::v1::ScreenshotSheetResult::descriptor(), SchemaDetail::kFull);
  EXPECT_TRUE(schema["properties"].contains("width"));
  EXPECT_FALSE(schema["properties"].contains("image"));
}

TEST(ContentBlocksTest, AFileThatIsNoImageIsAnEmbeddedResource) {
  recalc::v1::ScreenshotSheetResult result;
  result.mutable_image()->set_data("%PDF");
  result.mutable_image()->set_mime_type("application/pdf");
  result.mutable_image()->set_uri("x://y.pdf");
  json content = json::array();
  AddContentBlocks(result, content);
  EXPECT_EQ(content, json::parse(R"([{"type": "resource", "resource":
      {"uri": "x://y.pdf", "mimeType": "application/pdf", "blob": "JVBERg=="}}])"));
}

}  // namespace
}  // namespace sheetgate::gateway
