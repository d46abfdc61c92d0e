#include "gateway/tools/json_schema.h"

#include <gtest/gtest.h>

#include <google/protobuf/descriptor.pb.h>
#include <nlohmann/json.hpp>

#include "sheetgate/mcp/v1/annotations.pb.h"
#include "sheetgate/recalc/v1/execute_manifest.pb.h"
#include "sheetgate/workbook/v1/catalog.pb.h"
#include "sheetgate/workbook/v1/editing.pb.h"
#include "sheetgate/workbook/v1/reading.pb.h"
#include "sheetgate/workbook/v1/transfer.pb.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

template <typename M>
json Input(SchemaDetail detail = SchemaDetail::kFull) {
  return InputSchema(*M::descriptor(), detail);
}
template <typename M>
json Output(SchemaDetail detail = SchemaDetail::kFull) {
  return OutputSchema(*M::descriptor(), detail);
}

TEST(JsonSchemaTest, WritesTheRulesOfArguments) {
  const json schema = Input<workbook::v1::SheetPageRequest>();
  EXPECT_EQ(schema["type"], "object");
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["required"], json::parse(R"(["workbook_id", "sheet_name"])"));
  EXPECT_EQ(schema["properties"]["page_size"], json::parse(R"({
    "type": "integer", "minimum": 0, "maximum": 500, "default": 50,
    "description": "Most rows to return."})"));
  EXPECT_EQ(schema["properties"]["columns"]["examples"], json::parse(R"(["A:F"])"));
  EXPECT_EQ(schema["properties"]["columns"]["maxLength"], 16);
}

TEST(JsonSchemaTest, BriefSchemasKeepWhatAModelNeedsToCall) {
  const json input = Input<workbook::v1::SheetPageRequest>(SchemaDetail::kBrief);
  EXPECT_EQ(input["required"], json::parse(R"(["workbook_id", "sheet_name"])"));
  EXPECT_EQ(input["additionalProperties"], false);
  EXPECT_EQ(input["properties"]["columns"], json::parse(R"({
    "type": "string",
    "description": "Columns to return, such as A:F; all used columns when not given."})"));
  EXPECT_EQ(Output<workbook::v1::SheetPageResponse>(SchemaDetail::kBrief),
            json::parse(R"({"type": "object"})"));
}

TEST(JsonSchemaTest, BriefSchemasNameTheFieldsOfDeepObjectsInTheirDescription) {
  const auto runs = [](SchemaDetail detail) {
    return Input<workbook::v1::EditBatchRequest>(
        detail)["properties"]["edits"]["items"]["properties"]["runs"];
  };
  EXPECT_EQ(runs(SchemaDetail::kBrief)["items"], json::parse(R"({"type": "object"})"));
  const std::string description = runs(SchemaDetail::kBrief)["description"];
  for (const auto& [field, schema] : runs(SchemaDetail::kFull)["items"]["properties"].items()) {
    EXPECT_NE(description.find(field), std::string::npos) << field;
  }
}

TEST(JsonSchemaTest, PutsRulesOfListsWhereTheyBelong) {
  EXPECT_EQ(Input<workbook::v1::RangeValuesRequest>()["properties"]["ranges"], json::parse(R"({
    "type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 64},
    "description": "Ranges in A1 notation.", "examples": [["A1:C10"]]})"));
}

TEST(JsonSchemaTest, InlinesMessagesAndShowsScalarsAsUnionsOfTypes) {
  const json edit = Input<workbook::v1::EditBatchRequest>()["properties"]["edits"]["items"];
  EXPECT_EQ(edit["additionalProperties"], false);
  EXPECT_EQ(edit["required"], json::parse(R"(["address"])"));
  EXPECT_EQ(edit["properties"]["value"]["type"],
            json::parse(R"(["string", "number", "boolean", "null", "object"])"));
  const json change = Output<workbook::v1::GetChangesetResponse>()["properties"]["changes"];
  EXPECT_EQ(change["items"]["properties"]["old_value"]["type"],
            json::parse(R"(["string", "number", "boolean", "null"])"));
}

TEST(JsonSchemaTest, SaysNothingOfWhatMayBeAnyJson) {
  const json inputs = Input<recalc::v1::ExecuteManifestRequest>()["properties"]["inputs"];
  EXPECT_EQ(inputs["additionalProperties"], json::object());
}

TEST(JsonSchemaTest, ListsInResultsWhatIsAlwaysThere) {
  const json schema = Output<workbook::v1::ListWorkbooksResponse>();
  // The result shares its schema with errors, which have other fields.
  EXPECT_FALSE(schema.contains("required"));
  EXPECT_FALSE(schema.contains("additionalProperties"));
  EXPECT_EQ(schema["properties"]["workbooks"]["items"]["required"],
            json::parse(R"(["size_bytes"])"));
}

TEST(JsonSchemaTest, KeepsOnlyDescriptionsOfResultsThatSayMoreThanTheName) {
  const json properties = Output<workbook::v1::SheetPageResponse>()["properties"];
  EXPECT_EQ(properties["next_start_row"]["description"],
            "start_row of the next page; 0 when this was the last");
  EXPECT_FALSE(properties["sheet_name"].contains("description"));  // "The sheet's name."
}

TEST(JsonSchemaTest, GivesNoBoundsTo64BitIntegers) {
  EXPECT_EQ(Input<workbook::v1::ImportHeader>()["properties"]["size_bytes"], json::parse(R"({
    "type": "integer", "description": "Expected size in bytes; 0 when unknown."})"));
}

TEST(JsonSchemaTest, WritesEnumsAsTextAndBytesAsBase64) {
  EXPECT_EQ(
      Input<mcp::v1::ToolOptions>()["properties"]["profile"]["enum"],
      json::parse(R"(["TOOL_PROFILE_UNSPECIFIED", "TOOL_PROFILE_CORE", "TOOL_PROFILE_FULL"])"));
  EXPECT_EQ(Input<workbook::v1::ImportPackageRequest>()["properties"]["chunk"]["contentEncoding"],
            "base64");
}

TEST(JsonSchemaTest, EndsRecursionInAFreeFormObject) {
  // DescriptorProto holds DescriptorProto.
  json schema = Output<google::protobuf::DescriptorProto>();
  int depth = 0;
  while (schema.contains("properties")) {
    const json inner = schema["properties"]["nested_type"]["items"];
    schema = inner;
    ++depth;
  }
  EXPECT_EQ(schema, json::parse(R"({"type": "object"})"));
  EXPECT_EQ(depth, 8);
}

}  // namespace
}  // namespace sheetgate::gateway
