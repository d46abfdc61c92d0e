#include "gateway/tools/result_encoder.h"

#include <gtest/gtest.h>

#include <limits>

#include <google/rpc/error_details.pb.h>
#include <nlohmann/json.hpp>

#include "sheetgate/mcp/v1/annotations.pb.h"
#include "sheetgate/recalc/v1/execute_manifest.pb.h"
#include "sheetgate/recalc/v1/recalc_service.pb.h"
#include "sheetgate/workbook/v1/catalog.pb.h"
#include "sheetgate/workbook/v1/reading.pb.h"
#include "sheetgate/workbook/v1/transfer.pb.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

TEST(ResultEncoderTest, WritesCellValuesAsBareScalars) {
  workbook::v1::RangeValuesResponse response;
  response.set_revision("r1");
  auto* block = response.add_blocks();
  block->set_range("A1:F1");
  auto* row = block->add_rows();
  row->set_row(1);
  row->add_values()->set_number(1200);
  row->add_values()->set_text("x");
  row->add_values()->set_boolean(false);
  row->add_values();
  row->add_values()->set_error("#DIV/0!");
  row->add_values()->set_date("2026-01-31");
  EXPECT_EQ(EncodeResult(response).dump(),
            R"({"blocks":[{"range":"A1:F1","rows":[{"row":1,"values":)"
            R"([1200,"x",false,null,"#DIV/0!","2026-01-31"]}]}],)"
            R"("next_ranges":[],"revision":"r1","stale_values":false})");
}

TEST(ResultEncoderTest, AlwaysWritesNumbersBooleansAndListsOfTheResult) {
  EXPECT_EQ(EncodeResult(workbook::v1::ListSheetsResponse()), json::parse(R"({"sheets": []})"));
  EXPECT_EQ(EncodeResult(workbook::v1::CloseWorkbookResponse()),
            json::parse(R"({"released_bytes": 0})"));
  workbook::v1::ListWorkbooksResponse response;
  response.add_workbooks()->set_path("A");
  EXPECT_EQ(EncodeResult(response),
            json::parse(R"({"workbooks": [{"path": "A", "size_bytes": 0}]})"));
}

TEST(ResultEncoderTest, LeavesOutEmptyListsFurtherDown) {
  workbook::v1::RangeValuesResponse response;
  response.add_blocks()->set_range("A1");
  EXPECT_EQ(EncodeResult(response)["blocks"], json::parse(R"([{"range": "A1"}])"));
}

TEST(ResultEncoderTest, WritesOneofAndOptionalFieldsOnlyWhenSet) {
  mcp::v1::FieldRules rules;
  EXPECT_FALSE(EncodeResult(rules).contains("minimum"));
  rules.set_minimum(0);
  EXPECT_EQ(EncodeResult(rules)["minimum"], 0);

  workbook::v1::ExportPackageResponse part;
  EXPECT_EQ(EncodeResult(part), json::object());
  part.set_chunk("");
  EXPECT_EQ(EncodeResult(part), json::parse(R"({"chunk": ""})"));
}

TEST(ResultEncoderTest, KeepsEveryDigit) {
  workbook::v1::CloseWorkbookResponse response;
  response.set_released_bytes(9007199254740991);
  EXPECT_EQ(EncodeResult(response).dump(), R"({"released_bytes":9007199254740991})");
  response.set_released_bytes(std::numeric_limits<int64_t>::max());
  EXPECT_EQ(EncodeResult(response).dump(), R"({"released_bytes":"9223372036854775807"})");
  response.set_released_bytes(std::numeric_limits<int64_t>::min());
  EXPECT_EQ(EncodeResult(response).dump(), R"({"released_bytes":"-9223372036854775808"})");

  workbook::v1::Row row;
  row.add_values()->set_number(0.1);
  row.add_values()->set_number(1e300);
  row.add_values()->set_number(-2);
  row.add_values()->set_number(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(EncodeResult(row).dump(), R"({"row":0,"values":[0.1,1e+300,-2,null]})");
}

TEST(ResultEncoderTest, WritesBytesEnumsAndMaps) {
  workbook::v1::ExportPackageResponse part;
  part.set_chunk(std::string("\x00\xff\x01", 3));
  EXPECT_EQ(EncodeResult(part)["chunk"], "AP8B");

  mcp::v1::ToolOptions options;
  EXPECT_FALSE(EncodeResult(options).contains("profile"));
  options.set_profile(mcp::v1::TOOL_PROFILE_FULL);
  EXPECT_EQ(EncodeResult(options)["profile"], "TOOL_PROFILE_FULL");

  google::rpc::ErrorInfo info;
  (*info.mutable_metadata())["sheet"] = "Data";
  EXPECT_EQ(EncodeResult(info)["metadata"], json::parse(R"({"sheet": "Data"})"));
}

TEST(ResultEncoderTest, WritesAnyJsonAsItIs) {
  recalc::v1::ExecuteManifestResult result;
  auto& outputs = *result.mutable_outputs();
  outputs["npv"].set_number_value(12);
  outputs["ok"].set_bool_value(false);
  outputs["none"].set_null_value(google::protobuf::NULL_VALUE);
  auto& rows = *outputs["rows"].mutable_list_value();
  (*rows.add_values()->mutable_struct_value()->mutable_fields())["Item"].set_string_value("Rent");
  rows.add_values()->mutable_list_value();
  EXPECT_EQ(EncodeResult(result)["outputs"].dump(),
            R"({"none":null,"npv":12,"ok":false,"rows":[{"Item":"Rent"},[]]})");
}

TEST(ResultEncoderTest, GivesTheSameAsTextAndAsStructure) {
  workbook::v1::CloseWorkbookResponse response;
  response.set_released_bytes(7);
  EXPECT_EQ(SuccessResult(EncodeResult(response)), json::parse(R"({
    "content": [{"type": "text", "text": "{\"released_bytes\":7}"}],
    "structuredContent": {"released_bytes": 7},
    "isError": false})"));
}

TEST(ResultEncoderTest, SurvivesTextThatIsNotUtf8) {
  const json result = SuccessResult({{"text", "\xff"}});
  EXPECT_EQ(result["content"][0]["text"], "{\"text\":\"\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace sheetgate::gateway
