#include "workbook-service/rpc/comment_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/batch_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/list_objects.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

class CommentBatchTest
    : public BatchTest<v1::CommentBatchRequest, v1::CommentBatchResponse, CommentBatch> {
 protected:
  CommentBatchTest()
      : BatchTest(
            "kind: 'add_comment' sheet_name: 'Data' address: 'B2' text: 'Includes tax' author: "
            "'Ann'") {}
};

TEST_F(CommentBatchTest, ListObjectsReadsWhatWasWritten) {
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Call({good_,
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

TEST_F(CommentBatchTest, IsSafeToRepeatAndToRace) { ExpectSafeToRepeatAndToRace(); }

TEST_F(CommentBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({good_}), IsOk());
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
