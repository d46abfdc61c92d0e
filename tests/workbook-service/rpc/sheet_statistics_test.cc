#include "workbook-service/rpc/sheet_statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;

class SheetStatisticsTest : public RpcTest {
 protected:
  SheetStatisticsTest() { WriteFile("a.xlsx", SampleWorkbook()); }
  v1::SheetStatisticsRequest Request(const std::string& sheet = "Data") {
    v1::SheetStatisticsRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_sheet_name(sheet);
    return request;
  }
  absl::StatusOr<v1::SheetStatisticsResponse> Count(const v1::SheetStatisticsRequest& request) {
    return SheetStatistics(request, context(), session(), {});
  }
};

TEST_F(SheetStatisticsTest, CountsInAllAndForEachColumn) {
  ASSERT_OK_AND_ASSIGN(const auto response, Count(Request()));
  EXPECT_EQ(response.sheet_name(), "Data");
  EXPECT_EQ(response.used_range(), "A1:D9");
  EXPECT_EQ(response.types().text(), 6);
  EXPECT_EQ(response.types().number(), 5);
  EXPECT_EQ(response.types().date(), 1);
  EXPECT_EQ(response.types().boolean(), 1);
  EXPECT_EQ(response.types().error(), 1);
  EXPECT_EQ(response.formulas(), 3);
  EXPECT_FALSE(response.has_formulas_without_result());
  EXPECT_EQ(response.density(), 0.3889) << "14 of 36 cells";
  EXPECT_EQ(response.rows(), 5);
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).error() + " " + response.errors(0).first_cell(), "#DIV/0! B5");
  ASSERT_EQ(response.columns_size(), 4);
  const v1::ColumnFacts& amount = response.columns(1);
  EXPECT_EQ(amount.column() + " " + amount.first_text() + " " + amount.rows(), "B Amount 1:5");
  EXPECT_EQ(amount.types().number(), 2);
  EXPECT_EQ(amount.types().empty(), 1);
  EXPECT_EQ(amount.min(), 500);
  EXPECT_EQ(amount.max(), 1000);
  EXPECT_EQ(amount.mean(), 750);
  EXPECT_EQ(response.columns(2).first_date(), "2026-01-31");
  EXPECT_EQ(response.columns(3).formulas(), 3);
  EXPECT_EQ(response.columns(3).first_text(), "");
}

TEST_F(SheetStatisticsTest, OfARangeOrAnEmptySheet) {
  v1::SheetStatisticsRequest request = Request();
  request.set_range("B2:B100");
  ASSERT_OK_AND_ASSIGN(const auto range, Count(request));
  EXPECT_EQ(range.used_range(), "B2:B9");
  EXPECT_EQ(range.types().number(), 2);
  EXPECT_EQ(range.columns_size(), 1);
  request.set_range("X1:Z9");
  ASSERT_OK_AND_ASSIGN(const auto outside, Count(request));
  EXPECT_THAT(outside.columns(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto empty, Count(Request("Notes")));
  EXPECT_EQ(empty.used_range(), "");
}

TEST_F(SheetStatisticsTest, PagesTogetherAreTheWhole) {
  v1::SheetStatisticsRequest request = Request();
  request.set_page_size(3);
  std::vector<std::string> columns;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Count(request));
    EXPECT_EQ(page.formulas(), 3) << "totals are those of the sheet on every page";
    for (const v1::ColumnFacts& column : page.columns()) columns.push_back(column.column());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(columns, ElementsAre("A", "B", "C", "D"));
}

TEST_F(SheetStatisticsTest, NamesWhatIsWrong) {
  v1::SheetStatisticsRequest request = Request();
  request.set_range("A1:");
  const auto range = Count(request);
  ASSERT_THAT(range, HasReason(ErrorReason::kInvalidRange));
  EXPECT_EQ(FieldOf(range.status()), "range");
  request = Request();
  request.set_page_token("x");
  EXPECT_THAT(Count(request), HasReason(ErrorReason::kInvalidPageToken));
  EXPECT_THAT(Count(Request("Nowhere")), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(Count(Request("Chart")), HasReason(ErrorReason::kNotAWorksheet));
}

}  // namespace
}  // namespace sheetgate::workbook
