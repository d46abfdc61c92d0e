#include "workbook-service/rpc/hyperlink_batch.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/list_objects.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

class HyperlinkBatchTest : public RpcTest {
 protected:
  HyperlinkBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
  }

  absl::StatusOr<v1::HyperlinkBatchResponse> Call(const std::vector<std::string>& operations) {
    request_.clear_operations();
    for (const std::string& text : operations) {
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request_.add_operations()))
          << text;
    }
    return HyperlinkBatch(request_, context(), session());
  }

  void ExpectRefused(const std::string& bad, ErrorReason reason, const std::string& message) {
    const auto response = Call({kGood, bad});
    EXPECT_THAT(response, HasReason(reason)) << bad;
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(message));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
  }

  static constexpr const char* kGood =
      "kind: 'replace_hyperlink' sheet_name: 'Data' range: 'B2' target: 'https://example.com/x'";
  v1::HyperlinkBatchRequest request_;
};

TEST_F(HyperlinkBatchTest, ListObjectsReadsWhatWasWritten) {
  ASSERT_OK_AND_ASSIGN(const auto response, Call({kGood}));
  EXPECT_FALSE(response.stale_values());
  v1::ListObjectsRequest request;
  request.set_workbook_id(request_.workbook_id());
  request.set_sheet_name("Data");
  request.add_kinds("hyperlinks");
  ASSERT_OK_AND_ASSIGN(const auto objects, ListObjects(request, context(), session(), {}));
  EXPECT_THAT(objects.ShortDebugString(), HasSubstr("https://example.com/x"));
}

TEST_F(HyperlinkBatchTest, IsSafeToRepeatAndToRace) {
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Call({kGood}));
  ASSERT_OK_AND_ASSIGN(const auto again, Call({kGood}));
  EXPECT_EQ(again.revision(), first.revision());
  request_.clear_request_id();
  request_.set_expected_revision(first.previous_revision());
  EXPECT_THAT(Call({kGood}), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(HyperlinkBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({kGood}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(request_.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  EXPECT_EQ(edits.revisions(0).operations(0).kind(), "link");
  EXPECT_EQ(edits.revisions(0).operations(0).link().kind(), "replace_hyperlink");
}

TEST_F(HyperlinkBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused("kind: 'add_link' sheet_name: 'Data'", ErrorReason::kInvalidArgument,
                "add_hyperlink");
  ExpectRefused("kind: 'add_hyperlink' sheet_name: 'Data'", ErrorReason::kMissingArgument, "range");
  ExpectRefused("kind: 'add_hyperlink' sheet_name: 'Data' range: 'C2'",
                ErrorReason::kMissingArgument, "target");
  ExpectRefused("kind: 'add_hyperlink' sheet_name: 'Data' range: 'C' target: 'x'",
                ErrorReason::kInvalidRange, "range");
  ExpectRefused("kind: 'remove_hyperlinks' sheet_name: 'Data' range: 'B2' target: 'x'",
                ErrorReason::kUnknownArgument, "target");
  ExpectRefused("kind: 'add_hyperlink' sheet_name: 'Data' range: 'B2' target: 'x'",
                ErrorReason::kStructureConflict, "replace_hyperlink");
}

}  // namespace
}  // namespace sheetgate::workbook
