#include "spreadsheet/edit/table_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/edit/copy_operation.h"
#include "spreadsheet/edit/table_operation.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using ::testing::ElementsAre;

// Table Sales in A1:C3 with the columns Item, Price, Count; formulas in E1 and E2.
WorkbookPtr Book() {
  ObjectPackage package;
  package.Sheet("Data",
                "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>Item</v></c><c r=\"B1\" "
                "t=\"str\"><v>Price</v></c><c r=\"C1\" t=\"str\"><v>Count</v></c><c r=\"E1\"><f>"
                "SUM(Sales[Price])</f></c></row><row r=\"2\"><c r=\"B2\"><v>1</v></c><c "
                "r=\"C2\"><v>5</v></c><c r=\"E2\"><f>Sales[[#This Row],[Count]]*2</f></c></row>"
                "</sheetData>");
  auto table = ApplyOperation(*Open(package.Build()),
                              CreateTableOperation("Data", *ParseRange("A1:C3"), "Sales", {}), {});
  EXPECT_THAT(table, IsOk());
  return table.value_or(nullptr);
}

WorkbookPtr Edited(const std::vector<CellChange>& changes) {
  const WorkbookPtr book = Book();
  const auto renames = RenamesColumns(*book, changes, {});
  EXPECT_THAT(renames, IsOk());
  EXPECT_TRUE(renames.value_or(false));
  auto named = ApplyCells(*book, changes, {});
  EXPECT_THAT(named, IsOk());
  return named.value_or(book);
}

std::vector<std::string> ColumnsOf(const WorkbookPtr& workbook) {
  std::vector<std::string> names;
  const auto features = workbook->LoadFeatures(0, {});
  EXPECT_THAT(features, IsOk());
  if (!features.ok()) return names;
  for (const TableColumn& column : (*features)->tables.at(0).columns) names.push_back(column.name);
  return names;
}

std::string FormulaAt(const WorkbookPtr& workbook, std::string_view address) {
  return Load(workbook)->Formula(*ParseCell(address));
}

TEST(TableHeadersTest, AWrittenHeaderRenamesItsColumnAndReferencesFollow) {
  const WorkbookPtr after = Edited({SetValue("B1", "Unit price [EUR]"), SetValue("B2", 2.0)});
  EXPECT_THAT(ColumnsOf(after), ElementsAre("Item", "Unit price [EUR]", "Count"));
  EXPECT_EQ(ValueAt(*Load(after), "B1"), "'Unit price [EUR]'");
  EXPECT_EQ(ValueAt(*Load(after), "B2"), "2");
  EXPECT_EQ(FormulaAt(after, "E1"), "SUM(Sales[Unit price '[EUR']])");
  EXPECT_EQ(FormulaAt(after, "E2"), "Sales[[#This Row],[Count]]*2");
  // What is written reads the same.
  EXPECT_THAT(ColumnsOf(Open(Write(after))), ElementsAre("Item", "Unit price [EUR]", "Count"));
}

TEST(TableHeadersTest, HeadersAreTextsEachOnce) {
  const WorkbookPtr after =
      Edited({SetValue("A1", 2026.0), SetValue("B1", "count"), SetValue("C1", {})});
  EXPECT_THAT(ColumnsOf(after), ElementsAre("2026", "count", "Column1"));
  EXPECT_EQ(ValueAt(*Load(after), "A1"), "'2026'");
  EXPECT_EQ(ValueAt(*Load(after), "C1"), "'Column1'");

  const WorkbookPtr twice = Edited({SetValue("B1", "Item")});
  EXPECT_THAT(ColumnsOf(twice), ElementsAre("Item", "Item2", "Count"));
  EXPECT_EQ(ValueAt(*Load(twice), "B1"), "'Item2'");
}

TEST(TableHeadersTest, AFormulaInAHeaderBecomesAText) {
  const WorkbookPtr after = Edited({SetFormula("C1", "1+1")});
  EXPECT_FALSE(Load(after)->Find(*ParseCell("C1"))->has_formula());
  EXPECT_EQ(ValueAt(*Load(after), "C1"), "'" + ColumnsOf(after).at(2) + "'");
}

TEST(TableHeadersTest, NamesMayTradePlaces) {
  const WorkbookPtr after = Edited({SetValue("B1", "Count"), SetValue("C1", "Price")});
  EXPECT_THAT(ColumnsOf(after), ElementsAre("Item", "Count", "Price"));
  EXPECT_EQ(FormulaAt(after, "E1"), "SUM(Sales[Count])");
  EXPECT_EQ(FormulaAt(after, "E2"), "Sales[[#This Row],[Price]]*2");
}

TEST(TableHeadersTest, CellsThatOperationsWriteCount) {
  const auto copied = ApplyOperation(
      *Book(),
      CopyRangeOperation({.sheet_name = "Data", .source = *ParseRange("B2"), .anchor = {1, 3}}),
      {});
  ASSERT_THAT(copied, IsOk());
  EXPECT_THAT(ColumnsOf(*copied), ElementsAre("Item", "Price", "1"));
  EXPECT_EQ(FormulaAt(*copied, "E2"), "Sales[[#This Row],[1]]*2");
}

TEST(TableHeadersTest, OtherCellsAndResultsAreNoHeaders) {
  const WorkbookPtr book = Book();
  for (const CellChange& change : {SetValue("A2", "x"), SetValue("D1", "x"), SetResult("B1", "x"),
                                   SetFormula("E1", "1"), SetValue("B1", "Price")}) {
    const auto renames = RenamesColumns(*book, {change}, {});
    ASSERT_THAT(renames, IsOk());
    EXPECT_FALSE(*renames) << FormatCell(change.cell);
  }
}

TEST(TableHeadersTest, TooLongANameIsRefused) {
  const std::vector<CellChange> changes = {SetValue("B1", std::string(300, 'x'))};
  EXPECT_THAT(ApplyCells(*Book(), changes, {}),
              HasReason(platform::ErrorReason::kStructureConflict));
}

}  // namespace
}  // namespace sheetgate::tests
