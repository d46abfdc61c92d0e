#include "workbook-service/rpc/list_sheets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/spreadsheet/testing/package_builder.h"
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

// Two merged ranges, one validation, two rules of one conditional format; the dimension is wrong.
std::string SheetWithFeatures() {
  return *tests::PackageBuilder()
              .Sheet("Plain", "<sheetData/>")
              .Sheet("Rich",
                     "<dimension ref=\"A1:C9\"/><sheetData><row r=\"2\"><c r=\"B2\"><v>1</v></c>"
                     "</row></sheetData><mergeCells><mergeCell ref=\"A1:B1\"/>"
                     "<mergeCell ref=\"A2:B2\"/></mergeCells><conditionalFormatting sqref=\"A1\">"
                     "<cfRule type=\"top10\" rank=\"1\"/><cfRule type=\"uniqueValues\"/>"
                     "</conditionalFormatting><dataValidations><dataValidation sqref=\"A1\"/>"
                     "</dataValidations>")
              .RawSheet("Damaged", "<worksheet><dimension ref=\"D4\"/><sheetData></worksheet>")
              .Build();
}

TEST_F(ListSheetsTest, CountsWhatElseASheetHas) {
  WriteFile("rich.xlsx", SheetWithFeatures());
  v1::ListSheetsRequest request;
  request.set_workbook_id(FileId("rich.xlsx"));
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto response, ListSheets(request, context(), session(), {}));
  ASSERT_EQ(response.sheets_size(), 2);
  const v1::SheetEntry& plain = response.sheets(0);
  EXPECT_TRUE(plain.has_cell_count() && plain.has_formula_count()) << "also when they are 0";
  EXPECT_FALSE(plain.has_merged_range_count() || plain.has_table_count() ||
               plain.has_data_validation_count() || plain.has_conditional_format_count());
  const v1::SheetEntry& rich = response.sheets(1);
  EXPECT_EQ(rich.used_range(), "B2");
  EXPECT_EQ(rich.declared_range(), "");
  EXPECT_EQ(rich.merged_range_count(), 2);
  EXPECT_FALSE(rich.has_table_count());
  EXPECT_EQ(rich.data_validation_count(), 1);
  EXPECT_EQ(rich.conditional_format_count(), 2);
}

TEST_F(ListSheetsTest, AQuickListReadsNoCells) {
  WriteFile("rich.xlsx", SheetWithFeatures());
  v1::ListSheetsRequest request;
  request.set_workbook_id(FileId("rich.xlsx"));
  EXPECT_THAT(ListSheets(request, context(), session(), {}), HasReason(ErrorReason::kFileCorrupt));
  request.set_quick(true);
  ASSERT_OK_AND_ASSIGN(const auto response, ListSheets(request, context(), session(), {}));
  ASSERT_EQ(response.sheets_size(), 3);
  EXPECT_EQ(response.sheets(0).declared_range(), "");
  const v1::SheetEntry& rich = response.sheets(1);
  EXPECT_EQ(rich.sheet_name(), "Rich");
  EXPECT_EQ(rich.declared_range(), "A1:C9");
  EXPECT_EQ(rich.used_range(), "");
  EXPECT_FALSE(rich.has_cell_count() || rich.has_formula_count() || rich.has_merged_range_count());
  EXPECT_EQ(response.sheets(2).declared_range(), "D4") << "its rows are damaged, and not read";
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
