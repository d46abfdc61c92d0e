#include "gateway/tools/argument_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <google/rpc/error_details.pb.h>
#include <nlohmann/json.hpp>

#include "platform/base/error.h"
#include "sheetgate/mcp/v1/annotations.pb.h"
#include "sheetgate/recalc/v1/execute_manifest.pb.h"
#include "sheetgate/workbook/v1/editing.pb.h"
#include "sheetgate/workbook/v1/reading.pb.h"
#include "sheetgate/workbook/v1/transfer.pb.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using platform::ErrorReason;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;
using workbook::v1::CellEdit;
using workbook::v1::EditBatchRequest;
using workbook::v1::ImportHeader;
using workbook::v1::ImportPackageRequest;
using workbook::v1::RangeValuesRequest;
using workbook::v1::SheetPageRequest;

template <typename M>
absl::StatusOr<M> Decode(const std::string& text, const ArgumentLimits& limits = {}) {
  M message;
  absl::Status status = DecodeMessage(json::parse(text), limits, message);
  if (!status.ok()) return status;
  return message;
}

const Tool& FindTool(const std::string& name) {
  static const auto& registry = *new auto(*ToolRegistry::Create({.profile = "full"}));
  const Tool* tool = registry->Find(name);
  EXPECT_NE(tool, nullptr) << name;
  return *tool;
}

TEST(ArgumentCodecTest, SetsFieldsOfEveryKind) {
  ASSERT_OK_AND_ASSIGN(
      const auto request,
      Decode<RangeValuesRequest>(
          R"({"workbook_id": "wb", "ranges": ["A1:B2", "C3"], "include_formulas": true})"));
  EXPECT_EQ(request.workbook_id(), "wb");
  EXPECT_THAT(request.ranges(), ElementsAre("A1:B2", "C3"));
  EXPECT_TRUE(request.include_formulas());

  ASSERT_OK_AND_ASSIGN(const auto part, Decode<ImportPackageRequest>(R"({"chunk": "AP8B"})"));
  EXPECT_EQ(part.chunk(), std::string("\x00\xff\x01", 3));

  ASSERT_OK_AND_ASSIGN(const auto options,
                       Decode<mcp::v1::ToolOptions>(R"({"profile": "TOOL_PROFILE_FULL"})"));
  EXPECT_EQ(options.profile(), mcp::v1::TOOL_PROFILE_FULL);

  ASSERT_OK_AND_ASSIGN(const auto info,
                       Decode<google::rpc::ErrorInfo>(R"({"metadata": {"a": "1", "b": "2"}})"));
  EXPECT_THAT(info.metadata(), UnorderedElementsAre(Pair("a", "1"), Pair("b", "2")));

  ASSERT_OK_AND_ASSIGN(const auto progress,
                       Decode<mcp::v1::Progress>(R"({"progress": 0.25, "total": 1})"));
  EXPECT_EQ(progress.progress(), 0.25);
  EXPECT_EQ(progress.total(), 1);
}

TEST(ArgumentCodecTest, AcceptsWhatLosesNothing) {
  EXPECT_EQ(Decode<SheetPageRequest>(R"({"start_row": 50.0})")->start_row(), 50);
  EXPECT_EQ(Decode<SheetPageRequest>(R"({"start_row": null, "page_size": 3})")->page_size(), 3);
  EXPECT_EQ(Decode<ImportHeader>(R"({"size_bytes": "9007199254740993"})")->size_bytes(),
            9007199254740993);
  EXPECT_EQ(Decode<ImportHeader>(R"({"size_bytes": -9223372036854775808})")->size_bytes(),
            std::numeric_limits<int64_t>::min());
  EXPECT_THAT(Decode<RangeValuesRequest>(R"({"ranges": "A1:C3"})")->ranges(), ElementsAre("A1:C3"));
}

TEST(ArgumentCodecTest, RefusesNumbersThatDoNotFit) {
  for (const char* text :
       {R"({"start_row": 1.5})", R"({"start_row": "50"})", R"({"start_row": 2147483648})",
        R"({"start_row": -2147483649})", R"({"start_row": 1e300})", R"({"start_row": true})"}) {
    EXPECT_THAT(Decode<SheetPageRequest>(text),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("'start_row' must be an integer"), HasSubstr("not "))))
        << text;
  }
  EXPECT_THAT(Decode<ImportHeader>(R"({"size_bytes": 18446744073709551615})"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Decode<ImportHeader>(R"({"size_bytes": "12 kB"})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not the text \"12 kB\"")));
}

TEST(ArgumentCodecTest, NamesThePlaceTheValueAndWhatIsExpected) {
  const auto result =
      Decode<EditBatchRequest>(R"({"edits": [{"address": "A1"}, {"address": 7, "value": 1}]})");
  EXPECT_THAT(result, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(result.status().message(), "'edits[1].address' must be text in quotes, not 7");
  EXPECT_EQ(platform::MetadataOf(result.status()).at("field"), "edits[1].address");

  EXPECT_THAT(Decode<EditBatchRequest>(R"({"edits": {}})").status().message(),
              HasSubstr("'edits' must be a list, not an object"));
  EXPECT_THAT(Decode<EditBatchRequest>(R"({"edits": [null]})").status().message(),
              HasSubstr("'edits[0]' must be an object, not null"));
  EXPECT_THAT(Decode<EditBatchRequest>("[]").status().message(),
              HasSubstr("the arguments must be an object, not a list"));
  EXPECT_THAT(Decode<mcp::v1::ToolOptions>(R"({"profile": "core"})").status().message(),
              HasSubstr("one of TOOL_PROFILE_UNSPECIFIED, TOOL_PROFILE_CORE"));
  EXPECT_THAT(Decode<ImportPackageRequest>(R"({"chunk": "?"})").status().message(),
              HasSubstr("base64"));
}

TEST(ArgumentCodecTest, RefusesUnknownNamesWithASuggestion) {
  const auto result = Decode<SheetPageRequest>(R"({"sheetname": "A"})");
  EXPECT_THAT(result, HasReason(ErrorReason::kUnknownArgument));
  EXPECT_THAT(result.status().message(),
              AllOf(HasSubstr("unknown argument 'sheetname'; did you mean 'sheet_name'?"),
                    HasSubstr("workbook_id, sheet_name, start_row")));
  EXPECT_EQ(platform::MetadataOf(result.status()).at("did_you_mean"), "sheet_name");

  // The beginning of a name is enough for a suggestion.
  EXPECT_EQ(platform::MetadataOf(Decode<SheetPageRequest>(R"({"workbook": "wb"})").status())
                .at("did_you_mean"),
            "workbook_id");
  // A camelCase name is a near miss, not another spelling.
  EXPECT_EQ(platform::MetadataOf(Decode<SheetPageRequest>(R"({"startRow": 1})").status())
                .at("did_you_mean"),
            "start_row");
  const auto nested = Decode<EditBatchRequest>(R"({"edits": [{"adress": "A1"}]})");
  EXPECT_EQ(platform::MetadataOf(nested.status()).at("field"), "edits[0].adress");
}

TEST(ArgumentCodecTest, RefusesTwoMembersOfAOneof) {
  EXPECT_THAT(Decode<ImportPackageRequest>(R"({"header": {}, "chunk": ""})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("exclude each other")));
}

TEST(ArgumentCodecTest, TakesCellValuesAsBareScalars) {
  EXPECT_EQ(Decode<CellEdit>(R"({"value": 12.5})")->value().number(), 12.5);
  EXPECT_EQ(Decode<CellEdit>(R"({"value": "007"})")->value().text(), "007");
  EXPECT_TRUE(Decode<CellEdit>(R"({"value": true})")->value().boolean());
  EXPECT_EQ(Decode<CellEdit>(R"({"value": false})")->value().kind_case(),
            workbook::v1::CellValue::kBoolean);
}

TEST(ArgumentCodecTest, TakesCellValuesAsObjects) {
  EXPECT_EQ(Decode<CellEdit>(R"({"value": {"date": "2026-01-31"}})")->value().date(), "2026-01-31");
  EXPECT_EQ(Decode<CellEdit>(R"({"value": {"error": "#N/A"}})")->value().error(), "#N/A");
  EXPECT_EQ(Decode<CellEdit>(R"({"value": {"number": 3}})")->value().number(), 3);
  EXPECT_THAT(Decode<CellEdit>(R"({"value": {}})"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Decode<CellEdit>(R"({"value": {"number": null}})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("value.number")));
  EXPECT_THAT(Decode<CellEdit>(R"({"value": {"number": 1, "text": "a"}})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("one entry")));
  EXPECT_THAT(Decode<CellEdit>(R"({"value": {"dat": "2026-01-31"}})"),
              HasReason(ErrorReason::kUnknownArgument));
  EXPECT_THAT(Decode<CellEdit>(R"({"value": [1]})"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ArgumentCodecTest, TellsANullCellValueFromNone) {
  const auto cleared = Decode<CellEdit>(R"({"address": "A1", "value": null})");
  ASSERT_THAT(cleared, IsOk());
  EXPECT_TRUE(cleared->has_value());
  EXPECT_EQ(cleared->value().kind_case(), workbook::v1::CellValue::KIND_NOT_SET);
  EXPECT_FALSE(Decode<CellEdit>(R"({"address": "A1"})")->has_value());

  const auto row = Decode<workbook::v1::Row>(R"({"values": [1, null, "x"]})");
  ASSERT_THAT(row, IsOk());
  ASSERT_EQ(row->values_size(), 3);
  EXPECT_EQ(row->values(1).kind_case(), workbook::v1::CellValue::KIND_NOT_SET);
}

TEST(ArgumentCodecTest, TakesAnyJsonWhereAnythingMayStand) {
  const auto request = Decode<recalc::v1::ExecuteManifestRequest>(
      R"({"inputs": {"growth": 0.5, "on": true, "who": "x", "none": null,
          "costs": [{"Item": "Rent", "Amount": 900}], "grid": [[1, null], []]}})");
  ASSERT_THAT(request, IsOk());
  const auto& inputs = request->inputs();
  EXPECT_EQ(inputs.at("growth").number_value(), 0.5);
  EXPECT_TRUE(inputs.at("on").bool_value());
  EXPECT_EQ(inputs.at("who").string_value(), "x");
  EXPECT_TRUE(inputs.at("none").has_null_value());
  const auto& cost = inputs.at("costs").list_value().values(0).struct_value().fields();
  EXPECT_EQ(cost.at("Amount").number_value(), 900);
  EXPECT_TRUE(inputs.at("grid").list_value().values(0).list_value().values(1).has_null_value());
  EXPECT_TRUE(inputs.at("grid").list_value().values(1).has_list_value());

  EXPECT_THAT(Decode<recalc::v1::ExecuteManifestRequest>(
                  R"({"inputs": {"a": [{"b": 12345678901234567}]}})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'inputs.a[0].b'")));
  ArgumentLimits limits;
  limits.max_depth = 4;
  EXPECT_THAT(Decode<recalc::v1::ExecuteManifestRequest>(R"({"inputs": {"a": [[[[1]]]]}})", limits),
              HasReason(ErrorReason::kLimitExceeded));
}

TEST(ArgumentCodecTest, RefusesNumbersWithMoreDigitsThanADoubleHas) {
  EXPECT_THAT(Decode<CellEdit>(R"({"value": 12345678901234567})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("give it as text")));
  EXPECT_EQ(Decode<CellEdit>(R"({"value": 9007199254740991})")->value().number(), 9007199254740991);
}

TEST(ArgumentCodecTest, HasLimitsOfDepthAndSize) {
  EXPECT_THAT(Decode<EditBatchRequest>(R"({"edits": [{"value": 1}]})", {.max_depth = 2}),
              HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(Decode<RangeValuesRequest>(R"({"ranges": ["A1", "A2", "A3"]})", {.max_values = 4}),
              HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(Decode<RangeValuesRequest>(R"({"ranges": ["A1", "A2"]})", {.max_values = 4}), IsOk());
}

TEST(ArgumentCodecTest, ChecksFieldRulesAndShowsTheToolsExample) {
  const Tool& tool = FindTool("range_values");
  const auto missing = DecodeArguments(tool, json::parse(R"({"workbook_id": "wb-1"})"));
  EXPECT_THAT(missing, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(platform::MetadataOf(missing.status()).at("example"), tool.example);

  const auto unknown = DecodeArguments(tool, json::parse(R"({"range": "A1"})"));
  EXPECT_THAT(unknown, HasReason(ErrorReason::kUnknownArgument));
  EXPECT_EQ(platform::MetadataOf(unknown.status()).at("example"), tool.example);
}

TEST(ArgumentCodecTest, TakesNullAsNoArguments) {
  EXPECT_THAT(DecodeArguments(FindTool("list_forks"), json(nullptr)), IsOk());
}

}  // namespace
}  // namespace sheetgate::gateway
