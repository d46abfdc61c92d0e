// What stands on a sheet besides cells follows rows and columns.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/edit/sheet_operation.h"
#include "spreadsheet/edit/table_operation.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kTable =
    "<table id=\"1\" name=\"Sales\" displayName=\"Sales\" ref=\"A1:B4\"><autoFilter "
    "ref=\"A1:B4\"/><tableColumns count=\"2\"><tableColumn id=\"1\" name=\"Item\"/><tableColumn "
    "id=\"2\" name=\"Amount\"/></tableColumns></table>";

// A sheet with a table in A1:B4, a note on B3, a chart anchored to rows 6 to 10, and a second sheet
// with formulas about them.
WorkbookPtr Book() {
  ObjectPackage package;
  package
      .Sheet(
          "Data",
          "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>Item</v></c><c r=\"B1\" t=\"str\"><v>"
          "Amount</v></c></row><row r=\"3\"><c r=\"B3\"><v>5</v></c></row></sheetData>"
          "<drawing r:id=\"rId2\"/><legacyDrawing r:id=\"rId4\"/><tableParts count=\"1\">"
          "<tablePart r:id=\"rId1\"/></tableParts>")
      .Sheet("Total",
             "<sheetData><row r=\"1\"><c r=\"A1\"><f>SUM(Sales[Amount])</f></c><c r=\"B1\"><f>"
             "SUM(Data!B2:B4)</f></c></row></sheetData>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"},
                                           {"rId2", "drawing", "../drawings/drawing1.xml"},
                                           {"rId3", "comments", "../comments1.xml"},
                                           {"rId4", "vmlDrawing", "../drawings/vml1.vml"}})
      .Relate("xl/drawings/drawing1.xml", {{"rId1", "chart", "../charts/chart1.xml"}})
      .Part("xl/tables/table1.xml", kTable)
      .Part("xl/comments1.xml",
            "<comments><commentList><comment ref=\"B3\"><text/></comment><comment ref=\"A1\"/>"
            "</commentList></comments>")
      .Part("xl/drawings/vml1.vml",
            "<xml><v:shape id=\"a\"><x:ClientData><x:Anchor>2, 15, 2, 10, 4, 31, 6, 4</x:Anchor>"
            "<x:Row>2</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>")
      .Part("xl/drawings/drawing1.xml",
            "<wsDr><twoCellAnchor><from><col>0</col><row>5</row></from><to><col>3</col><row>9"
            "</row></to></twoCellAnchor><twoCellAnchor editAs=\"oneCell\"><from><col>0</col><row>1"
            "</row></from><to><col>3</col><row>9</row></to></twoCellAnchor><twoCellAnchor "
            "editAs=\"absolute\"><from><col>0</col><row>5</row></from><to><col>3</col><row>9</row>"
            "</to></twoCellAnchor></wsDr>")
      .Part("xl/charts/chart1.xml",
            "<chartSpace><f>Data!$B$2:$B$4</f><f>'Total'!$A$1</f></chartSpace>");
  return Open(package.Build());
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

LineOperation Lines(Axis axis, bool insert, int32_t first, int32_t count) {
  return LineOperation(
      {.sheet_name = "Data", .axis = axis, .insert = insert, .first = first, .count = count});
}

TEST(ObjectChangeTest, RowsInsertedMoveWhatStandsBelow) {
  const PackageBytes written = Write(Do(Book(), Lines(Axis::kRows, true, 3, 2)));
  EXPECT_THAT(PartOf(written, "xl/tables/table1.xml"), HasSubstr("ref=\"A1:B6\"><autoFilter "
                                                                 "ref=\"A1:B6\""));
  EXPECT_THAT(PartOf(written, "xl/comments1.xml"), HasSubstr("ref=\"B5\""));
  const std::string vml = PartOf(written, "xl/drawings/vml1.vml");
  EXPECT_THAT(vml, HasSubstr("<x:Anchor>2, 15, 4, 10, 4, 31, 8, 4</x:Anchor><x:Row>4</x:Row>"));
  EXPECT_THAT(PartOf(written, "xl/charts/chart1.xml"),
              HasSubstr("<f>Data!$B$2:$B$6</f><f>'Total'!$A$1</f>"));
  const std::string drawing = PartOf(written, "xl/drawings/drawing1.xml");
  EXPECT_THAT(drawing, HasSubstr("<twoCellAnchor><from><col>0</col><row>7</row></from><to><col>3"
                                 "</col><row>11</row>"));
  EXPECT_THAT(drawing, HasSubstr("oneCell\"><from><col>0</col><row>1</row></from><to><col>3</col>"
                                 "<row>9</row>"));
  EXPECT_THAT(drawing, HasSubstr("absolute\"><from><col>0</col><row>5</row></from><to><col>3</col>"
                                 "<row>9</row>"));
}

TEST(ObjectChangeTest, RowsInFrontOfTheTotalsAreFiltered) {
  const WorkbookPtr book = Do(Book(), SetTotalsRowOperation("Sales", true, {}));
  EXPECT_THAT(PartOf(Write(Do(book, Lines(Axis::kRows, true, 5, 2))), "xl/tables/table1.xml"),
              HasSubstr("ref=\"A1:B7\"><autoFilter ref=\"A1:B6\""));
}

TEST(ObjectChangeTest, RowsDeletedTakeTheirNotes) {
  const PackageBytes written = Write(Do(Book(), Lines(Axis::kRows, false, 3, 1)));
  EXPECT_EQ(PartOf(written, "xl/comments1.xml"),
            "<comments><commentList><comment ref=\"A1\"/></commentList></comments>");
  EXPECT_EQ(PartOf(written, "xl/drawings/vml1.vml"), "<xml></xml>");
  EXPECT_THAT(PartOf(written, "xl/tables/table1.xml"), HasSubstr("ref=\"A1:B3\""));
}

TEST(ObjectChangeTest, ColumnsInsertedIntoATableAreNamed) {
  const WorkbookPtr after = Do(Book(), Lines(Axis::kColumns, true, 2, 2));
  EXPECT_THAT(
      PartOf(Write(after), "xl/tables/table1.xml"),
      HasSubstr("<tableColumns count=\"4\"><tableColumn id=\"1\" name=\"Item\"/><tableColumn "
                "id=\"3\" name=\"Column1\"/><tableColumn id=\"4\" name=\"Column2\"/>"
                "<tableColumn id=\"2\" name=\"Amount\"/>"));
  EXPECT_EQ(ValueAt(*Load(after), "B1"), "'Column1'");
  EXPECT_EQ(ValueAt(*Load(after), "C1"), "'Column2'");
  EXPECT_EQ(ValueAt(*Load(after), "D1"), "'Amount'");
}

TEST(ObjectChangeTest, ColumnsDeletedLeaveTheTableAndItsReferences) {
  const WorkbookPtr after = Do(Book(), Lines(Axis::kColumns, false, 2, 1));
  EXPECT_THAT(PartOf(Write(after), "xl/tables/table1.xml"),
              HasSubstr("ref=\"A1:A4\"/><tableColumns count=\"1\"><tableColumn id=\"1\" "
                        "name=\"Item\"/></tableColumns>"));
  EXPECT_EQ(Load(after, 1)->Formula(At("A1")), "SUM(Sales[#REF!])");
  EXPECT_EQ(Load(after, 1)->Formula(At("B1")), "SUM(Data!#REF!)");
}

TEST(ObjectChangeTest, ATableGoesWithItsCellsOnly) {
  EXPECT_THAT(ApplyOperation(*Book(), Lines(Axis::kRows, false, 1, 1), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*Book(), Lines(Axis::kRows, false, 2, 3), {}),
              HasReason(ErrorReason::kStructureConflict));
  const WorkbookPtr after = Do(Book(), Lines(Axis::kRows, false, 1, 4));
  const PackageBytes written = Write(after);
  EXPECT_EQ(PartOf(written, "xl/tables/table1.xml"), "<no such part>");
  EXPECT_THAT(SheetContent(written), Not(HasSubstr("tablePart")));
  EXPECT_THAT(PartOf(written, "xl/worksheets/_rels/sheet1.xml.rels"), Not(HasSubstr("table1")));
  EXPECT_EQ(Load(after, 1)->Formula(At("A1")), "SUM(#REF!)");
}

TEST(ObjectChangeTest, WhatReferencesOtherSheetsIsRenamedEverywhere) {
  const PackageBytes written = Write(Do(Book(), RenameSheetOperation("Data", "Raw data")));
  EXPECT_THAT(PartOf(written, "xl/charts/chart1.xml"),
              HasSubstr("<f>'Raw data'!$B$2:$B$4</f><f>'Total'!$A$1</f>"));
  EXPECT_EQ(PartOf(written, "xl/tables/table1.xml"), kTable);
}

TEST(ObjectChangeTest, ADeletedSheetTakesItsTables) {
  const WorkbookPtr after = Do(Book(), DeleteSheetOperation("Data"));
  EXPECT_EQ(PartOf(Write(after), "xl/tables/table1.xml"), "<no such part>");
  EXPECT_EQ(Load(after)->Formula(At("A1")), "SUM(#REF!)");
}

}  // namespace
}  // namespace sheetgate::tests
