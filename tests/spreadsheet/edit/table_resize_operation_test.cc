#include "spreadsheet/edit/table_resize_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using sheetgate::tests::HasReason;
using ::testing::HasSubstr;

// Table Sales in A1:B4 of sheet Data, with `extra` behind its cells.
tests::WorkbookPtr Book(std::string_view totals = "", std::string_view extra = "") {
  tests::ObjectPackage package;
  package
      .Sheet("Data",
             Concat("<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>Item</v></c><c "
                    "r=\"B1\" t=\"str\"><v>Net</v></c></row></sheetData>",
                    extra, "<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>"))
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"}})
      .Part("xl/tables/table1.xml",
            Concat("<table id=\"1\" name=\"Sales\" displayName=\"Sales\" ref=\"A1:B4\"", totals,
                   "><autoFilter ref=\"A1:B4\"/><tableColumns count=\"2\"><tableColumn id=\"1\" "
                   "name=\"Item\"/><tableColumn id=\"2\" name=\"Net\"/></tableColumns></table>"));
  return tests::Open(package.Build());
}

absl::StatusOr<std::string> TableAfter(const tests::WorkbookPtr& workbook, std::string_view name,
                                       std::string_view range) {
  const auto after = ApplyOperation(
      *workbook, TableResizeOperation("data", std::string(name), *ParseRange(range)), {});
  if (!after.ok()) return after.status();
  return tests::PartOf(tests::Write(*after), "xl/tables/table1.xml");
}

TEST(TableResizeOperationTest, TheFilterGrowsWithTheTable) {
  ASSERT_OK_AND_ASSIGN(const std::string table, TableAfter(Book(), "sales", "A1:B9"));
  EXPECT_THAT(table, HasSubstr("ref=\"A1:B9\"><autoFilter ref=\"A1:B9\"/><tableColumns"));
  ASSERT_OK_AND_ASSIGN(const std::string totals,
                       TableAfter(Book(" totalsRowCount=\"1\""), "Sales", "A1:B9"));
  EXPECT_THAT(totals, HasSubstr("<autoFilter ref=\"A1:B8\"/>"));
}

TEST(TableResizeOperationTest, OnlyTheLastRowMayDiffer) {
  EXPECT_THAT(TableAfter(Book(), "Sales", "A1:C9"), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(TableAfter(Book(), "Sales", "A2:B9"), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(TableAfter(Book(), "Sales", "A1:B1"), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(TableAfter(Book(), "Prices", "A1:B9"), HasReason(ErrorReason::kInvalidArgument));
}

TEST(TableResizeOperationTest, MergedCellsStandInTheWay) {
  const auto merged = Book("", "<mergeCells count=\"1\"><mergeCell ref=\"B6:C6\"/></mergeCells>");
  EXPECT_THAT(TableAfter(merged, "Sales", "A1:B9"), HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(TableAfter(merged, "Sales", "A1:B5"), sheetgate::tests::IsOk());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
