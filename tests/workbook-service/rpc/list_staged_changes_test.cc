#include "workbook-service/rpc/list_staged_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/edit_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class ListStagedChangesTest : public RpcTest {
 protected:
  ListStagedChangesTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::ListStagedChangesResponse> Call() {
    return ListStagedChanges(request_, context(), session(), {});
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
  v1::ListStagedChangesRequest request_;
};

TEST_F(ListStagedChangesTest, ShowsWhatWaitsWithItsImpact) {
  clock().Set(absl::FromUnixSeconds(1'800'000'000));
  const v1::EditBatchResponse first = Preview(1);
  const v1::EditBatchResponse second = Preview(2);
  ASSERT_OK_AND_ASSIGN(auto response, Call());
  ASSERT_EQ(response.staged_changes_size(), 2);
  const v1::StagedChange& change = response.staged_changes(0);
  EXPECT_EQ(change.change_id(), first.change_id());
  EXPECT_EQ(change.revision(), first.revision());
  EXPECT_EQ(change.parent_revision(), HeadOf(fork_));
  EXPECT_EQ(change.label(), "look");
  EXPECT_EQ(change.principal(), "anonymous");
  EXPECT_EQ(change.created_at(), "2027-01-15T08:00:00Z");
  EXPECT_FALSE(change.stale());
  EXPECT_EQ(change.impact().values_set(), 1);
  EXPECT_EQ(change.impact().samples_size(), 0) << "a list has no samples";
  ASSERT_THAT(session().ApplyStaged(fork_, second.change_id(), false, {}, {}, context()), IsOk());
  ASSERT_OK_AND_ASSIGN(response, Call());
  ASSERT_EQ(response.staged_changes_size(), 1);
  EXPECT_TRUE(response.staged_changes(0).stale());
}

TEST_F(ListStagedChangesTest, ComesInPages) {
  for (int i = 0; i < 3; ++i) Preview(i);
  request_.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Call());
  EXPECT_EQ(first.staged_changes_size(), 2);
  request_.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Call());
  EXPECT_EQ(second.staged_changes_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(ListStagedChangesTest, FilesHaveNone) {
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Call(), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
