#include "workbook-service/rpc/rules_batch.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/sheet_features.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

v1::RuleOperation Rule(const std::string& text) {
  v1::RuleOperation operation;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &operation)) << text;
  operation.set_sheet_name("Data");
  return operation;
}

class RulesBatchTest : public RpcTest {
 protected:
  RulesBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
  }

  absl::StatusOr<v1::RulesBatchResponse> Call(const std::vector<std::string>& operations) {
    request_.clear_operations();
    for (const std::string& operation : operations) *request_.add_operations() = Rule(operation);
    return RulesBatch(request_, context(), session());
  }

  v1::SheetFeaturesResponse Features() {
    v1::SheetFeaturesRequest request;
    request.set_workbook_id(request_.workbook_id());
    request.set_sheet_name("Data");
    const auto response = SheetFeatures(request, context(), session(), {});
    EXPECT_THAT(response, IsOk());
    return response.value_or(v1::SheetFeaturesResponse());
  }

  void ExpectRefused(const std::string& bad, ErrorReason reason, const std::string& message) {
    const auto response =
        Call({"kind: 'set_data_validation' ranges: 'A1' validation { type: "
              "'custom' formula1: '=TRUE' }",
              bad});
    EXPECT_THAT(response, HasReason(reason)) << bad;
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(message));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
  }

  v1::RulesBatchRequest request_;
};

TEST_F(RulesBatchTest, SheetFeaturesReadsWhatWasWritten) {
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Call({"kind: 'set_data_validation' ranges: 'B2:B9' validation { type: 'whole' operator: "
            "'between' formula1: '1' formula2: '9' allow_blank: true error_style: 'warning' "
            "error_title: 'Amount' error: 'too much' prompt: 'how much' }",
            "kind: 'add_conditional_format' ranges: 'C2:C9' format { type: 'colorScale' "
            "thresholds { type: 'min' color: '#ff0000' } thresholds { type: 'max' color: '00FF00' "
            "} }",
            "kind: 'add_conditional_format' ranges: 'B2:B9' ranges: 'D2' format { type: 'cellIs' "
            "operator: 'greaterThan' formulas: '=$A$1' look { bold: true fill_color: 'FFC7CE' } "
            "stop_if_true: true }"}));
  EXPECT_EQ(response.operations_applied(), 3);
  EXPECT_FALSE(response.stale_values());
  const v1::SheetFeaturesResponse features = Features();
  ASSERT_EQ(features.data_validations_size(), 1);
  const v1::DataValidationInfo& validation = features.data_validations(0);
  EXPECT_EQ(validation.type() + " " + validation.operator_(), "whole between");
  EXPECT_EQ(validation.error_title() + "/" + validation.error(), "Amount/too much");
  EXPECT_EQ(validation.prompt(), "how much");
  ASSERT_EQ(features.conditional_formats_size(), 2);
  EXPECT_EQ(features.conditional_formats(0).detail(), "min FFFF0000, max FF00FF00");
  EXPECT_EQ(features.conditional_formats(0).priority(), 2);
  EXPECT_EQ(features.conditional_formats(1).ranges_size(), 2);
  EXPECT_TRUE(features.conditional_formats(1).stop_if_true());
  EXPECT_EQ(features.conditional_formats(1).priority(), 1);
}

TEST_F(RulesBatchTest, ReplacesAndRemoves) {
  ASSERT_THAT(Call({"kind: 'add_conditional_format' ranges: 'B2' format { type: 'dataBar' }",
                    "kind: 'replace_conditional_format' priority: 1 format { type: 'iconSet' }",
                    "kind: 'add_data_validation' ranges: 'B2' validation { type: 'list' values: "
                    "'a' }",
                    "kind: 'remove_data_validation' ranges: 'B2'"}),
              IsOk());
  EXPECT_EQ(Features().data_validations_size(), 0);
  ASSERT_EQ(Features().conditional_formats_size(), 1);
  EXPECT_EQ(Features().conditional_formats(0).type(), "iconSet");
  ASSERT_THAT(Call({"kind: 'remove_conditional_format' priority: 1"}), IsOk());
  EXPECT_EQ(Features().conditional_formats_size(), 0);
}

TEST_F(RulesBatchTest, IsSafeToRepeatAndToRace) {
  const std::vector<std::string> add = {
      "kind: 'add_conditional_format' ranges: 'B2' format { type: 'dataBar' }"};
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Call(add));
  ASSERT_OK_AND_ASSIGN(const auto again, Call(add));
  EXPECT_EQ(again.revision(), first.revision());
  request_.clear_request_id();
  request_.set_expected_revision(first.previous_revision());
  EXPECT_THAT(Call(add), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(RulesBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({"kind: 'add_conditional_format' ranges: 'B2' format { type: 'dataBar' }"}),
              IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(request_.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  EXPECT_EQ(edits.revisions(0).operations(0).kind(), "rule");
  EXPECT_EQ(edits.revisions(0).operations(0).rule().format().type(), "dataBar");
}

TEST_F(RulesBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused("kind: 'set_validation'", ErrorReason::kInvalidArgument, "set_data_validation");
  ExpectRefused("kind: 'remove_data_validation'", ErrorReason::kMissingArgument, "ranges");
  ExpectRefused("kind: 'set_data_validation' ranges: 'B2'", ErrorReason::kMissingArgument,
                "validation");
  ExpectRefused("kind: 'add_conditional_format' ranges: 'B2'", ErrorReason::kMissingArgument,
                "format");
  ExpectRefused("kind: 'replace_conditional_format' format { type: 'dataBar' }",
                ErrorReason::kMissingArgument, "priority");
  ExpectRefused("kind: 'remove_conditional_format'", ErrorReason::kMissingArgument, "priority");
  ExpectRefused("kind: 'remove_conditional_format' priority: 1 ranges: 'B2'",
                ErrorReason::kMissingArgument, "not both");
  ExpectRefused("kind: 'remove_data_validation' ranges: 'B'", ErrorReason::kInvalidRange, "ranges");
  ExpectRefused("kind: 'remove_data_validation' ranges: 'B2' priority: 1",
                ErrorReason::kUnknownArgument, "priority");
  ExpectRefused(
      "kind: 'add_conditional_format' ranges: 'B2' format { type: 'uniqueValues' look { "
      "font: 'Arial' } }",
      ErrorReason::kUnknownArgument, "look.font");
  ExpectRefused(
      "kind: 'add_conditional_format' ranges: 'B2' format { type: 'uniqueValues' look { "
      "fill_color: 'red' } }",
      ErrorReason::kInvalidArgument, "RRGGBB");
  ExpectRefused("kind: 'add_conditional_format' ranges: 'B2' format { type: 'iconSet' rank: 3 }",
                ErrorReason::kUnknownArgument, "top10");
  ExpectRefused(
      "kind: 'add_conditional_format' ranges: 'B2' format { type: 'dataBar' thresholds { "
      "type: 'min' color: '000000' } }",
      ErrorReason::kUnknownArgument, "colorScale");
  ExpectRefused(
      "kind: 'add_conditional_format' ranges: 'B2' format { type: 'dataBar' thresholds { "
      "type: 'min' above: true } }",
      ErrorReason::kUnknownArgument, "iconSet");
}

}  // namespace
}  // namespace sheetgate::workbook
