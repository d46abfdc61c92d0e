#include "workbook-service/rpc/hyperlink_batch.h"

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

class HyperlinkBatchTest
    : public BatchTest<v1::HyperlinkBatchRequest, v1::HyperlinkBatchResponse, HyperlinkBatch> {
 protected:
  HyperlinkBatchTest()
      : BatchTest(
            "kind: 'replace_hyperlink' sheet_name: 'Data' range: 'B2' target: "
            "'https://example.com/x'") {}
};

TEST_F(HyperlinkBatchTest, ListObjectsReadsWhatWasWritten) {
  ASSERT_OK_AND_ASSIGN(const auto response, Call({good_}));
  EXPECT_FALSE(response.stale_values());
  v1::ListObjectsRequest request;
  request.set_workbook_id(request_.workbook_id());
  request.set_sheet_name("Data");
  request.add_kinds("hyperlinks");
  ASSERT_OK_AND_ASSIGN(const auto objects, ListObjects(request, context(), session(), {}));
  EXPECT_THAT(objects.ShortDebugString(), HasSubstr("https://example.com/x"));
}

TEST_F(HyperlinkBatchTest, IsSafeToRepeatAndToRace) { ExpectSafeToRepeatAndToRace(); }

TEST_F(HyperlinkBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({good_}), IsOk());
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
