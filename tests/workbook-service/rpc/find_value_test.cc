#include "workbook-service/rpc/find_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/strings.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/table_test_workbook.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

// "Data!B3 'Rent'", without the sheet where there is none.
std::vector<std::string> ShowMatches(const v1::FindValueResponse& response) {
  std::vector<std::string> texts;
  for (const v1::ValueMatch& match : response.matches()) {
    texts.push_back(StrCat(match.sheet_name(), match.sheet_name().empty() ? "" : "!",
                           match.address(), " ", Show(match.value())));
  }
  return texts;
}

class FindValueTest : public RpcTest {
 protected:
  FindValueTest() { WriteFile("a.xlsx", SalesWorkbook()); }
  v1::FindValueRequest Request(const std::string& query) {
    v1::FindValueRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_query(query);
    return request;
  }
  absl::StatusOr<v1::FindValueResponse> Find(const v1::FindValueRequest& request,
                                             const ReadLimits& limits = {}) {
    return FindValue(request, context(), session(), limits);
  }
  std::string WrongField(const v1::FindValueRequest& request,
                         ErrorReason reason = ErrorReason::kInvalidArgument) {
    const auto response = Find(request);
    EXPECT_THAT(response, HasReason(reason));
    return response.ok() ? "" : FieldOf(response.status());
  }
};

TEST_F(FindValueTest, SearchesTheWholeWorkbook) {
  ASSERT_OK_AND_ASSIGN(const auto response, Find(Request("o")));
  EXPECT_THAT(ShowMatches(response),
              ElementsAre("Data!B4 'food'", "Data!B5 'Food'", "Data!B8 'Total'",
                          "Plain!A1 'People we know'", "Plain!A6 'Bob'"));
  EXPECT_EQ(response.total_matches(), 5);
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  ASSERT_OK_AND_ASSIGN(const auto date, Find(Request("2026-01-31")));
  EXPECT_THAT(ShowMatches(date), ElementsAre("Data!D3 date 2026-01-31"));
}

TEST_F(FindValueTest, SearchesOnePlaceOnly) {
  v1::FindValueRequest request = Request("o");
  request.set_sheet_name("Plain");
  ASSERT_OK_AND_ASSIGN(const auto sheet, Find(request));
  EXPECT_THAT(ShowMatches(sheet), ElementsAre("A1 'People we know'", "A6 'Bob'"));
  request.set_range("A2:B9");
  ASSERT_OK_AND_ASSIGN(const auto range, Find(request));
  EXPECT_THAT(ShowMatches(range), ElementsAre("A6 'Bob'"));
  request = Request("food");
  request.set_table_name("sales");
  request.set_match("exact");
  request.set_case_sensitive(true);
  ASSERT_OK_AND_ASSIGN(const auto table, Find(request));
  EXPECT_THAT(ShowMatches(table), ElementsAre("B4 'food'"));
  request = Request("Net");
  request.set_sheet_name("Data");
  request.set_region_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto region, Find(request));
  EXPECT_THAT(ShowMatches(region), ElementsAre("C2 'Net'"));
}

TEST_F(FindValueTest, FiltersTypesAndShowsNeighbors) {
  v1::FindValueRequest request = Request(".");
  request.set_match("regex");
  request.add_types("error");
  request.add_types("boolean");
  request.set_include_neighbors(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Find(request));
  EXPECT_THAT(ShowMatches(response), ElementsAre("Data!E3 TRUE", "Data!E4 FALSE", "Data!C6 #N/A",
                                                 "Data!E6 TRUE", "Data!E7 FALSE"));
  const v1::CellNeighbors& around = response.matches(2).neighbors();
  EXPECT_EQ(Show(around.left()), "'00123'");
  EXPECT_EQ(Show(around.above()), "12.5");
  EXPECT_FALSE(around.has_right()) << "empty";
  EXPECT_FALSE(around.has_below());
}

TEST_F(FindValueTest, FindsTheValueOfALabel) {
  v1::FindValueRequest request = Request("total:");
  request.set_mode("label");
  ASSERT_OK_AND_ASSIGN(const auto response, Find(request));
  EXPECT_THAT(ShowMatches(response), ElementsAre("Data!C8 1512.5"));
  EXPECT_EQ(response.matches(0).label(), "Total");
  EXPECT_EQ(response.matches(0).label_address(), "B8");
  request.set_query("Age");
  request.set_direction("below");
  ASSERT_OK_AND_ASSIGN(const auto below, Find(request));
  EXPECT_THAT(ShowMatches(below), ElementsAre("Plain!B4 31"));
}

TEST_F(FindValueTest, PagesTogetherAreTheWhole) {
  for (const char* mode : {"value", "label"}) {
    for (const char* query : {"o", "food", "a"}) {
      v1::FindValueRequest request = Request(query);
      request.set_mode(mode);
      ASSERT_OK_AND_ASSIGN(const auto whole, Find(request));
      std::vector<std::string> found;
      request.set_page_size(1);
      do {
        ASSERT_OK_AND_ASSIGN(const auto page, Find(request));
        ASSERT_EQ(page.matches_size(), 1);
        EXPECT_EQ(page.total_matches(), whole.matches_size());
        found.push_back(ShowMatches(page)[0]);
        request.set_page_token(page.next_page_token());
      } while (!request.page_token().empty());
      EXPECT_EQ(found, ShowMatches(whole)) << mode << " " << query;
    }
  }
}

TEST_F(FindValueTest, StaysWithinTheBudget) {
  WriteFile("tall.xlsx", TallWorkbook(3000));
  v1::FindValueRequest request = Request("r");
  request.set_workbook_id(FileId("tall.xlsx"));
  request.set_page_size(500);
  ReadLimits limits;
  limits.max_bytes = 4096;
  int found = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Find(request, limits));
    EXPECT_EQ(page.total_matches(), 3000);
    EXPECT_GT(page.matches_size(), 10);
    EXPECT_LE(page.ByteSizeLong(), 4096u + 256u);
    found += page.matches_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(found, 3000);
}

TEST_F(FindValueTest, LaterPagesReadTheRevisionOfTheFirst) {
  const std::string fork = ForkOf("a.xlsx");
  v1::FindValueRequest request = Request("food");
  request.set_workbook_id(fork);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Find(request));
  Edit(fork, {TextEdit("B5", "gone")});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Find(request));
  EXPECT_THAT(ShowMatches(second), ElementsAre("Data!B5 'Food'"));
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto newest, Find(request));
  EXPECT_EQ(newest.total_matches(), 1);
}

TEST_F(FindValueTest, NamesWhatIsWrong) {
  v1::FindValueRequest request = Request("(");
  ASSERT_THAT(Find(request), IsOk()) << "only a regular expression has a syntax";
  request.set_match("regex");
  EXPECT_EQ(WrongField(request), "query");
  request.set_match("glob");
  EXPECT_EQ(WrongField(request), "match");
  request = Request("a");
  request.set_mode("labels");
  EXPECT_EQ(WrongField(request), "mode");
  request = Request("a");
  request.set_direction("right");
  EXPECT_EQ(WrongField(request), "direction") << "only of a label";
  request.set_mode("label");
  request.set_direction("left");
  EXPECT_EQ(WrongField(request), "direction");
  request = Request(":");
  request.set_mode("label");
  EXPECT_EQ(WrongField(request), "query");
  request = Request("a");
  request.add_types("text");
  request.add_types("null");
  EXPECT_EQ(WrongField(request), "types[1]");
  request = Request("a");
  request.set_table_name("Nothing");
  EXPECT_EQ(WrongField(request), "table_name");
  request.set_table_name("Sales");
  request.set_range("A1");
  EXPECT_EQ(WrongField(request), "range");
  request = Request("a");
  request.set_range("A1");
  EXPECT_EQ(WrongField(request, ErrorReason::kMissingArgument), "sheet_name");
  request.set_sheet_name("Data");
  request.set_range("1A");
  EXPECT_EQ(WrongField(request, ErrorReason::kInvalidRange), "range");
  request.clear_range();
  request.set_region_id("r99");
  EXPECT_EQ(WrongField(request), "region_id");
  request.clear_region_id();
  request.set_page_token("x");
  EXPECT_EQ(WrongField(request, ErrorReason::kInvalidPageToken), "page_token");
  request.clear_page_token();
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Find(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Chart");
  EXPECT_THAT(Find(request), HasReason(ErrorReason::kNotAWorksheet));
}

TEST_F(FindValueTest, NothingFoundIsNoError) {
  ASSERT_OK_AND_ASSIGN(const auto response, Find(Request("no such text")));
  EXPECT_THAT(response.matches(), IsEmpty());
  EXPECT_EQ(response.total_matches(), 0);
  EXPECT_EQ(response.next_page_token(), "");
}

}  // namespace
}  // namespace sheetgate::workbook
