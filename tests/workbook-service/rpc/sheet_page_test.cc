#include "workbook-service/rpc/sheet_page.h"

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
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using tests::HasReason;
using tests::IsOk;

class SheetPageTest : public RpcTest {
 protected:
  SheetPageTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  v1::SheetPageRequest Request(const std::string& workbook_id, const std::string& sheet = "Data") {
    v1::SheetPageRequest request;
    request.set_workbook_id(workbook_id);
    request.set_sheet_name(sheet);
    return request;
  }

  absl::StatusOr<v1::SheetPageResponse> Read(const v1::SheetPageRequest& request,
                                             const ReadLimits& limits = {}) {
    return SheetPage(request, context(), session(), limits);
  }

  // The rows of all pages.
  std::vector<std::string> ReadAll(v1::SheetPageRequest request, const ReadLimits& limits,
                                   int* pages) {
    std::vector<std::string> rows;
    for (*pages = 0; *pages < 1000;) {
      ++*pages;
      const auto response = Read(request, limits);
      EXPECT_THAT(response, IsOk());
      if (!response.ok()) break;
      for (const std::string& row : ShowAll(response->rows())) rows.push_back(row);
      if (response->next_start_row() == 0) break;
      EXPECT_GT(response->next_start_row(), request.start_row());
      request.set_start_row(response->next_start_row());
    }
    return rows;
  }
};

TEST_F(SheetPageTest, ReadsRowsAndLeavesEmptyOnesOut) {
  ASSERT_OK_AND_ASSIGN(const auto response, Read(Request(FileId("a.xlsx"), "data")));
  EXPECT_EQ(response.sheet_name(), "Data");
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_THAT(response.columns(), ElementsAre("A", "B", "C", "D"));
  EXPECT_THAT(ShowAll(response.rows()),
              ElementsAre("1: 'Item' 'Amount' 'Due' -", "2: 'Rent' 1000 date 2026-01-31 2000",
                          "3: 'Food' 500 - 1000", "5: TRUE #DIV/0! - 1500", "9: 'end' - - -"));
  EXPECT_EQ(response.last_row(), 9);
  EXPECT_EQ(response.next_start_row(), 0);
  EXPECT_THAT(response.formulas(), IsEmpty());
  EXPECT_FALSE(response.stale_values());
}

TEST_F(SheetPageTest, PageSizeCountsSheetRowsAndTheNextPageSkipsEmptyOnes) {
  auto request = Request(FileId("a.xlsx"));
  request.set_start_row(2);
  request.set_page_size(4);
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
  EXPECT_THAT(ShowAll(response.rows()),
              ElementsAre("2: 'Rent' 1000 date 2026-01-31 2000", "3: 'Food' 500 - 1000",
                          "5: TRUE #DIV/0! - 1500"));
  EXPECT_EQ(response.next_start_row(), 9);
}

TEST_F(SheetPageTest, ColumnsNarrowRowsAndContinuation) {
  auto request = Request(FileId("a.xlsx"));
  request.set_columns("b:D");
  request.set_start_row(3);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(auto response, Read(request));
  EXPECT_THAT(response.columns(), ElementsAre("B", "C", "D"));
  EXPECT_THAT(ShowAll(response.rows()), ElementsAre("3: 500 - 1000"));
  EXPECT_EQ(response.next_start_row(), 5);
  request.set_start_row(5);
  ASSERT_OK_AND_ASSIGN(response, Read(request));
  EXPECT_EQ(response.next_start_row(), 0) << "row 9 has no cell in B:D";
}

TEST_F(SheetPageTest, AllColumnsAreCutToTheUsedOnes) {
  auto request = Request(FileId("a.xlsx"));
  request.set_columns("A:XFD");
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
  EXPECT_THAT(response.columns(), ElementsAre("A", "B", "C", "D"));
}

TEST_F(SheetPageTest, FormulasComeWhenAskedFor) {
  auto request = Request(FileId("a.xlsx"));
  request.set_include_formulas(true);
  request.set_start_row(3);
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
  ASSERT_EQ(response.formulas_size(), 2);
  EXPECT_EQ(response.formulas(0).address(), "D3");
  EXPECT_EQ(response.formulas(0).formula(), "=B3*2");
  EXPECT_EQ(response.formulas(1).address(), "D5");
  EXPECT_EQ(response.formulas(1).formula(), "=SUM(B2:B3)");
}

TEST_F(SheetPageTest, EveryPageStaysWithinTheBudgetAndNoRowIsLost) {
  constexpr int kRows = 9000;
  WriteFile("tall.xlsx", TallWorkbook(kRows));
  auto request = Request(FileId("tall.xlsx"));
  request.set_page_size(500);
  std::vector<std::string> expected;
  for (int row = 1; row <= kRows; ++row) expected.push_back(StrCat(row, ": 'r", row, "' ", row));

  int pages = 0;
  EXPECT_EQ(ReadAll(request, {}, &pages), expected);
  EXPECT_EQ(pages, kRows / 500);

  ReadLimits limits;
  limits.max_bytes = 8 * 1024;
  limits.max_cells = 300;
  EXPECT_EQ(ReadAll(request, limits, &pages), expected);
  EXPECT_GE(pages, kRows / 150);
  ASSERT_OK_AND_ASSIGN(const auto page, Read(request, limits));
  EXPECT_THAT(page.ByteSizeLong(), Le(size_t{8 * 1024}));
  EXPECT_THAT(page.rows_size(), Le(150));
}

TEST_F(SheetPageTest, ARowLargerThanTheBudgetIsReturnedAlone) {
  const std::string long_text(5000, 'x');
  const std::string fork = ForkOf("a.xlsx");
  Edit(fork, {TextEdit("A3", long_text)});
  auto request = Request(fork);
  request.set_start_row(3);
  ReadLimits limits;
  limits.max_bytes = 1024;
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request, limits));
  ASSERT_EQ(response.rows_size(), 1);
  EXPECT_EQ(response.rows(0).values(0).text(), long_text);
  EXPECT_EQ(response.next_start_row(), 5);
}

TEST_F(SheetPageTest, TellsThatValuesAreStale) {
  const std::string fork = ForkOf("a.xlsx");
  Edit(fork, {NumberEdit("B2", 7)});
  ASSERT_OK_AND_ASSIGN(const auto response, Read(Request(fork)));
  EXPECT_TRUE(response.stale_values());
}

TEST_F(SheetPageTest, ReadsAnEmptySheetAndBehindTheEnd) {
  auto request = Request(FileId("a.xlsx"), "Notes");
  request.set_columns("A:XFD");
  ASSERT_OK_AND_ASSIGN(auto response, Read(request));
  EXPECT_EQ(response.rows_size(), 0);
  EXPECT_EQ(response.columns_size(), 0);
  EXPECT_EQ(response.last_row(), 0);
  EXPECT_EQ(response.next_start_row(), 0);
  request = Request(FileId("a.xlsx"));
  request.set_start_row(10);
  ASSERT_OK_AND_ASSIGN(response, Read(request));
  EXPECT_EQ(response.rows_size(), 0);
  EXPECT_EQ(response.last_row(), 9);
  EXPECT_EQ(response.next_start_row(), 0);
}

TEST_F(SheetPageTest, NamesWhatIsWrong) {
  const std::string id = FileId("a.xlsx");
  EXPECT_THAT(Read(Request(id, "Daten")), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(Read(Request(id, "Chart")), HasReason(ErrorReason::kNotAWorksheet));
  auto request = Request(id);
  request.set_revision("rev-unknown");
  EXPECT_THAT(Read(request), HasReason(ErrorReason::kRevisionNotFound));
  for (const char* columns : {"A1:B2", "A", "1:3", "A:ZZZZ", "A:"}) {
    request = Request(id);
    request.set_columns(columns);
    const auto response = Read(request);
    EXPECT_THAT(response, HasReason(ErrorReason::kInvalidRange)) << columns;
    EXPECT_EQ(FieldOf(response.status()), "columns");
  }
}

}  // namespace
}  // namespace sheetgate::workbook
