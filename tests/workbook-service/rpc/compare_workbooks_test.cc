#include "workbook-service/rpc/compare_workbooks.h"

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
using platform::StrAppend;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

// Rows of text, number and formula; row `skip` is left out and those below move up.
std::string Ledger(int rows, int skip = 0) {
  std::string data;
  int row = 0;
  for (int i = 1; i <= rows; ++i) {
    if (i == skip) continue;
    ++row;
    StrAppend(&data, "<row r=\"", row, "\"><c r=\"A", row, "\" t=\"inlineStr\"><is><t>item ", i,
              "</t></is></c><c r=\"B", row, "\"><v>", i, "</v></c><c r=\"C", row, "\"><f>B", row,
              "*2</f><v>", 2 * i, "</v></c></row>");
  }
  return data;
}

class CompareWorkbooksTest : public RpcTest {
 protected:
  CompareWorkbooksTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  absl::StatusOr<v1::CompareWorkbooksResponse> Compare(const ReadLimits& limits = {}) {
    return CompareWorkbooks(request_, context(), session(), limits);
  }
  // Compares two files.
  void Given(const std::string& before, const std::string& after) {
    WriteFile("before.xlsx", before);
    WriteFile("after.xlsx", after);
    request_.set_workbook_id(FileId("after.xlsx"));
    request_.set_base_workbook_id(FileId("before.xlsx"));
  }
  void GivenEdits(const std::vector<v1::CellEdit>& edits) {
    request_.set_workbook_id(ForkOf("a.xlsx"));
    base_ = HeadOf(request_.workbook_id());
    Edit(request_.workbook_id(), edits);
  }

  static std::string ShowSample(const v1::CellSample& sample) {
    std::string text =
        StrCat(sample.address(), ": ", Show(sample.old_value()), sample.old_formula(), " -> ",
               Show(sample.new_value()), sample.new_formula());
    for (const v1::PropertyChange& look : sample.look()) {
      StrAppend(&text, " ", look.property(), " '", look.old(), "' -> '", look.new_(), "'");
    }
    return text;
  }
  // "cells value_edit Data!B2 (1) B2: 1000 -> 7".
  static std::vector<std::string> Differences(const v1::CompareWorkbooksResponse& response) {
    std::vector<std::string> texts;
    for (const v1::Difference& difference : response.differences()) {
      std::string text = StrCat(difference.kind(), " ", difference.change(), " ",
                                difference.sheet_name(), "!", difference.range());
      if (!difference.old_range().empty()) StrAppend(&text, " was ", difference.old_range());
      if (difference.has_cells()) StrAppend(&text, " (", difference.cells(), ")");
      for (const v1::CellSample& sample : difference.samples()) {
        StrAppend(&text, " ", ShowSample(sample));
      }
      texts.push_back(text);
    }
    return texts;
  }
  static std::vector<std::string> Counts(const v1::CompareWorkbooksResponse& response) {
    std::vector<std::string> texts;
    for (const v1::DifferenceCount& count : response.counts()) {
      texts.push_back(StrCat(count.kind(), " ", count.change(), " ", count.count()));
    }
    return texts;
  }
  // What Compare says is wrong, with the field.
  std::string FieldOfError(ErrorReason reason) {
    const auto response = Compare();
    EXPECT_THAT(response, HasReason(reason));
    return FieldOf(response.status());
  }

  v1::CompareWorkbooksRequest request_;
  std::string base_;
};

TEST_F(CompareWorkbooksTest, AForkIsComparedWithWhatItStartedFrom) {
  GivenEdits(
      {NumberEdit("B2", 7), NumberEdit("B3", 8), FormulaEdit("D3", "B3*3"), TextEdit("F7", "new")});
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_EQ(response.base_revision(), base_);
  EXPECT_EQ(response.revision(), HeadOf(request_.workbook_id()));
  EXPECT_FALSE(response.has_identical());
  EXPECT_THAT(Counts(response),
              ElementsAre("cells added 1", "cells formula_edit 1", "cells value_edit 2"));
  EXPECT_THAT(Differences(response),
              ElementsAre("cells value_edit Data!B2:B3 (2) B2: 1000 -> 7 B3: 500 -> 8",
                          "cells formula_edit Data!D3 (1) D3: 1000=B3*2 -> -=B3*3",
                          "cells added Data!F7 (1) F7: - -> 'new'"));
  ASSERT_EQ(response.sheets_size(), 1);
  EXPECT_EQ(response.sheets(0).sheet_name(), "Data");
  EXPECT_THAT(response.sheets(0).changes(), IsEmpty());
  EXPECT_TRUE(response.stale_values());
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(CompareWorkbooksTest, IdenticalFilesSaySo) {
  Given(SampleWorkbook(), BuildWorkbook({{"Data", "", false}}));
  request_.set_workbook_id(request_.base_workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_TRUE(response.identical());
  EXPECT_THAT(Counts(response), IsEmpty());
  EXPECT_THAT(response.sheets(), IsEmpty());
  EXPECT_THAT(Differences(response), IsEmpty());
}

TEST_F(CompareWorkbooksTest, RowsThatWereDeletedAndInserted) {
  Given(BuildWorkbook({{"Data", Ledger(40)}}), BuildWorkbook({{"Data", Ledger(40, 10)}}));
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(Counts(response), ElementsAre("rows deleted 1"));
  EXPECT_THAT(response.sheets(0).deleted_rows(), ElementsAre("10:10"));
  EXPECT_EQ(response.sheets(0).moved_formulas(), 30);
  EXPECT_THAT(Differences(response),
              ElementsAre("rows deleted Data!10:10 (3) A10: 'item 10' -> - B10: 10 -> - "
                          "C10: 20=B10*2 -> -"));
  std::string old_id = request_.workbook_id();
  request_.set_workbook_id(request_.base_workbook_id());
  request_.set_base_workbook_id(old_id);
  request_.set_samples(1);
  ASSERT_OK_AND_ASSIGN(const auto back, Compare());
  EXPECT_THAT(back.sheets(0).inserted_rows(), ElementsAre("10:10"));
  EXPECT_THAT(Differences(back), ElementsAre("rows inserted Data!10:10 (3) A10: - -> 'item 10'"));
}

TEST_F(CompareWorkbooksTest, ByAddressWhenAskedTo) {
  Given(BuildWorkbook({{"Data", Ledger(40)}}), BuildWorkbook({{"Data", Ledger(40, 10)}}));
  request_.set_align_rows(false);
  request_.set_samples(0);
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(Differences(response), ElementsAre("cells value_edit Data!A10:B39 (60)",
                                                 "cells recalc_result Data!C10:C39 (30)",
                                                 "cells removed Data!A40:C40 (3)"));
}

TEST_F(CompareWorkbooksTest, CellsOfMovedRowsSayWhereTheyWere) {
  std::string after = Ledger(40, 10);
  const size_t at = after.find("<v>20</v>");
  after.replace(at, 9, "<v>21</v>");
  Given(BuildWorkbook({{"Data", Ledger(40)}}), BuildWorkbook({{"Data", after}}));
  request_.add_kinds("cells");
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(Differences(response),
              ElementsAre("cells value_edit Data!B19 was B20 (1) B19: 20 -> 21"));
}

TEST_F(CompareWorkbooksTest, SheetsThatCameAndWent) {
  Given(BuildWorkbook({{"Data", Ledger(5)}, {"Old", ""}, {"Notes", ""}}),
        BuildWorkbook({{"Data", Ledger(5)},
                       {"Extra", "<row r=\"2\"><c r=\"B2\"><v>1</v></c></row>"},
                       {"Notes", "", true}}));
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(Counts(response),
              ElementsAre("sheets added 1", "sheets hidden 1", "sheets removed 1"));
  ASSERT_EQ(response.sheets_size(), 3);
  EXPECT_EQ(response.sheets(0).sheet_name(), "Extra");
  EXPECT_EQ(response.sheets(0).used_range(), "B2");
  EXPECT_THAT(response.sheets(1).changes(), ElementsAre("hidden"));
  EXPECT_EQ(response.sheets(2).sheet_name(), "Old");
  EXPECT_THAT(response.sheets(2).changes(), ElementsAre("removed"));
}

TEST_F(CompareWorkbooksTest, RenamedSheets) {
  Given(BuildWorkbook({{"Data", Ledger(9)}}), BuildWorkbook({{"Costs", Ledger(9)}}));
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(Counts(response), ElementsAre("sheets renamed 1"));
  EXPECT_EQ(response.sheets(0).old_name(), "Data");
  request_.set_sheet_name("data");
  ASSERT_OK_AND_ASSIGN(const auto by_old_name, Compare());
  EXPECT_EQ(by_old_name.sheets_size(), 1);
}

TEST_F(CompareWorkbooksTest, LooksWithWhatDiffers) {
  Given(BuildWorkbook({{"Data", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"}}),
        BuildWorkbook({{"Data", "<row r=\"1\"><c r=\"A1\" s=\"3\"><v>1</v></c></row>"}}));
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(
      Differences(response),
      ElementsAre("cells style_edit Data!A1 (1) A1: - -> 1 number_format 'General' -> '0.00'"));
  request_.set_include_styles(false);
  ASSERT_OK_AND_ASSIGN(const auto without, Compare());
  EXPECT_TRUE(without.identical());
  EXPECT_THAT(without.sheets(), IsEmpty());
  EXPECT_THAT(Differences(without), IsEmpty());
}

TEST_F(CompareWorkbooksTest, KindsAndSubtypesFilterTheListButNotTheCounts) {
  GivenEdits({NumberEdit("B2", 7), FormulaEdit("D3", "B3*3"), TextEdit("F7", "new")});
  request_.add_subtypes("formula_edit");
  ASSERT_OK_AND_ASSIGN(const auto formulas, Compare());
  EXPECT_EQ(formulas.differences_size(), 1);
  EXPECT_EQ(formulas.counts_size(), 3);
  request_.clear_subtypes();
  request_.add_kinds("names");
  ASSERT_OK_AND_ASSIGN(const auto names, Compare());
  EXPECT_THAT(names.differences(), IsEmpty());
  EXPECT_EQ(names.counts_size(), 3);
}

TEST_F(CompareWorkbooksTest, OneSheetOnly) {
  v1::CellEdit other = NumberEdit("A1", 5);
  other.set_sheet_name("Notes");
  GivenEdits({NumberEdit("B2", 7), other});
  request_.set_sheet_name("NOTES");
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(Differences(response), ElementsAre("cells added Notes!A1 (1) A1: - -> 5"));
  EXPECT_THAT(Counts(response), ElementsAre("cells added 1"));
}

TEST_F(CompareWorkbooksTest, SummaryOnly) {
  GivenEdits({NumberEdit("B2", 7)});
  request_.set_summary_only(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  EXPECT_THAT(response.differences(), IsEmpty());
  EXPECT_THAT(Counts(response), ElementsAre("cells value_edit 1"));
  EXPECT_EQ(response.sheets_size(), 1);
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(CompareWorkbooksTest, LongTextsOfSamplesAreCut) {
  GivenEdits({TextEdit("B2", std::string(5000, 'x'))});
  ASSERT_OK_AND_ASSIGN(const auto response, Compare());
  const std::string& text = response.differences(0).samples(0).new_value().text();
  EXPECT_EQ(text, std::string(200, 'x') + "...");
}

TEST_F(CompareWorkbooksTest, PagesWalkedToTheEndAreTheWhole) {
  std::vector<v1::CellEdit> edits;
  for (int row = 20; row < 60; row += 2) edits.push_back(NumberEdit(StrCat("A", row), row));
  v1::CellEdit other = NumberEdit("A1", 5);
  other.set_sheet_name("Notes");
  edits.push_back(other);
  GivenEdits(edits);
  ASSERT_OK_AND_ASSIGN(const auto whole, Compare());
  ASSERT_EQ(whole.differences_size(), 21);
  ReadLimits tight;
  tight.max_bytes = 900;
  const std::string revision = whole.revision();
  Edit(request_.workbook_id(), {NumberEdit("A2", 1)});  // later pages do not see it
  for (const auto& [page_size, limits] :
       std::vector<std::pair<int, ReadLimits>>{{1, {}}, {7, {}}, {500, tight}}) {
    // The first page reads the newest state, so it is named.
    request_.set_revision(revision);
    request_.set_page_size(page_size);
    request_.clear_page_token();
    std::vector<std::string> all;
    int pages = 0;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Compare(limits));
      ASSERT_LE(page.differences_size(), page_size);
      ASSERT_EQ(page.sheets_size(), pages == 0 ? 2 : 0);
      ASSERT_EQ(Counts(page), Counts(whole));
      for (const std::string& difference : Differences(page)) all.push_back(difference);
      request_.set_page_token(page.next_page_token());
      ASSERT_LT(++pages, 100);
    } while (!request_.page_token().empty());
    EXPECT_EQ(all, Differences(whole));
    EXPECT_GT(pages, 2);
  }
}

TEST_F(CompareWorkbooksTest, AFileNeedsSomethingToCompareWith) {
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_EQ(FieldOfError(ErrorReason::kMissingArgument), "base_workbook_id");
  request_.set_base_revision(HeadOf(request_.workbook_id()));
  EXPECT_THAT(Compare(), IsOk());
}

TEST_F(CompareWorkbooksTest, NamesWhatIsWrong) {
  GivenEdits({NumberEdit("B2", 7)});
  const v1::CompareWorkbooksRequest good = request_;
  request_.set_workbook_id("wb-unknown");
  EXPECT_THAT(Compare(), HasReason(ErrorReason::kWorkbookNotFound));
  request_ = good;
  request_.set_revision("rev-unknown");
  EXPECT_THAT(Compare(), HasReason(ErrorReason::kRevisionNotFound));
  request_ = good;
  request_.set_base_workbook_id("wb-unknown");
  EXPECT_EQ(FieldOfError(ErrorReason::kWorkbookNotFound), "base_workbook_id");
  request_ = good;
  request_.set_base_revision("rev-unknown");
  EXPECT_EQ(FieldOfError(ErrorReason::kRevisionNotFound), "base_revision");
  request_ = good;
  request_.set_sheet_name("Daten");
  EXPECT_THAT(Compare(), HasReason(ErrorReason::kSheetNotFound));
  request_ = good;
  request_.add_kinds("cells");
  request_.add_kinds("charts");
  EXPECT_EQ(FieldOfError(ErrorReason::kInvalidArgument), "kinds[1]");
  EXPECT_THAT(Compare().status().message(), HasSubstr("conditional_formats"));
  request_ = good;
  request_.add_subtypes("edited");
  EXPECT_EQ(FieldOfError(ErrorReason::kInvalidArgument), "subtypes[0]");
  EXPECT_THAT(Compare().status().message(), HasSubstr("style_edit"));
  request_ = good;
  request_.set_page_token("AAAA");
  EXPECT_THAT(Compare(), HasReason(ErrorReason::kInvalidPageToken));
}

TEST_F(CompareWorkbooksTest, ATokenBelongsToItsArguments) {
  GivenEdits({NumberEdit("B2", 7), TextEdit("F7", "new")});
  request_.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Compare());
  request_.set_page_token(first.next_page_token());
  EXPECT_THAT(Compare(), IsOk());
  request_.set_align_rows(false);
  EXPECT_THAT(Compare(), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
