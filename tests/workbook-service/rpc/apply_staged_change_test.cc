#include "workbook-service/rpc/apply_staged_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/edit_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class ApplyStagedChangeTest : public RpcTest {
 protected:
  ApplyStagedChangeTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::ApplyStagedChangeResponse> Call() {
    return ApplyStagedChange(request_, context(), session());
  }

  // Stages an edit of B2.
  v1::EditBatchResponse Preview(double value) {
    v1::EditBatchRequest edit;
    edit.set_workbook_id(fork_);
    edit.set_sheet_name("Data");
    edit.set_mode("preview");
    edit.set_label("look");
    *edit.add_edits() = NumberEdit("B2", value);
    const auto response = EditBatch(edit, context(), session());
    EXPECT_THAT(response, IsOk());
    return response.value_or(v1::EditBatchResponse());
  }

  std::string fork_;
  v1::ApplyStagedChangeRequest request_;
};

TEST_F(ApplyStagedChangeTest, AppliesExactlyWhatWasPreviewed) {
  const std::string base = HeadOf(fork_);
  const v1::EditBatchResponse staged = Preview(5);
  request_.set_change_id(staged.change_id());
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_TRUE(response.applied());
  EXPECT_EQ(response.revision(), staged.revision());
  EXPECT_EQ(response.previous_revision(), base);
  EXPECT_TRUE(response.stale_values());
  EXPECT_FALSE(response.has_staged_change());
  EXPECT_EQ(HeadOf(fork_), staged.revision());
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.SerializeAsString(), response.SerializeAsString());
  request_.set_request_id("r2");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kStagedChangeNotFound));
}

TEST_F(ApplyStagedChangeTest, RefusesAStalePreviewAndStagesItAnewOnDemand) {
  const v1::EditBatchResponse staged = Preview(5);
  const std::string head = Edit(fork_, {NumberEdit("B2", 7), FormulaEdit("A1", "=B2")});
  request_.set_change_id(staged.change_id());
  const auto refused = Call();
  ASSERT_THAT(refused, HasReason(ErrorReason::kStalePreview));
  EXPECT_EQ(platform::MetadataOf(refused.status())["revision"], head);
  request_.set_rebase(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_FALSE(response.applied());
  EXPECT_EQ(response.revision(), head);
  EXPECT_EQ(HeadOf(fork_), head);
  const v1::StagedChange& anew = response.staged_change();
  EXPECT_NE(anew.change_id(), staged.change_id());
  EXPECT_EQ(anew.parent_revision(), head);
  EXPECT_FALSE(anew.stale());
  EXPECT_EQ(anew.label(), "look");
  ASSERT_EQ(anew.impact().samples_size(), 1);
  EXPECT_EQ(anew.impact().samples(0).old_value().number(), 7) << "measured on the newest state";
  EXPECT_EQ(anew.impact().samples(0).new_value().number(), 5);
  EXPECT_EQ(anew.impact().stale_dependents(), 3);
  request_.set_change_id(anew.change_id());
  ASSERT_OK_AND_ASSIGN(const auto applied, Call());
  EXPECT_TRUE(applied.applied());
  EXPECT_EQ(HeadOf(fork_), anew.revision());
}

TEST_F(ApplyStagedChangeTest, ExpectedRevisionMustBeTheNewest) {
  request_.set_change_id(Preview(5).change_id());
  request_.set_expected_revision("rev-old");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRevisionConflict));
}

}  // namespace
}  // namespace sheetgate::workbook
