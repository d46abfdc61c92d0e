#include "workbook-service/rpc/scan_volatiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/formula_sheet.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::Filled;
using tests::HasReason;
using tests::PackageBuilder;
using tests::With;

class ScanVolatilesTest : public RpcTest {
 protected:
  ScanVolatilesTest() {
    PackageBuilder builder;
    builder.Sheet("Data", tests::SheetXml(With(Filled("B2:B9", "TODAY()-A2"),
                                               {{"C1", "=SUM(OFFSET(A1,0,0,TODAY()))"},
                                                {"C2", "=SUM(Dyn)"},
                                                {"C3", "=INDEX(A:A,ROW())"}})));
    builder.RawSheet("Chart", "<chartsheet/>", "chartsheet");
    builder.Sheet("More", tests::SheetXml({{"A1", "=RAND()"}, {"A3", "=rand()"}}));
    builder.WorkbookContent("",
                            "<definedNames><definedName name=\"Dyn\">OFFSET(Data!$A$1,0,0,5)"
                            "</definedName></definedNames>");
    WriteFile("a.xlsx", *builder.Build());
  }

  v1::ScanVolatilesRequest Request() {
    v1::ScanVolatilesRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    return request;
  }

  absl::StatusOr<v1::ScanVolatilesResponse> Scan(const v1::ScanVolatilesRequest& request,
                                                 const ReadLimits& limits = {}) {
    return ScanVolatiles(request, context(), session(), limits);
  }
};

// "Data TODAY x8: B2:B9 =TODAY()-A2".
std::vector<std::string> Show(const v1::ScanVolatilesResponse& response) {
  std::vector<std::string> texts;
  for (const v1::VolatileFormulas& item : response.items()) {
    std::string text = StrCat(item.sheet_name(), " ", item.function(), " x", item.count(), ":");
    for (const std::string& range : item.ranges()) platform::StrAppend(&text, " ", range);
    platform::StrAppend(&text, " ", item.formula());
    if (!item.via_name().empty()) platform::StrAppend(&text, " via ", item.via_name());
    texts.push_back(std::move(text));
  }
  return texts;
}

TEST_F(ScanVolatilesTest, ListsBySheetFunctionAndCell) {
  ASSERT_OK_AND_ASSIGN(const auto response, Scan(Request()));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_THAT(Show(response),
              ElementsAre("Data OFFSET x1: C1 =SUM(OFFSET(A1,0,0,TODAY()))",
                          "Data OFFSET x1: C2 =SUM(Dyn) via Dyn",
                          "Data TODAY x1: C1 =SUM(OFFSET(A1,0,0,TODAY()))",
                          "Data TODAY x8: B2:B9 =TODAY()-A2", "More RAND x2: A1 A3 =RAND()"));
  std::vector<std::string> totals;
  for (const auto& total : response.functions()) {
    totals.push_back(StrCat(total.function(), " ", total.formulas()));
  }
  EXPECT_THAT(totals, ElementsAre("OFFSET 2", "RAND 2", "TODAY 9"));
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(ScanVolatilesTest, OneSheetWhenAsked) {
  v1::ScanVolatilesRequest request = Request();
  request.set_sheet_name("more");
  ASSERT_OK_AND_ASSIGN(const auto response, Scan(request));
  EXPECT_THAT(Show(response), ElementsAre("More RAND x2: A1 A3 =RAND()"));
  EXPECT_EQ(response.functions_size(), 1);
}

TEST_F(ScanVolatilesTest, PagesTogetherAreTheWhole) {
  ASSERT_OK_AND_ASSIGN(const auto whole, Scan(Request()));
  for (const int page_size : {1, 2, 5}) {
    v1::ScanVolatilesRequest request = Request();
    request.set_page_size(page_size);
    std::vector<std::string> all;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Scan(request));
      EXPECT_LE(page.items_size(), page_size);
      EXPECT_EQ(page.functions_size(), 3);
      for (std::string& text : Show(page)) all.push_back(std::move(text));
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(all, Show(whole));
  }
  ReadLimits limits;
  limits.max_bytes = 300;
  ASSERT_OK_AND_ASSIGN(const auto small, Scan(Request(), limits));
  EXPECT_LT(small.items_size(), 5);
  EXPECT_GT(small.items_size(), 0);
  EXPECT_FALSE(small.next_page_token().empty());
}

TEST_F(ScanVolatilesTest, NamesWhatIsWrong) {
  v1::ScanVolatilesRequest request = Request();
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Scan(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Chart");
  EXPECT_THAT(Scan(request), HasReason(ErrorReason::kNotAWorksheet));
  request = Request();
  request.set_page_token("nonsense");
  EXPECT_THAT(Scan(request), HasReason(ErrorReason::kInvalidPageToken));
  request = Request();
  request.set_revision("r-nothing");
  EXPECT_THAT(Scan(request), HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
