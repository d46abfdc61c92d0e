#include "spreadsheet/edit/table_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "spreadsheet/edit/merge_operation.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kTablePart = "xl/tables/table1.xml";

RangeRef Range(std::string_view text) { return *ParseRange(text); }

// Headers Item, 2026, (empty), item and two rows below in A1:D3; a formula in F1; merged cells in
// H1:I1; something in A6.
WorkbookPtr Book() {
  ObjectPackage package;
  package
      .Sheet("Data",
             "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>Item</v></c><c r=\"B1\"><v>2026</v>"
             "</c><c r=\"D1\" t=\"str\"><v>item</v></c><c r=\"F1\"><f>SUM(B2:B3)</f></c></row><row "
             "r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"D2\"><v>5</v></c></row><row r=\"3\"><c "
             "r=\"B3\"><v>2</v></c></row><row r=\"6\"><c r=\"A6\"><v>9</v></c></row></sheetData>"
             "<mergeCells count=\"1\"><mergeCell ref=\"H1:I1\"/></mergeCells><extLst/>")
      .Sheet("Total", "<sheetData><row r=\"1\"><c r=\"A1\"><f>1+1</f></c></row></sheetData>");
  return Open(package.Build());
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

WorkbookPtr WithTable(std::string_view range = "A1:D3") {
  return Do(Book(), CreateTableOperation("Data", Range(range), "Sales", {}));
}

std::string Refusal(const WorkbookPtr& book, const Operation& operation, ErrorReason reason) {
  const auto after = ApplyOperation(*book, operation, {});
  EXPECT_THAT(after, HasReason(reason));
  return std::string(after.status().message());
}

TEST(TableOperationTest, MakesATableWithUniqueHeaders) {
  const WorkbookPtr after = WithTable();
  const PackageBytes written = Write(after);
  EXPECT_THAT(
      PartOf(written, kTablePart),
      HasSubstr("id=\"1\" name=\"Sales\" displayName=\"Sales\" ref=\"A1:D3\" totalsRowShown=\"0\">"
                "<autoFilter ref=\"A1:D3\"/><tableColumns count=\"4\"><tableColumn id=\"1\" "
                "name=\"Item\"/><tableColumn id=\"2\" name=\"2026\"/><tableColumn id=\"3\" "
                "name=\"Column1\"/><tableColumn id=\"4\" name=\"item2\"/></tableColumns>"
                "<tableStyleInfo name=\"TableStyleMedium2\" showFirstColumn=\"0\" "
                "showLastColumn=\"0\" showRowStripes=\"1\" showColumnStripes=\"0\"/></table>"));
  EXPECT_EQ(ValueAt(*Load(after), "B1"), "'2026'");
  EXPECT_EQ(ValueAt(*Load(after), "C1"), "'Column1'");
  EXPECT_EQ(ValueAt(*Load(after), "D1"), "'item2'");
  const std::string sheet = SheetContent(written);
  EXPECT_LT(sheet.find("<tableParts count=\"1\">"), sheet.find("<extLst"));
  EXPECT_THAT(PartOf(written, "[Content_Types].xml"), HasSubstr("spreadsheetml.table+xml"));
  ASSERT_OK_AND_ASSIGN(const auto features, after->LoadFeatures(0, {}));
  ASSERT_EQ(features->tables.size(), 1u);
}

TEST(TableOperationTest, TablesHaveIdsAndNamesOfTheirOwn) {
  TableLook look;
  look.name = "";
  look.last_column = true;
  WorkbookPtr after = Do(Do(Book(), CreateTableOperation("Total", Range("C1:C2"), "", look)),
                         CreateTableOperation("Total", Range("E1:E2"), "", {}));
  after = Do(after, CreateTableOperation("Total", Range("G1:G2"), "", {}));
  const PackageBytes written = Write(after);
  EXPECT_THAT(PartOf(written, kTablePart),
              HasSubstr("<tableStyleInfo showFirstColumn=\"0\" showLastColumn=\"1\""));
  EXPECT_THAT(PartOf(written, "xl/tables/table3.xml"), HasSubstr("id=\"3\" name=\"Table3\""));
  EXPECT_THAT(SheetContent(written, 2), HasSubstr("<tableParts count=\"3\">"));
}

TEST(TableOperationTest, RefusesWhatStandsInTheWay) {
  const WorkbookPtr book = WithTable("A1:B3");
  EXPECT_THAT(Refusal(book, CreateTableOperation("Data", Range("B2:D5"), "", {}),
                      ErrorReason::kStructureConflict),
              HasSubstr("'Sales'"));
  EXPECT_THAT(Refusal(book, CreateTableOperation("Data", Range("G1:H3"), "", {}),
                      ErrorReason::kStructureConflict),
              HasSubstr("H1:I1"));
  EXPECT_THAT(Refusal(book, CreateTableOperation("Data", Range("D5:E5"), "", {}),
                      ErrorReason::kInvalidRange),
              HasSubstr("one row"));
  Refusal(book, CreateTableOperation("Data", Range("D5:E6"), "sales", {}),
          ErrorReason::kInvalidArgument);
  Refusal(book, CreateTableOperation("Data", Range("D5:E6"), "A1", {}),
          ErrorReason::kInvalidArgument);
  TableLook look;
  look.name = "TableStyleMedium29";
  EXPECT_THAT(Refusal(book, CreateTableOperation("Data", Range("D5:E6"), "", look),
                      ErrorReason::kInvalidArgument),
              HasSubstr("TableStyleMedium1 to 28"));
}

TEST(TableOperationTest, ReferencesFollowANewName) {
  WorkbookPtr book = Edit(WithTable(), {SetFormula("A1", "SUM(Sales[2026])", 1)});
  book = Do(book, RenameTableOperation("sales", "Costs"));
  EXPECT_EQ(Load(book, 1)->Formula(At("A1")), "SUM(Costs[2026])");
  EXPECT_THAT(PartOf(Write(book), kTablePart), HasSubstr("name=\"Costs\" displayName=\"Costs\""));
  EXPECT_THAT(Refusal(book, RenameTableOperation("Cost", "X_"), ErrorReason::kInvalidArgument),
              HasSubstr("did you mean 'Costs'"));
}

TEST(TableOperationTest, ResizingNamesNewColumnsAndLosesOthers) {
  WorkbookPtr book = Edit(WithTable("A1:B3"), {SetFormula("A1", "SUM(Sales[Item])", 1),
                                               SetFormula("A2", "SUM(Sales[2026])", 1)});
  book = Do(book, ResizeTableOperation("Sales", Range("B1:D5")));
  EXPECT_EQ(Load(book, 1)->Formula(At("A1")), "SUM(Sales[#REF!])");
  EXPECT_EQ(Load(book, 1)->Formula(At("A2")), "SUM(Sales[2026])");
  EXPECT_THAT(
      PartOf(Write(book), kTablePart),
      HasSubstr("ref=\"B1:D5\" totalsRowShown=\"0\"><autoFilter ref=\"B1:D5\"/><tableColumns "
                "count=\"3\"><tableColumn id=\"2\" name=\"2026\"/><tableColumn id=\"3\" "
                "name=\"Column1\"/><tableColumn id=\"4\" name=\"item\"/></tableColumns>"));
  EXPECT_EQ(ValueAt(*Load(book), "C1"), "'Column1'");
}

TEST(TableOperationTest, ResizingKeepsTheHeaderWhereItIs) {
  const WorkbookPtr book = WithTable("A1:B3");
  Refusal(book, ResizeTableOperation("Sales", Range("A2:B3")), ErrorReason::kInvalidRange);
  Refusal(book, ResizeTableOperation("Sales", Range("A1:B1")), ErrorReason::kInvalidRange);
  Refusal(book, ResizeTableOperation("Sales", Range("C1:D3")), ErrorReason::kInvalidRange);
  Refusal(book, ResizeTableOperation("Sales", Range("A1:H3")), ErrorReason::kStructureConflict);
}

TEST(TableOperationTest, ResizingMovesTheTotalsRowAndWhatRefersToIt) {
  WorkbookPtr book = Do(WithTable("A1:D3"), SetTotalsRowOperation("Sales", true, {}));
  book = Edit(book, {SetFormula("A1", "Data!D4+SUM(Sales[[#Totals],[item2]])", 1)});
  // A6 is taken: the table may take it in, but the totals may not stand on it.
  EXPECT_THAT(
      Refusal(book, ResizeTableOperation("Sales", Range("A1:D5")), ErrorReason::kStructureConflict),
      HasSubstr("A6 is not empty; insert a row there first"));
  book = Do(book, ResizeTableOperation("Sales", Range("A1:D7")));
  EXPECT_EQ(ValueAt(*Load(book), "A4"), "none");
  EXPECT_EQ(ValueAt(*Load(book), "A8"), "'Total'");
  EXPECT_EQ(Load(book)->Formula(At("D8")), "SUBTOTAL(109,Sales[item2])");
  EXPECT_EQ(Load(book, 1)->Formula(At("A1")), "Data!D8+SUM(Sales[[#Totals],[item2]])");
  EXPECT_THAT(PartOf(Write(book), kTablePart),
              AllOf(HasSubstr("ref=\"A1:D8\""), HasSubstr("<autoFilter ref=\"A1:D7\"/>")));
  // Up again: its old row lies in no table then.
  book = Do(book, ResizeTableOperation("Sales", Range("A1:D3")));
  EXPECT_EQ(Load(book)->Formula(At("D4")), "SUBTOTAL(109,Sales[item2])");
  EXPECT_EQ(ValueAt(*Load(book), "D8"), "none");
  EXPECT_EQ(ValueAt(*Load(book), "A6"), "9");
  EXPECT_THAT(
      Refusal(book, ResizeTableOperation("Sales", Range("A1:D2")), ErrorReason::kStructureConflict),
      HasSubstr("B3 is not empty"));
}

TEST(TableOperationTest, ColumnsThatLeaveTakeTheirTotals) {
  WorkbookPtr book = Do(WithTable("A1:D3"), SetTotalsRowOperation("Sales", true, {}));
  book = Do(book, ResizeTableOperation("Sales", Range("A1:C3")));
  EXPECT_EQ(ValueAt(*Load(book), "A4"), "'Total'");
  EXPECT_EQ(ValueAt(*Load(book), "D4"), "none");
  EXPECT_THAT(PartOf(Write(book), kTablePart),
              AllOf(HasSubstr("ref=\"A1:C4\""), HasSubstr("<autoFilter ref=\"A1:C3\"/>"),
                    HasSubstr("<tableColumns count=\"3\">")));
}

TEST(TableOperationTest, OnlyNewCellsStandInTheWayOfResizing) {
  const WorkbookPtr book = Edit(WithTable("A1:B3"), {SetValue("C7", 1.0)});
  Refusal(Do(book, MergeOperation("Data", Range("B5:C5"))),
          ResizeTableOperation("Sales", Range("A1:B5")), ErrorReason::kStructureConflict);
  const WorkbookPtr after = Do(book, ResizeTableOperation("sales", Range("A1:B9")));
  EXPECT_THAT(PartOf(Write(after), kTablePart), HasSubstr("<autoFilter ref=\"A1:B9\"/>"));
}

TEST(TableOperationTest, ATotalsRowComesAndGoesWithItsCells) {
  WorkbookPtr book = Do(WithTable(), SetTotalsRowOperation("Sales", true, {}));
  EXPECT_EQ(ValueAt(*Load(book), "A4"), "'Total'");
  EXPECT_EQ(Load(book)->Formula(At("D4")), "SUBTOTAL(109,Sales[item2])");
  const std::string part = PartOf(Write(book), kTablePart);
  EXPECT_THAT(part, HasSubstr("ref=\"A1:D4\" totalsRowShown=\"1\""));
  EXPECT_THAT(part, HasSubstr("<autoFilter ref=\"A1:D3\"/>"));
  book = Do(book, SetTotalsRowOperation(
                      "Sales", true, {{"2026", "=SUM(Sales[2026])*2", ""}, {"Item", "", "All"}}));
  EXPECT_EQ(Load(book)->Formula(At("B4")), "SUM(Sales[2026])*2");
  EXPECT_EQ(ValueAt(*Load(book), "A4"), "'All'");
  EXPECT_EQ(Load(book)->Formula(At("D4")), "SUBTOTAL(109,Sales[item2])");
  EXPECT_THAT(PartOf(Write(book), kTablePart),
              HasSubstr("totalsRowFunction=\"custom\" id=\"2\" name=\"2026\"><totalsRowFormula>SUM("
                        "Sales[2026])*2</totalsRowFormula></tableColumn>"));
  book = Do(book, SetTotalsRowOperation("Sales", false, {}));
  EXPECT_EQ(ValueAt(*Load(book), "A4"), "none");
  EXPECT_THAT(PartOf(Write(book), kTablePart), HasSubstr("ref=\"A1:D3\""));
  ASSERT_OK_AND_ASSIGN(const auto features, book->LoadFeatures(0, {}));
  EXPECT_EQ(features->tables[0].totals_rows, 0);
}

TEST(TableOperationTest, ATotalsRowNeedsAnEmptyRow) {
  const WorkbookPtr book = WithTable("A1:B5");
  EXPECT_THAT(
      Refusal(book, SetTotalsRowOperation("Sales", true, {}), ErrorReason::kStructureConflict),
      HasSubstr("A6 is not empty"));
  const WorkbookPtr small = WithTable();
  EXPECT_THAT(Refusal(small, SetTotalsRowOperation("Sales", true, {{"Nothing", "sum", ""}}),
                      ErrorReason::kInvalidArgument),
              HasSubstr("'Item', '2026'"));
  EXPECT_THAT(Refusal(small, SetTotalsRowOperation("Sales", true, {{"Item", "median", ""}}),
                      ErrorReason::kInvalidArgument),
              HasSubstr("average"));
  Refusal(small, SetTotalsRowOperation("Sales", true, {{"Item", "sum", "x"}}),
          ErrorReason::kInvalidArgument);
  Refusal(small, SetTotalsRowOperation("Sales", true, {{"Item", "=SUM(", ""}}),
          ErrorReason::kInvalidFormula);
}

TEST(TableOperationTest, ChangesTheStyleAndKeepsTheRest) {
  TableLook look;
  look.row_stripes = false;
  WorkbookPtr book = Do(WithTable(), SetTableStyleOperation("Sales", look));
  EXPECT_THAT(PartOf(Write(book), kTablePart),
              HasSubstr("name=\"TableStyleMedium2\" showFirstColumn=\"0\" showLastColumn=\"0\" "
                        "showRowStripes=\"0\""));
  look.name = "TableStyleDark11";
  book = Do(book, SetTableStyleOperation("Sales", look));
  EXPECT_THAT(PartOf(Write(book), kTablePart), HasSubstr("name=\"TableStyleDark11\""));
}

TEST(TableOperationTest, ADeletedTableLeavesItsCells) {
  WorkbookPtr book = Edit(WithTable(), {SetFormula("A1", "SUM(Sales[2026])", 1)});
  book = Do(book, DeleteTableOperation("Sales"));
  EXPECT_EQ(Load(book, 1)->Formula(At("A1")), "SUM(Data!$B$2:$B$3)");
  EXPECT_EQ(ValueAt(*Load(book), "A1"), "'Item'");
  const PackageBytes written = Write(book);
  EXPECT_EQ(PartOf(written, kTablePart), "<no such part>");
  EXPECT_THAT(SheetContent(written), Not(HasSubstr("tableParts")));
  EXPECT_THAT(PartOf(written, "[Content_Types].xml"), Not(HasSubstr("table+xml")));
}

}  // namespace
}  // namespace sheetgate::tests
