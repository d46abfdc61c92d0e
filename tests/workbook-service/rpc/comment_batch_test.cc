#include "workbook-service/rpc/comment_batch.h"

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

class CommentBatchTest : public RpcTest {
 protected:
  CommentBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
  }

  absl::StatusOr<v1::CommentBatchResponse> Call(const std::vector<std::string>& operations) {
    request_.clear_operations();
    for (const std::string& text : operations) {
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request_.add_operations()))
          << text;
    }
    return CommentBatch(request_, context(), session());
  }

  void ExpectRefused(const std::string& bad, ErrorReason reason, const std::string& message) {
    const auto response = Call({kGood, bad});
    EXPECT_THAT(response, HasReason(reason)) << bad;
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(message));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
  }

  static constexpr const char* kGood =
      "kind: 'add_comment' sheet_name: 'Data' address: 'B2' text: 'Includes tax' author: 'Ann'";
  v1::CommentBatchRequest request_;
};

TEST_F(CommentBatchTest, ListObjectsReadsWhatWasWritten) {
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Call({kGood,
                             "kind: 'change_comment' sheet_name: 'Data' address: "
                             "'B2' text: 'Without tax'"}));
  EXPECT_FALSE(response.stale_values());
  v1::ListObjectsRequest request;
  request.set_workbook_id(request_.workbook_id());
  request.set_sheet_name("Data");
  request.add_kinds("comments");
  ASSERT_OK_AND_ASSIGN(const auto objects, ListObjects(request, context(), session(), {}));
  EXPECT_THAT(objects.ShortDebugString(), HasSubstr("Without tax"));
}

TEST_F(CommentBatchTest, IsSafeToRepeatAndToRace) {
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Call({kGood}));
  ASSERT_OK_AND_ASSIGN(const auto again, Call({kGood}));
  EXPECT_EQ(again.revision(), first.revision());
  request_.clear_request_id();
  request_.set_expected_revision(first.previous_revision());
  EXPECT_THAT(Call({kGood}), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(CommentBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({kGood}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(request_.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  EXPECT_EQ(edits.revisions(0).operations(0).kind(), "comment");
  EXPECT_EQ(edits.revisions(0).operations(0).comment().kind(), "add_comment");
}

TEST_F(CommentBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused("kind: 'comment' sheet_name: 'Data'", ErrorReason::kInvalidArgument, "add_comment");
  ExpectRefused("kind: 'add_comment' sheet_name: 'Data' address: 'B'", ErrorReason::kInvalidAddress,
                "address");
  ExpectRefused("kind: 'add_comment' sheet_name: 'Data' address: 'B3'",
                ErrorReason::kMissingArgument, "text");
  ExpectRefused("kind: 'change_comment' sheet_name: 'Data' address: 'B2'",
                ErrorReason::kMissingArgument, "text");
  ExpectRefused("kind: 'delete_comment' sheet_name: 'Data' address: 'B2' text: 'x'",
                ErrorReason::kUnknownArgument, "text");
  ExpectRefused("kind: 'delete_comment' sheet_name: 'Data' address: 'B3'",
                ErrorReason::kStructureConflict, "no note");
}

}  // namespace
}  // namespace sheetgate::workbook
