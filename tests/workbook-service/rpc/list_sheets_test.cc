#include "workbook-service/rpc/list_sheets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::IsEmpty;
using tests::HasReason;

class ListSheetsTest : public RpcTest {
 protected:
  ListSheetsTest() { WriteFile("a.xlsx", SampleWorkbook()); }
};

TEST_F(ListSheetsTest, ShowsEverySheet) {
  v1::ListSheetsRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  ASSERT_OK_AND_ASSIGN(const auto response, ListSheets(request, context(), session(), {}));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_THAT(response.next_page_token(), IsEmpty());
  ASSERT_EQ(response.sheets_size(), 3);
  const v1::SheetEntry& data = response.sheets(0);
  EXPECT_EQ(data.sheet_name(), "Data");
  EXPECT_EQ(data.kind(), "worksheet");
  EXPECT_EQ(data.visibility(), "visible");
  EXPECT_EQ(data.used_range(), "A1:D9");
  EXPECT_EQ(data.cell_count(), 14);
  EXPECT_EQ(data.formula_count(), 3);
  const v1::SheetEntry& notes = response.sheets(1);
  EXPECT_EQ(notes.visibility(), "hidden");
  EXPECT_EQ(notes.used_range(), "");
  EXPECT_EQ(notes.cell_count(), 0);
  EXPECT_EQ(response.sheets(2).kind(), "chartsheet");
}

TEST_F(ListSheetsTest, LaterPagesReadTheRevisionOfTheFirst) {
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = HeadOf(fork);
  v1::ListSheetsRequest request;
  request.set_workbook_id(fork);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, ListSheets(request, context(), session(), {}));
  ASSERT_NE(Edit(fork, {NumberEdit("B2", 7)}), base);
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, ListSheets(request, context(), session(), {}));
  EXPECT_EQ(second.revision(), base);
  ASSERT_EQ(second.sheets_size(), 1);
  EXPECT_EQ(second.sheets(0).sheet_name(), "Notes");
  request.set_page_token(second.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto third, ListSheets(request, context(), session(), {}));
  EXPECT_EQ(third.sheets(0).sheet_name(), "Chart");
  EXPECT_THAT(third.next_page_token(), IsEmpty());
}

TEST_F(ListSheetsTest, RefusesTokensOfOtherWorkbooksAndUnknownRevisions) {
  v1::ListSheetsRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, ListSheets(request, context(), session(), {}));
  request.set_workbook_id(ForkOf("a.xlsx"));
  request.set_page_token(first.next_page_token());
  EXPECT_THAT(ListSheets(request, context(), session(), {}),
              HasReason(ErrorReason::kInvalidPageToken));
  request.clear_page_token();
  request.set_revision("rev-unknown");
  EXPECT_THAT(ListSheets(request, context(), session(), {}),
              HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
