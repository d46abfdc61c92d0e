#include "workbook-service/rpc/get_changeset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/strings.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellChange;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

class GetChangesetTest : public RpcTest {
 protected:
  GetChangesetTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
    base_ = HeadOf(request_.workbook_id());
  }

  absl::StatusOr<v1::GetChangesetResponse> Get(const ReadLimits& limits = {}) {
    return GetChangeset(request_, context(), session(), limits);
  }

  static std::vector<std::string> Changes(const v1::GetChangesetResponse& response) {
    std::vector<std::string> texts;
    for (const v1::CellChange& change : response.changes()) {
      texts.push_back(StrCat(change.sheet_name(), "!", change.address(), " ", change.kind(), " ",
                             Show(change.old_value()), change.old_formula(), " -> ",
                             Show(change.new_value()), change.new_formula()));
    }
    return texts;
  }

  static std::vector<std::string> Counts(const v1::GetChangesetResponse& response) {
    std::vector<std::string> texts;
    for (const v1::ChangeCount& count : response.counts()) {
      texts.push_back(StrCat(count.kind(), " ", count.count()));
    }
    return texts;
  }

  v1::GetChangesetRequest request_;
  std::string base_;
};

TEST_F(GetChangesetTest, ShowsWhatChangedSinceTheFork) {
  v1::CellEdit clear;
  clear.set_address("A9");
  clear.mutable_value();
  v1::CellEdit date;
  date.set_address("C2");
  date.mutable_value()->set_date("2026-02-28");
  const std::string head =
      Edit(request_.workbook_id(), {NumberEdit("B2", 7), FormulaEdit("D3", "B3*3"), date, clear,
                                    TextEdit("F7", "new"), NumberEdit("B3", 500)});
  ASSERT_OK_AND_ASSIGN(const auto response, Get());
  EXPECT_EQ(response.from_revision(), base_);
  EXPECT_EQ(response.to_revision(), head);
  EXPECT_THAT(Changes(response),
              ElementsAre("Data!B2 value_edit 1000 -> 7",
                          "Data!C2 value_edit date 2026-01-31 -> date 2026-02-28",
                          "Data!D3 formula_edit 1000=B3*2 -> -=B3*3", "Data!F7 added - -> 'new'",
                          "Data!A9 removed 'end' -> -"));
  EXPECT_THAT(Counts(response),
              ElementsAre("added 1", "removed 1", "formula_edit 1", "value_edit 2"));
  EXPECT_THAT(response.affected_sheets(), ElementsAre("Data"));
  EXPECT_TRUE(response.stale_values());
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(GetChangesetTest, ShowsResultsOfACalculation) {
  const std::string edited = Edit(request_.workbook_id(), {NumberEdit("B3", 600)});
  CellChange result;
  result.cell = {3, 4};
  result.kind = CellChange::Kind::kResult;
  result.value = 1200.0;
  ASSERT_THAT(session().Commit(
                  request_.workbook_id(), Session::CommitKind::kCalculation,
                  [&](const Snapshot&) -> absl::StatusOr<std::vector<CellChange>> {
                    return std::vector<CellChange>{result};
                  },
                  {.expected_revision = edited}, context()),
              IsOk());
  request_.set_from_revision(edited);
  ASSERT_OK_AND_ASSIGN(const auto response, Get());
  EXPECT_THAT(Changes(response), ElementsAre("Data!D3 recalc_result 1000=B3*2 -> 1200=B3*2"));
  EXPECT_FALSE(response.stale_values());
}

TEST_F(GetChangesetTest, PagesHoldEveryChangeOnceAndCountAll) {
  std::vector<v1::CellEdit> edits;
  for (int row = 20; row < 40; ++row) edits.push_back(NumberEdit(StrCat("A", row), row));
  Edit(request_.workbook_id(), edits);
  request_.set_page_size(7);
  ASSERT_OK_AND_ASSIGN(const auto first, Get());
  // What is written after the first page does not shift the others.
  Edit(request_.workbook_id(), {NumberEdit("A1", 1)});
  std::vector<std::string> all = Changes(first);
  request_.set_page_token(first.next_page_token());
  int pages = 1;
  while (!request_.page_token().empty() && pages < 10) {
    ++pages;
    ASSERT_OK_AND_ASSIGN(const auto page, Get());
    EXPECT_THAT(Counts(page), ElementsAre("added 20"));
    EXPECT_EQ(page.to_revision(), first.to_revision());
    for (const std::string& change : Changes(page)) all.push_back(change);
    request_.set_page_token(page.next_page_token());
  }
  EXPECT_EQ(pages, 3);
  ASSERT_EQ(all.size(), 20u);
  for (int row = 20; row < 40; ++row) {
    EXPECT_EQ(all[row - 20], StrCat("Data!A", row, " added - -> ", row));
  }
}

TEST_F(GetChangesetTest, APageEndsWhenTheBudgetIsUsedUp) {
  Edit(request_.workbook_id(),
       {TextEdit("A20", std::string(500, 'x')), TextEdit("A21", std::string(500, 'y'))});
  ReadLimits limits;
  limits.max_bytes = 600;
  ASSERT_OK_AND_ASSIGN(const auto first, Get(limits));
  EXPECT_EQ(first.changes_size(), 1);
  EXPECT_THAT(Counts(first), ElementsAre("added 2"));
  request_.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Get(limits));
  ASSERT_EQ(second.changes_size(), 1);
  EXPECT_EQ(second.changes(0).address(), "A21");
  EXPECT_THAT(second.next_page_token(), IsEmpty());
}

TEST_F(GetChangesetTest, OneSheetOnly) {
  v1::CellEdit other = NumberEdit("A1", 5);
  other.set_sheet_name("Notes");
  Edit(request_.workbook_id(), {NumberEdit("B2", 7), other});
  request_.set_sheet_name("notes");
  ASSERT_OK_AND_ASSIGN(const auto response, Get());
  EXPECT_THAT(Changes(response), ElementsAre("Notes!A1 added - -> 5"));
  EXPECT_THAT(response.affected_sheets(), ElementsAre("Notes"));
}

TEST_F(GetChangesetTest, OnlySomeKinds) {
  Edit(request_.workbook_id(), {NumberEdit("B2", 7), TextEdit("B3", "many"),
                                FormulaEdit("D3", "B3*3"), TextEdit("F7", "new")});
  request_.add_kinds("type_change");
  request_.add_kinds("formula_edit");
  ASSERT_OK_AND_ASSIGN(const auto response, Get());
  EXPECT_THAT(Changes(response), ElementsAre("Data!B3 type_change 500 -> 'many'",
                                             "Data!D3 formula_edit 1000=B3*2 -> -=B3*3"));
  EXPECT_THAT(Counts(response),
              ElementsAre("added 1", "formula_edit 1", "type_change 1", "value_edit 1"));
}

TEST_F(GetChangesetTest, SummaryOnly) {
  Edit(request_.workbook_id(), {NumberEdit("B2", 7), TextEdit("F7", "new")});
  request_.set_summary_only(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Get());
  EXPECT_THAT(Changes(response), IsEmpty());
  EXPECT_THAT(Counts(response), ElementsAre("added 1", "value_edit 1"));
  EXPECT_THAT(response.affected_sheets(), ElementsAre("Data"));
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(GetChangesetTest, PagesGoThroughMixedChangesRowByRow) {
  std::vector<v1::CellEdit> edits;
  for (int row = 20; row < 30; ++row) {
    edits.push_back(NumberEdit(StrCat("A", row), row));
    edits.push_back(FormulaEdit(StrCat("C", row), "1+1"));
    if (row % 3 == 0) edits.push_back(TextEdit(StrCat("B", row), "x"));
  }
  edits.push_back(NumberEdit("B2", 7));
  Edit(request_.workbook_id(), edits);
  request_.set_page_size(500);
  ASSERT_OK_AND_ASSIGN(const auto whole, Get());
  ASSERT_EQ(whole.changes_size(), 24);
  EXPECT_EQ(Changes(whole)[1], "Data!A20 added - -> 20");
  EXPECT_EQ(Changes(whole)[2], "Data!C20 added - -> -=1+1");
  for (const int page_size : {1, 5, 23}) {
    request_.set_page_size(page_size);
    request_.clear_page_token();
    std::vector<std::string> all;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Get());
      ASSERT_LE(page.changes_size(), page_size);
      for (const std::string& change : Changes(page)) all.push_back(change);
      request_.set_page_token(page.next_page_token());
    } while (!request_.page_token().empty());
    EXPECT_EQ(all, Changes(whole));
  }
}

TEST_F(GetChangesetTest, NothingChanged) {
  ASSERT_OK_AND_ASSIGN(const auto response, Get());
  EXPECT_THAT(Changes(response), IsEmpty());
  EXPECT_THAT(Counts(response), IsEmpty());
  EXPECT_THAT(response.affected_sheets(), IsEmpty());
}

TEST_F(GetChangesetTest, AFileNeedsARevisionToCompareFrom) {
  request_.set_workbook_id(FileId("a.xlsx"));
  const auto response = Get();
  ASSERT_THAT(response, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(FieldOf(response.status()), "from_revision");
  request_.set_from_revision(base_);
  EXPECT_THAT(Get(), IsOk());
}

TEST_F(GetChangesetTest, NamesWhatIsWrong) {
  request_.set_sheet_name("Daten");
  EXPECT_THAT(Get(), HasReason(ErrorReason::kSheetNotFound));
  request_.clear_sheet_name();
  request_.set_from_revision("rev-unknown");
  EXPECT_THAT(Get(), HasReason(ErrorReason::kRevisionNotFound));
  request_.clear_from_revision();
  request_.set_to_revision("rev-unknown");
  EXPECT_THAT(Get(), HasReason(ErrorReason::kRevisionNotFound));
  request_.clear_to_revision();
  request_.set_sheet_name("Chart");
  EXPECT_THAT(Get(), HasReason(ErrorReason::kNotAWorksheet));
  request_.clear_sheet_name();
  request_.add_kinds("added");
  request_.add_kinds("edited");
  const auto kinds = Get();
  ASSERT_THAT(kinds, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(kinds.status()), "kinds[1]");
  EXPECT_THAT(kinds.status().message(), ::testing::HasSubstr("type_change"));
  request_.clear_kinds();
  request_.set_page_token("AAAA");
  EXPECT_THAT(Get(), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
