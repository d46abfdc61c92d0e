#include "workbook-service/rpc/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/edit_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class HistoryTest : public RpcTest {
 protected:
  HistoryTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::HistoryResponse> Call() { return History(request_, context(), session(), {}); }

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

  static v1::CellEdit ClearEdit(std::string_view address) {
    v1::CellEdit edit;
    edit.set_address(std::string(address));
    edit.mutable_value();
    return edit;
  }

  std::string fork_;
  v1::HistoryRequest request_;
};

TEST_F(HistoryTest, ShowsTheTreeNewestFirst) {
  clock().Set(absl::FromUnixSeconds(1'800'000'000));
  const std::string base = HeadOf(fork_);
  const std::string undone = Edit(fork_, {NumberEdit("B2", 1), FormulaEdit("D2", "=B2")});
  ASSERT_THAT(session().Undo(fork_, 1, {}, context()), IsOk());
  const std::string kept = Edit(fork_, {ClearEdit("B2")});
  ASSERT_OK_AND_ASSIGN(const CheckpointInfo checkpoint,
                       session().AddCheckpoint(fork_, {}, context()));
  const v1::EditBatchResponse staged = Preview(5);
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.head(), kept);
  EXPECT_EQ(response.undo_steps(), 1);
  EXPECT_EQ(response.redo_steps(), 0);
  EXPECT_EQ(response.next_page_token(), "");
  ASSERT_EQ(response.revisions_size(), 4);
  const v1::HistoryEntry& preview = response.revisions(0);
  EXPECT_EQ(preview.revision(), staged.revision());
  EXPECT_EQ(preview.change_id(), staged.change_id());
  EXPECT_EQ(preview.label(), "look");
  EXPECT_FALSE(preview.abandoned());
  const v1::HistoryEntry& head = response.revisions(1);
  EXPECT_EQ(head.revision(), kept);
  EXPECT_TRUE(head.head());
  EXPECT_EQ(head.parent_revision(), base);
  EXPECT_EQ(head.kind(), "edit");
  EXPECT_EQ(head.principal(), "anonymous");
  EXPECT_EQ(head.created_at(), "2027-01-15T08:00:00Z");
  EXPECT_EQ(head.summary().cells_cleared(), 1);
  EXPECT_EQ(head.checkpoint_ids(0), checkpoint.id);
  const v1::HistoryEntry& gone = response.revisions(2);
  EXPECT_EQ(gone.revision(), undone);
  EXPECT_TRUE(gone.abandoned());
  EXPECT_EQ(gone.summary().values_set(), 1);
  EXPECT_EQ(gone.summary().formulas_set(), 1);
  EXPECT_EQ(gone.summary().sheet_names(0), "Data");
  EXPECT_EQ(response.revisions(3).revision(), base);
  EXPECT_EQ(response.revisions(3).kind(), "base");
  EXPECT_FALSE(response.revisions(3).has_summary());
}

TEST_F(HistoryTest, RedoableRevisionsAreMarked) {
  Edit(fork_, {NumberEdit("B2", 1)});
  ASSERT_THAT(session().Undo(fork_, 1, {}, context()), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_TRUE(response.revisions(0).redoable());
  EXPECT_EQ(response.redo_steps(), 1);
  EXPECT_TRUE(response.revisions(1).head());
}

TEST_F(HistoryTest, ComesInPages) {
  for (int i = 1; i <= 3; ++i) Edit(fork_, {NumberEdit("B2", i)});
  request_.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Call());
  EXPECT_EQ(first.revisions_size(), 2);
  request_.set_page_token(first.next_page_token());
  // What is made meanwhile does not shift the page.
  Edit(fork_, {NumberEdit("B2", 9)});
  ASSERT_OK_AND_ASSIGN(const auto second, Call());
  ASSERT_EQ(second.revisions_size(), 2);
  EXPECT_EQ(second.revisions(0).revision(), first.revisions(1).parent_revision());
  EXPECT_EQ(second.revisions(1).kind(), "base");
  EXPECT_EQ(second.next_page_token(), "");
  request_.set_page_token("nonsense");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidPageToken));
}

TEST_F(HistoryTest, APageEndsWhereTheResponseIsFull) {
  for (int i = 1; i <= 5; ++i) Edit(fork_, {NumberEdit("B2", i)});
  std::set<std::string> seen;
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page,
                         History(request_, context(), session(), {.max_bytes = 900}));
    for (const v1::HistoryEntry& entry : page.revisions()) {
      EXPECT_TRUE(seen.insert(entry.revision()).second);
    }
    request_.set_page_token(page.next_page_token());
    ++pages;
  } while (!request_.page_token().empty());
  EXPECT_EQ(seen.size(), 6u);
  EXPECT_GT(pages, 1);
}

TEST_F(HistoryTest, FilesHaveNone) {
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Call(), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
