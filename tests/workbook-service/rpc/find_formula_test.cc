#include "workbook-service/rpc/find_formula.h"

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
using tests::Filled;
using tests::HasReason;
using tests::PackageBuilder;
using tests::With;

class FindFormulaTest : public RpcTest {
 protected:
  FindFormulaTest() {
    PackageBuilder builder;
    builder.Sheet("Data", tests::SheetXml(With(Filled("C2:C9", "B2*$F$1"),
                                               {{"A2", "\"Rent"},
                                                {"C1", "\"2026"},
                                                {"C5", "12"},
                                                {"D1", "=SUM(C2:C9)"},
                                                {"D2", "=VLOOKUP(A2,A:C,3,FALSE)"}})));
    builder.RawSheet("Chart", "<chartsheet/>", "chartsheet");
    builder.Sheet("Sum", tests::SheetXml({{"A1", "=Data!C3*2"}, {"A2", "=sum(A1)"}}));
    WriteFile("a.xlsx", *builder.Build());
  }

  v1::FindFormulaRequest Request(std::string_view query, std::string_view match = "") {
    v1::FindFormulaRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_query(std::string(query));
    request.set_match(std::string(match));
    return request;
  }

  absl::StatusOr<v1::FindFormulaResponse> Find(const v1::FindFormulaRequest& request,
                                               const ReadLimits& limits = {}) {
    return FindFormula(request, context(), session(), limits);
  }

  // "Data!C2:C4 =B2*$F$1" of every match.
  std::vector<std::string> Found(const v1::FindFormulaRequest& request) {
    const auto response = Find(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? Show(*response) : std::vector<std::string>();
  }

  static std::vector<std::string> Show(const v1::FindFormulaResponse& response) {
    std::vector<std::string> texts;
    for (const v1::FormulaMatch& match : response.matches()) {
      const std::string sheet = match.sheet_name().empty() ? "" : StrCat(match.sheet_name(), "!");
      texts.push_back(StrCat(sheet, match.range(), " ", match.formula()));
    }
    return texts;
  }
};

TEST_F(FindFormulaTest, FindsTextInEverySheet) {
  ASSERT_OK_AND_ASSIGN(const auto response, Find(Request("sum(")));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_THAT(Show(response), ElementsAre("Data!D1 =SUM(C2:C9)", "Sum!A2 =sum(A1)"));
  EXPECT_EQ(response.match_count(), 2);
  EXPECT_FALSE(response.has_stale_values());
  v1::FindFormulaRequest request = Request("SUM(");
  request.set_case_sensitive(true);
  EXPECT_THAT(Found(request), ElementsAre("Data!D1 =SUM(C2:C9)"));
  EXPECT_THAT(Found(Request("nothing like it")), IsEmpty());
}

TEST_F(FindFormulaTest, EveryWayToMatch) {
  EXPECT_THAT(Found(Request("$F$1")), ElementsAre("Data!C2:C4 =B2*$F$1", "Data!C6:C9 =B6*$F$1"));
  EXPECT_THAT(Found(Request("^=(V|H)LOOKUP", "regex")),
              ElementsAre("Data!D2 =VLOOKUP(A2,A:C,3,FALSE)"));
  EXPECT_THAT(Found(Request("vlookup", "function")),
              ElementsAre("Data!D2 =VLOOKUP(A2,A:C,3,FALSE)"));
  EXPECT_THAT(
      Found(Request("Data!C3", "reference")),
      ElementsAre("Data!D1 =SUM(C2:C9)", "Data!D2 =VLOOKUP(A2,A:C,3,FALSE)", "Sum!A1 =Data!C3*2"));
}

TEST_F(FindFormulaTest, LooksWhereItIsTold) {
  v1::FindFormulaRequest request = Request("$F$1");
  request.set_sheet_name("data");
  request.set_range("C3:C7");
  ASSERT_OK_AND_ASSIGN(const auto response, Find(request));
  EXPECT_THAT(Show(response), ElementsAre("C3:C4 =B3*$F$1", "C6:C7 =B6*$F$1"))
      << "the request names the sheet";
  EXPECT_EQ(response.match_count(), 4);
}

TEST_F(FindFormulaTest, ContextIsTheValueAndALabel) {
  const std::string fork = ForkOf("a.xlsx");
  v1::FindFormulaRequest request = Request("$F$1");
  request.set_workbook_id(fork);
  request.set_include_context(true);
  ASSERT_OK_AND_ASSIGN(const auto fresh, Find(request));
  EXPECT_FALSE(fresh.has_stale_values());
  EXPECT_EQ(fresh.matches(0).label(), "Rent / 2026");
  Edit(fork, {NumberEdit("B2", 3)});
  ASSERT_OK_AND_ASSIGN(const auto stale, Find(request));
  EXPECT_TRUE(stale.stale_values());
  request.set_include_context(false);
  ASSERT_OK_AND_ASSIGN(const auto plain, Find(request));
  EXPECT_FALSE(plain.has_stale_values()) << "no value is shown";
  EXPECT_FALSE(plain.matches(0).has_value());
  EXPECT_EQ(plain.matches(0).label(), "");

  WriteFile("b.xlsx", SampleWorkbook());
  request = Request("SUM");
  request.set_workbook_id(FileId("b.xlsx"));
  request.set_include_context(true);
  ASSERT_OK_AND_ASSIGN(const auto sample, Find(request));
  ASSERT_EQ(sample.matches_size(), 1);
  EXPECT_EQ(workbook::Show(sample.matches(0).value()), "1500");
}

TEST_F(FindFormulaTest, PagesTogetherAreTheWhole) {
  const std::vector<std::string> whole = Found(Request("="));
  EXPECT_EQ(whole.size(), 6u);
  for (const int page_size : {1, 2, 5, 6}) {
    v1::FindFormulaRequest request = Request("=");
    request.set_page_size(page_size);
    std::vector<std::string> all;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Find(request));
      EXPECT_EQ(page.match_count(), 11) << "of all pages";
      EXPECT_LE(page.matches_size(), page_size);
      for (std::string& text : Show(page)) all.push_back(std::move(text));
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(all, whole);
  }
  ReadLimits limits;
  limits.max_bytes = 300;
  ASSERT_OK_AND_ASSIGN(const auto small, Find(Request("="), limits));
  EXPECT_LT(small.matches_size(), 6);
  EXPECT_GT(small.matches_size(), 0);
  EXPECT_FALSE(small.next_page_token().empty());
}

TEST_F(FindFormulaTest, LaterPagesReadTheRevisionOfTheFirst) {
  const std::string fork = ForkOf("a.xlsx");
  v1::FindFormulaRequest request = Request("=");
  request.set_workbook_id(fork);
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(const auto first, Find(request));
  Edit(fork, {FormulaEdit("Z1", "1+1")});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Find(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_EQ(second.match_count(), first.match_count());
}

TEST_F(FindFormulaTest, NamesWhatIsWrong) {
  const auto refused = [&](const v1::FindFormulaRequest& request, std::string_view field,
                           std::string_view says) {
    const auto response = Find(request);
    EXPECT_FALSE(response.ok());
    EXPECT_EQ(FieldOf(response.status()), field);
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(std::string(says)));
    EXPECT_FALSE(platform::MetadataOf(response.status())["example"].empty());
  };
  refused(Request("SUM", "fuzzy"), "match", "'fuzzy' is none of contains, regex, function");
  refused(Request(""), "query", "empty");
  refused(Request("SUM(", "regex"), "query", "SUM(");
  refused(Request("A1+B1", "function"), "query", "not the name of a function");
  refused(Request("Nothing", "reference"), "query", "neither a cell nor a range");
  refused(Request("Nowhere!A1", "reference"), "query", "Nowhere");
  v1::FindFormulaRequest request = Request("SUM");
  request.set_range("A1:B2");
  refused(request, "range", "give sheet_name too");
  request.set_sheet_name("Data");
  request.set_range("B");
  refused(request, "range", "B");

  request = Request("SUM");
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Find(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Chart");
  EXPECT_THAT(Find(request), HasReason(ErrorReason::kNotAWorksheet));
  request = Request("=");
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, Find(request));
  request.set_page_token(page.next_page_token());
  request.set_query("SUM");
  EXPECT_THAT(Find(request), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
