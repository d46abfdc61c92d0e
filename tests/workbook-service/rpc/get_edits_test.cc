#include "workbook-service/rpc/get_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "platform/base/strings.h"
#include "spreadsheet/model/workbook.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/edit_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;
using tests::IsOk;

class GetEditsTest : public RpcTest {
 protected:
  GetEditsTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::GetEditsResponse> Call() {
    return GetEdits(request_, context(), session(), {});
  }

  static std::vector<std::string> Texts(const v1::RevisionEdits& edits) {
    std::vector<std::string> texts;
    for (const v1::EditOperation& operation : edits.operations()) {
      texts.push_back(platform::StrCat(
          operation.kind(), " ", operation.sheet_name(), "!", operation.address(), " ",
          operation.formula().empty() ? Show(operation.value()) : operation.formula()));
    }
    return texts;
  }
  // Commits `count` times the result 2 of D2.
  void Calculate(int count) {
    const std::vector<spreadsheet::CellChange> results(
        static_cast<size_t>(count),
        {.sheet = 0, .cell = {2, 4}, .kind = spreadsheet::CellChange::Kind::kResult, .value = 2.0});
    const auto changes = [&](const Snapshot&) { return results; };
    ASSERT_THAT(session().Commit(fork_, Session::CommitKind::kCalculation, changes, {}, context()),
                IsOk());
  }

  std::string fork_;
  v1::GetEditsRequest request_;
};

TEST_F(GetEditsTest, ShowsEveryOperationAsItWasAskedFor) {
  clock().Set(absl::FromUnixSeconds(1'800'000'000));
  v1::EditBatchRequest edit;
  edit.set_workbook_id(fork_);
  edit.set_sheet_name("Data");
  edit.set_label("first");
  *edit.add_edits() = NumberEdit("B2", 12.5);
  *edit.add_edits() = TextEdit("A2", "=no formula");
  *edit.add_edits() = FormulaEdit("D2", "=B2*3");
  edit.add_edits()->set_address("B3");
  edit.mutable_edits(3)->mutable_value();
  edit.add_edits()->set_address("C3");
  edit.mutable_edits(4)->mutable_value()->set_date("2026-03-01");
  edit.mutable_edits(4)->set_sheet_name("Notes");
  ASSERT_OK_AND_ASSIGN(const auto edited, EditBatch(edit, context(), session()));
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  ASSERT_EQ(response.revisions_size(), 1);
  const v1::RevisionEdits& revision = response.revisions(0);
  EXPECT_EQ(revision.revision(), edited.revision());
  EXPECT_EQ(revision.kind(), "edit");
  EXPECT_EQ(revision.label(), "first");
  EXPECT_EQ(revision.principal(), "anonymous");
  EXPECT_EQ(revision.created_at(), "2027-01-15T08:00:00Z");
  EXPECT_EQ(revision.operation_count(), 5);
  EXPECT_THAT(Texts(revision),
              ElementsAre("set_value Data!B2 12.5", "set_value Data!A2 '=no formula'",
                          "set_formula Data!D2 =B2*3", "clear Data!B3 -",
                          "set_value Notes!C3 date 2026-03-01"));
}

TEST_F(GetEditsTest, GoesBackFromTheNewestAndLeavesOutWhatWasUndone) {
  const std::string first = Edit(fork_, {NumberEdit("B2", 1)});
  const std::string undone = Edit(fork_, {NumberEdit("B2", 2)});
  ASSERT_THAT(session().Undo(fork_, 1, {}, context()), IsOk());
  const std::string second = Edit(fork_, {NumberEdit("B2", 3)});
  ASSERT_OK_AND_ASSIGN(auto response, Call());
  ASSERT_EQ(response.revisions_size(), 2);
  EXPECT_EQ(response.revisions(0).revision(), second);
  EXPECT_EQ(response.revisions(1).revision(), first);
  request_.set_revision(undone);
  ASSERT_OK_AND_ASSIGN(response, Call());
  ASSERT_EQ(response.revisions_size(), 1);
  EXPECT_THAT(Texts(response.revisions(0)), ElementsAre("set_value Data!B2 2"));
}

TEST_F(GetEditsTest, CalculationsAreOperationsToo) {
  Edit(fork_, {NumberEdit("B2", 1)});
  Calculate(1);
  ASSERT_OK_AND_ASSIGN(auto response, Call());
  ASSERT_EQ(response.revisions_size(), 2);
  EXPECT_EQ(response.revisions(0).kind(), "calculation");
  EXPECT_THAT(Texts(response.revisions(0)), ElementsAre("set_result Data!D2 2"));
  request_.set_kind("edit");
  ASSERT_OK_AND_ASSIGN(response, Call());
  ASSERT_EQ(response.revisions_size(), 1);
  EXPECT_EQ(response.revisions(0).kind(), "edit");
  request_.set_kind("calculation");
  ASSERT_OK_AND_ASSIGN(response, Call());
  ASSERT_EQ(response.revisions_size(), 1);
  EXPECT_EQ(response.revisions(0).kind(), "calculation");
  request_.set_kind("undo");
  const auto refused = Call();
  EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(refused.status()), "kind");
}

TEST_F(GetEditsTest, PagesGoOnInsideARevision) {
  Edit(fork_, {NumberEdit("B2", 1), NumberEdit("B3", 2), NumberEdit("B4", 3)});
  Edit(fork_, {NumberEdit("B2", 4), NumberEdit("B3", 5)});
  request_.set_page_size(2);
  std::vector<std::string> texts;
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Call());
    int operations = 0;
    for (const v1::RevisionEdits& revision : page.revisions()) {
      operations += revision.operations_size();
      for (std::string& text : Texts(revision)) texts.push_back(std::move(text));
    }
    EXPECT_LE(operations, 2);
    request_.set_page_token(page.next_page_token());
    // What is made meanwhile does not shift the pages.
    Edit(fork_, {NumberEdit("B9", 9)});
    ++pages;
  } while (!request_.page_token().empty());
  EXPECT_THAT(texts,
              ElementsAre("set_value Data!B2 4", "set_value Data!B3 5", "set_value Data!B2 1",
                          "set_value Data!B3 2", "set_value Data!B4 3"));
  EXPECT_EQ(pages, 3);
}

TEST_F(GetEditsTest, LargeCalculationsAreSummedUp) {
  Edit(fork_, {NumberEdit("B2", 1)});
  Calculate(10'001);
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  ASSERT_EQ(response.revisions_size(), 2);
  EXPECT_TRUE(response.revisions(0).operations_not_kept());
  EXPECT_EQ(response.revisions(0).operation_count(), 10'001);
  EXPECT_EQ(response.revisions(0).operations_size(), 0);
}

TEST_F(GetEditsTest, NamesWhatIsWrong) {
  request_.set_revision("rev-none");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRevisionNotFound));
  request_.clear_revision();
  request_.set_page_token("nonsense");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidPageToken));
  request_.clear_page_token();
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Call(), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
