#include "gateway/tools/resource_links.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sheetgate/workbook/v1/layout.pb.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

TEST(ResourceLinksTest, AddsABlockForALinkThatIsSet) {
  workbook::v1::ExportRangeResponse response;
  json content = json::array();
  AddResourceLinks(response, content);
  EXPECT_TRUE(content.empty());
  auto* link = response.mutable_resource();
  link->set_uri("x://y");
  link->set_name("y");
  AddResourceLinks(response, content);
  EXPECT_EQ(content, json::parse(R"([{"type":"resource_link","uri":"x://y","name":"y"}])"));
  link->set_mime_type("text/csv");
  link->set_size_bytes(0);
  content = json::array({"before"});
  AddResourceLinks(response, content);
  EXPECT_EQ(content[0], "before");
  EXPECT_EQ(content[1]["mimeType"], "text/csv");
  EXPECT_EQ(content[1]["size"], 0);
}

}  // namespace
}  // namespace sheetgate::gateway
