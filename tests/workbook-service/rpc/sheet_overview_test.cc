#include "workbook-service/rpc/sheet_overview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/strings.h"
#include "tests/spreadsheet/analysis/regions/drawn_sheet.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tests::HasReason;

constexpr char kPicture[] = R"(
    *Costs of the house
    *Item  | *Net | *Tax | | Rate:  | 0.19
    Rent   | 1000 | 190  | | Years: | 10
    Food   | 500  | 95   | | Owner: | Anna
    Fuel   | 90   | 17   | |        |
    Repair | 60   | 11   | |        |
    Total  | =SUM(B3:B6) | =SUM(C3:C6) | | |
)";

class SheetOverviewTest : public RpcTest {
 protected:
  SheetOverviewTest() { WriteDrawn("a.xlsx", kPicture); }

  void WriteDrawn(const std::string& path, std::string_view picture, std::string_view behind = "") {
    WriteFile(path, *tests::PackageBuilder()
                         .Sheet("Data", StrCat(spreadsheet::DrawnSheet(picture), behind))
                         .Sheet("Hidden", "<sheetData/>", "state=\"hidden\"")
                         .Styles(spreadsheet::kDrawnStyles)
                         .Build());
  }

  v1::SheetOverviewRequest Request(const std::string& path = "a.xlsx") {
    v1::SheetOverviewRequest request;
    request.set_workbook_id(FileId(path));
    request.set_sheet_name("Data");
    return request;
  }

  absl::StatusOr<v1::SheetOverviewResponse> Overview(const v1::SheetOverviewRequest& request,
                                                     const ReadLimits& limits = {}) {
    return SheetOverview(request, context(), session(), limits);
  }
};

// Tables of two columns and three rows below each other.
std::string ManyTables(int count) {
  std::string picture;
  for (int i = 0; i < count; ++i) picture += "*Name | *Net\na | 1\nb | 2\n|\n|\n";
  return picture;
}

TEST_F(SheetOverviewTest, TellsWhatASheetHolds) {
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(Request()));
  EXPECT_EQ(overview.sheet_name(), "Data");
  EXPECT_EQ(overview.class_(), "data");
  EXPECT_EQ(overview.used_range(), "A1:F7");
  EXPECT_EQ(overview.cell_count(), 25);
  EXPECT_EQ(overview.formula_count(), 2);
  EXPECT_EQ(overview.region_count(), 3);
  EXPECT_EQ(overview.revision(), HeadOf(FileId("a.xlsx")));
  ASSERT_EQ(overview.regions_size(), 3);

  const v1::RegionInfo& title = overview.regions(0);
  EXPECT_EQ(title.id(), "r1");
  EXPECT_EQ(title.kind(), "title");
  EXPECT_EQ(title.text(), "Costs of the house");
  EXPECT_FALSE(title.has_rows());

  const v1::RegionInfo& table = overview.regions(1);
  EXPECT_EQ(table.range(), "A2:C7");
  EXPECT_EQ(table.kind(), "data");
  EXPECT_EQ(table.layout(), "");
  EXPECT_EQ(table.header_rows(), 1);
  EXPECT_EQ(table.totals_rows(), 1);
  EXPECT_EQ(table.rows(), 4);
  EXPECT_THAT(table.headers(), ElementsAre("Item", "Net", "Tax"));
  EXPECT_NEAR(table.formula_share(), 0.11, 0.001);
  EXPECT_GT(table.confidence(), 0.5);
  EXPECT_LT(table.confidence(), 1);

  const v1::RegionInfo& pairs = overview.regions(2);
  EXPECT_EQ(pairs.range(), "E2:F4");
  EXPECT_EQ(pairs.kind(), "parameters");
  EXPECT_EQ(pairs.layout(), "pairs");
  EXPECT_THAT(pairs.headers(), ElementsAre("Rate:", "Years:", "Owner:"));
  EXPECT_FALSE(pairs.has_formula_share());
}

TEST_F(SheetOverviewTest, NamesTheCallsThatReadMore) {
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(Request()));
  const std::string id = FileId("a.xlsx");
  EXPECT_THAT(overview.next_calls(),
              ElementsAre(StrCat("read_table {\"workbook_id\":\"", id,
                                 "\",\"sheet_name\":\"Data\",\"region_id\":\"r2\",\"revision\":\"",
                                 overview.revision(), "\"}"),
                          StrCat("range_values {\"workbook_id\":\"", id,
                                 "\",\"sheet_name\":\"Data\",\"ranges\":[\"E2:F4\"]}")));
}

TEST_F(SheetOverviewTest, TellsWhatElseThereIs) {
  WriteDrawn("b.xlsx", "*Sales | <\nitem | net\na | 1\nb | 2",
             "<dataValidations><dataValidation type=\"list\" sqref=\"A3\"><formula1>\"a,b\""
             "</formula1></dataValidation></dataValidations>");
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(Request("b.xlsx")));
  EXPECT_THAT(overview.features(), ElementsAre("1 merged range", "1 data validation"));
  EXPECT_THAT(overview.notes(), IsEmpty());
}

TEST_F(SheetOverviewTest, AnEmptyHiddenSheet) {
  v1::SheetOverviewRequest request = Request();
  request.set_sheet_name("hidden");
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(request));
  EXPECT_EQ(overview.sheet_name(), "Hidden");
  EXPECT_EQ(overview.class_(), "empty");
  EXPECT_EQ(overview.used_range(), "");
  EXPECT_EQ(overview.region_count(), 0);
  EXPECT_THAT(overview.next_calls(), IsEmpty());
  EXPECT_THAT(overview.notes(), ElementsAre("the sheet is hidden"));
}

TEST_F(SheetOverviewTest, HeadersOfSeveralRowsAreJoined) {
  WriteDrawn("b.xlsx",
             "| *2024 | < | *2025 | <\n*Item | *Net | *Tax | *Net | *Tax\na | 1 | 2 | 3 | 4\n"
             "b | 5 | 6 | 7 | 8");
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(Request("b.xlsx")));
  ASSERT_EQ(overview.regions_size(), 1);
  EXPECT_EQ(overview.regions(0).header_rows(), 2);
  EXPECT_THAT(overview.regions(0).headers(),
              ElementsAre("Item", "2024 / Net", "2024 / Tax", "2025 / Net", "2025 / Tax"));
}

TEST_F(SheetOverviewTest, HeadersAreLimited) {
  v1::SheetOverviewRequest request = Request();
  request.set_max_headers(2);
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(request));
  EXPECT_THAT(overview.regions(1).headers(), ElementsAre("Item", "Net"));
  EXPECT_EQ(overview.regions(1).more_headers(), 1);
  EXPECT_THAT(overview.regions(2).headers(), ElementsAre("Rate:", "Years:"));
  EXPECT_EQ(overview.regions(2).more_headers(), 1);
}

TEST_F(SheetOverviewTest, LongTextsAreCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "\xE6\x9C\x88";
  WriteDrawn("b.xlsx", text);
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(Request("b.xlsx")));
  ASSERT_EQ(overview.regions_size(), 1);
  const std::string& shown = overview.regions(0).text();
  EXPECT_TRUE(shown.ends_with("\xE6\x9C\x88..."));
  EXPECT_LE(shown.size(), 163u);
  EXPECT_EQ((shown.size() - 3) % 3, 0u);
}

TEST_F(SheetOverviewTest, PagesWalkedToTheEndAreTheWhole) {
  WriteDrawn("many.xlsx", ManyTables(23));
  v1::SheetOverviewRequest request = Request("many.xlsx");
  request.set_page_size(200);
  ASSERT_OK_AND_ASSIGN(const auto whole, Overview(request));
  ASSERT_EQ(whole.regions_size(), 23);
  EXPECT_EQ(whole.next_page_token(), "");
  for (const int page_size : {1, 5, 23, 24}) {
    request.set_page_size(page_size);
    request.clear_page_token();
    std::vector<std::string> ids;
    int pages = 0;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Overview(request));
      EXPECT_EQ(page.region_count(), 23);
      EXPECT_EQ(page.next_calls().empty(), pages > 0);
      for (const v1::RegionInfo& region : page.regions()) ids.push_back(region.id());
      ++pages;
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(pages, (23 + page_size - 1) / page_size);
    ASSERT_THAT(ids, SizeIs(23));
    for (int i = 0; i < 23; ++i) EXPECT_EQ(ids[i], StrCat("r", i + 1));
  }
}

TEST_F(SheetOverviewTest, StaysWithinTheBudget) {
  WriteDrawn("many.xlsx", ManyTables(40));
  v1::SheetOverviewRequest request = Request("many.xlsx");
  request.set_page_size(200);
  ReadLimits limits;
  limits.max_bytes = 3000;
  int regions = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Overview(request, limits));
    EXPECT_LE(page.ByteSizeLong(), 3000u);
    EXPECT_GT(page.regions_size(), 0);
    regions += page.regions_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(regions, 40);
}

TEST_F(SheetOverviewTest, LaterPagesReadTheRevisionOfTheFirst) {
  const std::string fork = ForkOf("a.xlsx");
  v1::SheetOverviewRequest request = Request();
  request.set_workbook_id(fork);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Overview(request));
  const std::string edited = Edit(fork, {TextEdit("A1", "Other title"), NumberEdit("H20", 5)});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Overview(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_EQ(second.region_count(), 3);
  EXPECT_FALSE(second.stale_values());
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto newest, Overview(request));
  EXPECT_EQ(newest.revision(), edited);
  EXPECT_EQ(newest.region_count(), 4);
  EXPECT_EQ(newest.regions(0).text(), "Other title");
  request.set_revision(first.revision());
  ASSERT_OK_AND_ASSIGN(const auto oldest, Overview(request));
  EXPECT_EQ(oldest.regions(0).text(), "Costs of the house");
}

TEST_F(SheetOverviewTest, SaysThatValuesAreStale) {
  const std::string fork = ForkOf("a.xlsx");
  Edit(fork, {NumberEdit("B3", 2000)});
  v1::SheetOverviewRequest request = Request();
  request.set_workbook_id(fork);
  ASSERT_OK_AND_ASSIGN(const auto overview, Overview(request));
  EXPECT_TRUE(overview.stale_values());
}

TEST_F(SheetOverviewTest, NamesWhatIsWrong) {
  v1::SheetOverviewRequest request = Request();
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Overview(request), HasReason(ErrorReason::kSheetNotFound));
  request = Request();
  request.set_workbook_id("wb-none");
  EXPECT_THAT(Overview(request), HasReason(ErrorReason::kWorkbookNotFound));
  request = Request();
  request.set_revision("none");
  EXPECT_THAT(Overview(request), HasReason(ErrorReason::kRevisionNotFound));
  WriteFile("sample.xlsx", SampleWorkbook());
  request = Request("sample.xlsx");
  request.set_sheet_name("Chart");
  EXPECT_THAT(Overview(request), HasReason(ErrorReason::kNotAWorksheet));
  request = Request();
  request.set_page_token("nonsense");
  const auto token = Overview(request);
  ASSERT_THAT(token, HasReason(ErrorReason::kInvalidPageToken));
  EXPECT_EQ(FieldOf(token.status()), "page_token");
}

TEST_F(SheetOverviewTest, APageTokenBelongsToItsArguments) {
  v1::SheetOverviewRequest request = Request();
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Overview(request));
  request.set_page_token(first.next_page_token());
  EXPECT_TRUE(Overview(request).ok());
  v1::SheetOverviewRequest other = request;
  other.set_sheet_name("Hidden");
  EXPECT_THAT(Overview(other), HasReason(ErrorReason::kInvalidPageToken));
  other = request;
  other.set_max_headers(3);
  EXPECT_THAT(Overview(other), HasReason(ErrorReason::kInvalidPageToken));
  other = request;
  other.set_revision(first.revision());
  EXPECT_THAT(Overview(other), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
