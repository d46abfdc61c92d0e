#include "workbook-service/rpc/formula_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/formula_sheet.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::CellTexts;
using tests::Filled;
using tests::HasReason;
using tests::IsOk;
using tests::With;

class FormulaMapTest : public RpcTest {
 protected:
  FormulaMapTest() {
    CellTexts cells = With(Filled("C2:C40", "B2*1.19"), Filled("D2:D40", "ROUND(C2,2)"));
    cells = With(cells, {{"A1", "\"Item"},
                         {"C7", "42.5"},
                         {"D7", "\"n/a"},
                         {"C20", "=B20*1.07"},
                         {"F1", "=TODAY()"},
                         {"F2", "{F2:F4}A2:A4*2"},
                         {"F9", "=IF(SUM(C2:C40)>0,\"North\",VLOOKUP(A1,B:C,2,FALSE))"}});
    WriteFile("a.xlsx",
              BuildWorkbook({{"Data", tests::RowsXml(cells)}, {"Chart", "", false, true}}));
  }

  v1::FormulaMapRequest Request() {
    v1::FormulaMapRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_sheet_name("data");
    return request;
  }

  absl::StatusOr<v1::FormulaMapResponse> Map(const v1::FormulaMapRequest& request,
                                             const ReadLimits& limits = {}) {
    return FormulaMap(request, context(), session(), limits);
  }
};

// "=A1*2 x3: B1:B2 B4" and "C7 constant 42.5, not =B7*1.19 in C2:C40".
std::vector<std::string> Show(const v1::FormulaMapResponse& response) {
  std::vector<std::string> texts;
  for (const v1::FormulaGroup& group : response.groups()) {
    std::string text = StrCat(group.formula(), " x", group.count(), ":");
    for (const std::string& range : group.ranges()) platform::StrAppend(&text, " ", range);
    texts.push_back(std::move(text));
  }
  for (const v1::FormulaOutlier& outlier : response.outliers()) {
    texts.push_back(StrCat(outlier.range(), " ", outlier.kind(), " ", outlier.found(), ", not ",
                           outlier.expected(), " in ", outlier.run()));
  }
  return texts;
}

TEST_F(FormulaMapTest, GroupsThenOutliers) {
  ASSERT_OK_AND_ASSIGN(const auto response, Map(Request()));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_EQ(response.formula_count(), 79);
  EXPECT_EQ(response.group_count(), 6);
  EXPECT_EQ(response.outlier_count(), 3);
  EXPECT_THAT(response.next_page_token(), IsEmpty());
  EXPECT_THAT(Show(response),
              ElementsAre("=ROUND(C2,2) x38: D2:D6 D8:D40", "=B2*1.19 x37: C2:C6 C8:C19 C21:C40",
                          "=TODAY() x1: F1", "=A2:A4*2 x1: F2:F4",
                          "=IF(SUM(C2:C40)>0,\"North\",VLOOKUP(A1,B:C,2,FALSE)) x1: F9",
                          "=B20*1.07 x1: C20", "C7 constant 42.5, not =B7*1.19 in C2:C19",
                          "D7 constant \"n/a\", not =ROUND(C7,2) in D2:D40",
                          "C20 formula =B20*1.07, not =B20*1.19 in C8:C40"));
  EXPECT_EQ(response.groups(2).volatile_(), true);
  EXPECT_FALSE(response.groups(0).has_volatile_());
  EXPECT_EQ(response.groups(3).kind(), "array");
  EXPECT_EQ(response.groups(0).kind(), "");
  EXPECT_THAT(response.groups(0).constants(), IsEmpty());
  EXPECT_THAT(response.groups(0).fingerprint(), IsEmpty());
}

TEST_F(FormulaMapTest, ConstantsAndDetailsWhenAskedFor) {
  v1::FormulaMapRequest request = Request();
  request.set_include_constants(true);
  request.set_include_details(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Map(request));
  EXPECT_THAT(response.groups(0).constants(), IsEmpty()) << "the digits of ROUND";
  EXPECT_THAT(response.groups(1).constants(), ElementsAre("1.19"));
  EXPECT_THAT(response.groups(4).constants(), ElementsAre("\"North\""));
  EXPECT_EQ(response.groups(1).relative_form(), "=RC[-1]*1.19");
  EXPECT_EQ(response.groups(1).fingerprint().size(), 16u);
  EXPECT_NE(response.groups(0).fingerprint(), response.groups(1).fingerprint());
  EXPECT_THAT(response.groups(4).functions(), ElementsAre("IF", "SUM", "VLOOKUP"));
  EXPECT_FALSE(response.groups(0).has_shared());
}

TEST_F(FormulaMapTest, SortsAsAsked) {
  v1::FormulaMapRequest request = Request();
  request.set_only("groups");
  const auto first = [&](std::string_view order) {
    request.set_sort_by(std::string(order));
    const auto response = Map(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() && response->groups_size() > 0 ? response->groups(0).formula() : "";
  };
  EXPECT_EQ(first("count"), "=ROUND(C2,2)");
  EXPECT_EQ(first("address"), "=TODAY()");
  EXPECT_THAT(first("complexity"), HasSubstr("VLOOKUP"));
}

TEST_F(FormulaMapTest, ARangeCutsGroupsAndOutliers) {
  v1::FormulaMapRequest request = Request();
  request.set_range("C5:C12");
  ASSERT_OK_AND_ASSIGN(const auto response, Map(request));
  EXPECT_EQ(response.formula_count(), 7);
  EXPECT_THAT(Show(response),
              ElementsAre("=B5*1.19 x7: C5:C6 C8:C12", "C7 constant 42.5, not =B7*1.19 in C2:C19"));
  request.set_range("F3");
  ASSERT_OK_AND_ASSIGN(const auto array, Map(request));
  EXPECT_THAT(Show(array), ElementsAre("=A2:A4*2 x1: F2:F4")) << "an array stays whole";
  request.set_range("Z:Z");
  ASSERT_OK_AND_ASSIGN(const auto nothing, Map(request));
  EXPECT_EQ(nothing.group_count() + nothing.formula_count(), 0);
}

TEST_F(FormulaMapTest, OnlyOnePartWhenAsked) {
  v1::FormulaMapRequest request = Request();
  request.set_only("outliers");
  ASSERT_OK_AND_ASSIGN(const auto outliers, Map(request));
  EXPECT_EQ(outliers.groups_size(), 0);
  EXPECT_EQ(outliers.outliers_size(), 3);
  EXPECT_EQ(outliers.group_count(), 6) << "what is there is said all the same";
}

TEST_F(FormulaMapTest, EqualDeviationsSideBySideAreOneOutlier) {
  CellTexts cells = Filled("B2:F20", "B1+1");
  for (const char* cell : {"B9", "C9", "D9", "E9", "F9"}) cells.emplace_back(cell, "7");
  WriteFile("band.xlsx", BuildWorkbook({{"Data", tests::RowsXml(cells)}}));
  v1::FormulaMapRequest request = Request();
  request.set_workbook_id(FileId("band.xlsx"));
  request.set_only("outliers");
  ASSERT_OK_AND_ASSIGN(const auto response, Map(request));
  EXPECT_THAT(Show(response), ElementsAre("B9:F9 constant 7, not =B8+1 in B2:B20"));
}

TEST_F(FormulaMapTest, PagesTogetherAreTheWhole) {
  ASSERT_OK_AND_ASSIGN(const auto whole, Map(Request()));
  const std::vector<std::string> expected = Show(whole);
  for (const int page_size : {1, 2, 4, 9}) {
    v1::FormulaMapRequest request = Request();
    request.set_page_size(page_size);
    std::vector<std::string> all;
    int pages = 0;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Map(request));
      ++pages;
      EXPECT_EQ(page.outlier_count(), 3);
      for (std::string& text : Show(page)) all.push_back(std::move(text));
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(all, expected);
    EXPECT_EQ(pages, (9 + page_size - 1) / page_size);
  }
}

TEST_F(FormulaMapTest, LaterPagesReadTheRevisionOfTheFirst) {
  v1::FormulaMapRequest request = Request();
  const std::string fork = ForkOf("a.xlsx");
  request.set_workbook_id(fork);
  request.set_page_size(8);
  ASSERT_OK_AND_ASSIGN(const auto first, Map(request));
  const std::string edited = Edit(fork, {NumberEdit("C30", 5)});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Map(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_EQ(second.outlier_count(), 3);
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto fresh, Map(request));
  EXPECT_EQ(fresh.revision(), edited);
  EXPECT_EQ(fresh.outlier_count(), 4);
}

TEST_F(FormulaMapTest, StaysWithinTheBudgetAndCutsLongLists) {
  CellTexts cells;
  for (int row = 1; row <= 300; ++row) {
    cells.emplace_back(StrCat("A", row), StrCat("=B", row, "*", row));
    if (row % 2 == 0) cells.emplace_back(StrCat("C", row), StrCat("=D", row));
  }
  cells.emplace_back("E1", StrCat("=\"", std::string(3000, 'x'), "\""));
  WriteFile("many.xlsx", BuildWorkbook({{"Data", tests::RowsXml(cells)}}));
  v1::FormulaMapRequest request = Request();
  request.set_workbook_id(FileId("many.xlsx"));
  request.set_page_size(500);
  ReadLimits limits;
  limits.max_bytes = 4096;
  int groups = 0;
  int longest = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Map(request, limits));
    EXPECT_LE(page.ByteSizeLong(), 4096u + 256u);
    if (groups == 0) {
      EXPECT_EQ(page.groups(0).count(), 150);
      EXPECT_EQ(page.groups(0).ranges_size(), 50);
      EXPECT_EQ(page.groups(0).more_ranges(), 100);
    }
    groups += page.groups_size();
    for (const v1::FormulaGroup& group : page.groups()) {
      longest = std::max(longest, static_cast<int>(group.formula().size()));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(groups, 302);
  EXPECT_EQ(longest, 1 + 1024 + 3);
}

TEST_F(FormulaMapTest, NamesWhatIsWrong) {
  const auto refused = [&](const v1::FormulaMapRequest& request, std::string_view field,
                           std::string_view says) {
    const auto response = Map(request);
    EXPECT_FALSE(response.ok());
    EXPECT_EQ(FieldOf(response.status()), field);
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(std::string(says)));
    EXPECT_FALSE(platform::MetadataOf(response.status())["example"].empty());
  };
  v1::FormulaMapRequest request = Request();
  request.set_range("B");
  refused(request, "range", "B");
  request = Request();
  request.set_only("everything");
  refused(request, "only", "'everything' is none of groups, outliers");
  request = Request();
  request.set_sort_by("size");
  refused(request, "sort_by", "'size' is none of count, address, complexity");

  request = Request();
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Map(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Chart");
  EXPECT_THAT(Map(request), HasReason(ErrorReason::kNotAWorksheet));
  request = Request();
  request.set_revision("r-nothing");
  EXPECT_THAT(Map(request), HasReason(ErrorReason::kRevisionNotFound));
  request = Request();
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, Map(request));
  request.set_page_token(page.next_page_token());
  request.set_sort_by("address");
  EXPECT_THAT(Map(request), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
