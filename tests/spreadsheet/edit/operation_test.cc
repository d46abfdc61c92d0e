#include "spreadsheet/edit/operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/edit/merge_operation.h"
#include "spreadsheet/edit/sheet_operation.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

LineChange Rows(int32_t first, int32_t count, bool insert = true) {
  return {
      .sheet_name = "Data", .axis = Axis::kRows, .insert = insert, .first = first, .count = count};
}
LineChange Columns(int32_t first, int32_t count, bool insert = true) {
  return {.sheet_name = "Data",
          .axis = Axis::kColumns,
          .insert = insert,
          .first = first,
          .count = count};
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

// One sheet "Data" with these children of its root.
WorkbookPtr Book(std::string_view content) {
  return Open(PackageBuilder().Sheet("Data", content).Build());
}

// The children of the worksheet after an operation.
std::string After(std::string_view content, const Operation& operation) {
  return SheetContent(Write(Do(Book(content), operation)));
}

TEST(LineOperationTest, InsertedRowsMoveRowsCellsAndFormulas) {
  const WorkbookPtr after =
      Do(Book("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2"
              "</v></c><c r=\"B2\"><f>A1+$A$2</f><v>3</v></c></row></sheetData>"),
         LineOperation(Rows(2, 3)));
  EXPECT_THAT(Cells(*Load(after)), ElementsAre("A1 1", "A5 2", "B5 3 =A1+$A$5"));
}

TEST(LineOperationTest, RowsWithoutNumbersGetThem) {
  const WorkbookPtr after =
      Do(Book("<sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>"),
         LineOperation(Rows(1, 1)));
  EXPECT_THAT(Cells(*Load(after)), ElementsAre("A2 1", "A3 2"));
}

TEST(LineOperationTest, InsertedRowsLookLikeTheRowAbove) {
  EXPECT_EQ(After("<sheetData><row r=\"1\" ht=\"30\" customHeight=\"1\"><c r=\"A1\" s=\"1\"><v>1"
                  "</v></c><c r=\"B1\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\"><v>3</v></c>"
                  "</row></sheetData>",
                  LineOperation(Rows(2, 1))),
            "<sheetData><row r=\"1\" ht=\"30\" customHeight=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c>"
            "<c r=\"B1\"><v>2</v></c></row><row r=\"2\" ht=\"30\" customHeight=\"1\"><c r=\"A2\" "
            "s=\"1\"/></row><row r=\"3\"><c r=\"A3\"><v>3</v></c></row></sheetData>");
}

TEST(LineOperationTest, InsertedColumnsLookLikeTheColumnInFront) {
  EXPECT_EQ(
      After("<cols><col min=\"1\" max=\"1\" width=\"20\"/><col min=\"2\" max=\"3\" "
            "width=\"5\"/></cols><sheetData><row r=\"1\" spans=\"1:2\"><c r=\"A1\" s=\"2\"><v>"
            "1</v></c><c r=\"B1\"><v>2</v></c></row></sheetData>",
            LineOperation(Columns(2, 2))),
      "<cols><col min=\"1\" max=\"3\" width=\"20\"/><col min=\"4\" max=\"5\" width=\"5\"/>"
      "</cols><sheetData><row r=\"1\"><c r=\"A1\" s=\"2\"><v>1</v></c><c r=\"B1\" s=\"2\"/>"
      "<c r=\"C1\" s=\"2\"/><c r=\"D1\"><v>2</v></c></row></sheetData>");
}

TEST(LineOperationTest, DeletedTargetsBecomeErrorsAndRangesShrink) {
  const WorkbookPtr after =
      Do(Book("<sheetData><row r=\"1\"><c r=\"A1\"><f>SUM(A2:A5)+A3</f></c></row><row r=\"3\"><c "
              "r=\"A3\"><v>1</v></c></row><row r=\"5\"><c r=\"A5\"><v>2</v></c></row></sheetData>"),
         LineOperation(Rows(3, 1, /*insert=*/false)));
  EXPECT_THAT(Cells(*Load(after)), ElementsAre("A1 empty =SUM(A2:A4)+#REF!", "A4 2"));
}

TEST(LineOperationTest, SharedFormulasStaySharedWhileAllMoveAlike) {
  const std::string_view content =
      "<sheetData><row r=\"2\"><c r=\"B2\"><f t=\"shared\" ref=\"B2:B4\" "
      "si=\"0\">A2*2</f></c></row>"
      "<row r=\"3\"><c r=\"B3\"><f t=\"shared\" si=\"0\"/></c></row><row r=\"4\"><c r=\"B4\"><f "
      "t=\"shared\" si=\"0\"/></c></row></sheetData>";
  EXPECT_THAT(After(content, LineOperation(Rows(1, 1))),
              HasSubstr("<f t=\"shared\" ref=\"B3:B5\" si=\"0\">A3*2</f>"));
  const WorkbookPtr cut = Do(Book(content), LineOperation(Rows(3, 1)));
  EXPECT_THAT(Cells(*Load(cut)), ElementsAre("B2 empty =A2*2", "B4 empty =A4*2", "B5 empty =A5*2"));
  const WorkbookPtr headless = Do(Book(content), LineOperation(Rows(2, 1, /*insert=*/false)));
  EXPECT_THAT(Cells(*Load(headless)), ElementsAre("B2 empty =A2*2", "B3 empty =A3*2"));
}

TEST(LineOperationTest, ArraysAreNotTorn) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A3\">B1:B3</f></c></row>"
      "</sheetData>");
  const auto refused = ApplyOperation(*book, LineOperation(Rows(2, 1)), {});
  EXPECT_THAT(refused, HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("A1:A3"));
  const WorkbookPtr moved = Do(book, LineOperation(Rows(1, 1)));
  EXPECT_EQ(Load(moved)->Formula(At("A2")), "B2:B4");
}

TEST(CreateSheetOperationTest, ASheetDeclaresThePrefixOthersDeclareForThemselves) {
  const std::string declaration = Concat(" xmlns:r=\"", kRelationshipSpace, "\"");
  const WorkbookPtr book =
      Open(PackageBuilder().Sheet("Data", "<sheetData/>", declaration).Build());
  EXPECT_THAT(PartOf(Write(Do(book, CreateSheetOperation("New", {}))), "xl/workbook.xml"),
              HasSubstr(Concat("<sheet name=\"New\" sheetId=\"2\"", declaration, " r:id=")));
}

TEST(LineOperationTest, DataTablesSayWhichInputCellIsGone) {
  constexpr std::string_view kContent =
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c>"
      "</row><row r=\"5\"><c r=\"B5\"><f t=\"dataTable\" ref=\"B5:C6\" dt2D=\"1\" dtr=\"1\" "
      "r1=\"A1\" r2=\"A2\"/><v>3</v></c></row></sheetData>";
  EXPECT_EQ(Load(Book(kContent))->Formula(At("B5")), "TABLE(A1,A2)");
  const WorkbookPtr first = Do(Book(kContent), LineOperation(Rows(1, 1, /*insert=*/false)));
  EXPECT_EQ(Load(first)->Formula(At("B4")), "TABLE(#REF!,A1)");
  EXPECT_THAT(SheetContent(Write(first)),
              HasSubstr("ref=\"B4:C5\" dt2D=\"1\" dtr=\"1\" r1=\"A1\" del1=\"1\" r2=\"A1\"/>"));
  const WorkbookPtr both = Do(first, LineOperation(Rows(1, 1, /*insert=*/false)));
  EXPECT_EQ(Load(both)->Formula(At("B3")), "TABLE(#REF!,#REF!)");
  const WorkbookPtr later = Do(both, LineOperation(Rows(1, 3)));
  EXPECT_THAT(SheetContent(Write(later)),
              HasSubstr("ref=\"B6:C7\" dt2D=\"1\" dtr=\"1\" r1=\"A1\" del1=\"1\" r2=\"A1\" "
                        "del2=\"1\"/>"));
}

TEST(LineOperationTest, RulesAndViewsFollow) {
  EXPECT_EQ(
      After(
          "<dimension ref=\"A1:B9\"/><sheetViews><sheetView><selection activeCell=\"A5\" "
          "sqref=\"A5:A6\"/></sheetView></sheetViews><sheetData/><mergeCells "
          "count=\"2\"><mergeCell "
          "ref=\"A2:A3\"/><mergeCell ref=\"A5:B5\"/></mergeCells><conditionalFormatting "
          "sqref=\"A1:A3 B9\"><cfRule type=\"expression\" priority=\"1\"><formula>A1&gt;$B$9"
          "</formula></cfRule></conditionalFormatting><dataValidations count=\"1\"><dataValidation "
          "sqref=\"B2\" type=\"list\"><formula1>$A$1:$A$3</formula1></dataValidation>"
          "</dataValidations><hyperlinks><hyperlink ref=\"A2\" location=\"Data!A9\"/></hyperlinks>"
          "<rowBreaks count=\"1\" manualBreakCount=\"1\"><brk id=\"1\"/></rowBreaks>",
          LineOperation(Rows(2, 2, /*insert=*/false))),
      "<dimension ref=\"A1:B7\"/><sheetViews><sheetView><selection activeCell=\"A3\" "
      "sqref=\"A3:A4\"/></sheetView></sheetViews><sheetData/><mergeCells count=\"1\"><mergeCell "
      "ref=\"A3:B3\"/></mergeCells><conditionalFormatting sqref=\"A1 B7\"><cfRule "
      "type=\"expression\" priority=\"1\"><formula>A1&gt;$B$7</formula></cfRule>"
      "</conditionalFormatting>");
}

TEST(LineOperationTest, ContentsDoNotLeaveTheGrid) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>"
      "</sheetData>");
  EXPECT_THAT(ApplyOperation(*book, LineOperation(Rows(5, 1)), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*book, LineOperation(Rows(1048577, 1)), {}),
              HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(ApplyOperation(*book, LineOperation(Rows(1048576, 2, /*insert=*/false)), {}),
              HasReason(ErrorReason::kInvalidRange));
}

TEST(LineOperationTest, SumsRightBelowGrowWhenAsked) {
  LineChange change = Rows(3, 2);
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v>"
      "</c></row><row r=\"3\"><c r=\"A3\"><f>SUM(A$1:A2)</f></c><c r=\"B3\"><f>SUM(A1:A2)*2"
      "</f></c></row></sheetData>");
  EXPECT_EQ(Load(Do(book, LineOperation(change)))->Formula(At("A5")), "SUM(A$1:A2)");
  change.expand_adjacent_sums = true;
  const WorkbookPtr expanded = Do(book, LineOperation(change));
  EXPECT_EQ(Load(expanded)->Formula(At("A5")), "SUM(A$1:A4)");
  EXPECT_EQ(Load(expanded)->Formula(At("B5")), "SUM(A1:A2)*2");
}

TEST(LineOperationTest, CommentsBetweenRowsDoNotHideThem) {
  const WorkbookPtr after =
      Do(Book("<sheetData><!-- </sheetData> --><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
              "</sheetData>"),
         LineOperation(Rows(1, 1)));
  EXPECT_THAT(Cells(*Load(after)), ElementsAre("A2 1"));
}

TEST(LineOperationTest, EditsBeforeAreKeptAndEditsAfterAreWritten) {
  WorkbookPtr book = Book("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
  book = Edit(book, {SetValue("B1", std::string("new")), SetFormula("C1", "B1")});
  book = Do(book, LineOperation(Rows(1, 1)));
  book = Edit(book, {SetValue("D2", 7.0)});
  EXPECT_THAT(Cells(*Load(Open(Write(book)))),
              ElementsAre("A2 1", "B2 'new'", "C2 empty =B2", "D2 7"));
}

TEST(LineOperationTest, CancelledWorkChangesNothing) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("gone"));
  EXPECT_THAT(ApplyOperation(*Book("<sheetData/>"), LineOperation(Rows(1, 1)), source.token()),
              StatusIs(absl::StatusCode::kCancelled));
}

class SheetOperationTest : public testing::Test {
 protected:
  SheetOperationTest() {
    book_ = Open(PackageBuilder()
                     .Sheet("Data",
                            "<sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row>"
                            "</sheetData>")
                     .Sheet("Total",
                            "<sheetData><row r=\"1\"><c r=\"A1\"><f>Data!A1+1</f></c>"
                            "</row></sheetData>")
                     .WorkbookPart("calcChain", "<calcChain><c r=\"A1\" i=\"2\"/></calcChain>")
                     .WorkbookContent("<bookViews><workbookView activeTab=\"1\"/></bookViews>",
                                      "<definedNames><definedName name=\"Rate\">Data!$A$1"
                                      "</definedName><definedName name=\"Local\" "
                                      "localSheetId=\"1\">Total!$A$1</definedName></definedNames>")
                     .Build());
  }

  std::vector<std::string> Names(const WorkbookPtr& book) {
    std::vector<std::string> names;
    for (const SheetInfo& sheet : book->sheets()) names.push_back(sheet.name);
    return names;
  }

  WorkbookPtr book_;
};

TEST_F(SheetOperationTest, CreatesAndPlaces) {
  const WorkbookPtr after = Do(book_, CreateSheetOperation("New & old", 1));
  EXPECT_THAT(Names(after), ElementsAre("Data", "New & old", "Total"));
  const WorkbookPtr again = Open(Write(after));
  EXPECT_THAT(Names(again), ElementsAre("Data", "New & old", "Total"));
  EXPECT_EQ(Load(again, 1)->cell_count(), 0);
  EXPECT_EQ(again->defined_names()[1].sheet, 2);
  const WorkbookPtr edited = Edit(after, {SetValue("A1", 3.0, 1)});
  EXPECT_EQ(ValueAt(*Load(Open(Write(edited)), 1), "A1"), "3");
}

TEST_F(SheetOperationTest, RenamesUnderFormulasAndNames) {
  const WorkbookPtr after = Do(book_, RenameSheetOperation("data", "It's"));
  EXPECT_EQ(Load(after, 1)->Formula(At("A1")), "'It''s'!A1+1");
  EXPECT_EQ(after->defined_names()[0].refers_to, "'It''s'!$A$1");
  EXPECT_THAT(Names(Open(Write(after))), ElementsAre("It's", "Total"));
}

TEST_F(SheetOperationTest, DeletedSheetsLeaveErrors) {
  const WorkbookPtr after = Do(book_, DeleteSheetOperation("Data"));
  EXPECT_THAT(Names(after), ElementsAre("Total"));
  EXPECT_EQ(Load(after)->Formula(At("A1")), "#REF!A1+1");
  EXPECT_EQ(after->defined_names()[1].sheet, 0);
  const PackageBytes written = Write(after);
  EXPECT_EQ(PartOf(written, "xl/worksheets/sheet1.xml"), "<no such part>");
  EXPECT_THAT(PartOf(written, "[Content_Types].xml"), Not(HasSubstr("sheet1.xml")));
  EXPECT_EQ(PartOf(written, "xl/calcChain.xml"), "<no such part>");
  EXPECT_THAT(PartOf(written, "xl/workbook.xml"), HasSubstr("activeTab=\"0\""));
  EXPECT_THAT(ApplyOperation(*after, DeleteSheetOperation("Total"), {}),
              HasReason(ErrorReason::kStructureConflict));
}

TEST_F(SheetOperationTest, MovesWithLocalNames) {
  const WorkbookPtr after = Do(book_, MoveSheetOperation("Total", 0));
  EXPECT_THAT(Names(after), ElementsAre("Total", "Data"));
  EXPECT_EQ(after->defined_names()[1].sheet, 0);
  EXPECT_EQ(Load(after, 0)->Formula(At("A1")), "Data!A1+1");
  EXPECT_THAT(PartOf(Write(after), "xl/workbook.xml"), HasSubstr("activeTab=\"0\""));
}

TEST_F(SheetOperationTest, HidesButNotTheLast) {
  WorkbookPtr after = Do(book_, SetSheetVisibilityOperation("Total", SheetVisibility::kHidden));
  EXPECT_EQ(after->sheets()[1].visibility, SheetVisibility::kHidden);
  EXPECT_THAT(PartOf(Write(after), "xl/workbook.xml"), HasSubstr("activeTab=\"0\""));
  EXPECT_THAT(
      ApplyOperation(*after, SetSheetVisibilityOperation("Data", SheetVisibility::kHidden), {}),
      HasReason(ErrorReason::kStructureConflict));
  after = Do(after, SetSheetVisibilityOperation("Total", SheetVisibility::kVisible));
  EXPECT_EQ(after->sheets()[1].visibility, SheetVisibility::kVisible);
}

TEST_F(SheetOperationTest, ColoursTabs) {
  const WorkbookPtr red = Do(book_, SetTabColorOperation("Data", "FFFF0000"));
  EXPECT_EQ(SheetContent(Write(red)),
            "<sheetPr><tabColor rgb=\"FFFF0000\"/></sheetPr><sheetData><row r=\"1\"><c r=\"A1\">"
            "<v>5</v></c></row></sheetData>");
  const WorkbookPtr none = Do(red, SetTabColorOperation("Data", ""));
  EXPECT_THAT(SheetContent(Write(none)), HasSubstr("<sheetPr></sheetPr>"));
}

TEST_F(SheetOperationTest, RefusesNamesExcelDoesNotAllow) {
  for (const std::string name :
       {"", "a/b", "total", "'x", "History", "a name that is longer than 31 characters"}) {
    EXPECT_THAT(ApplyOperation(*book_, CreateSheetOperation(name, {}), {}),
                HasReason(ErrorReason::kInvalidArgument))
        << name;
    EXPECT_THAT(ApplyOperation(*book_, RenameSheetOperation("Data", name), {}),
                HasReason(ErrorReason::kInvalidArgument))
        << name;
  }
  EXPECT_THAT(ApplyOperation(*book_, CreateSheetOperation("New", 3), {}),
              HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(ApplyOperation(*book_, MoveSheetOperation("Data", 2), {}),
              HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(ApplyOperation(*book_, DeleteSheetOperation("Nowhere"), {}),
              HasReason(ErrorReason::kSheetNotFound));
}

TEST(MergeOperationTest, KeepsTheFirstContents) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1\"><c r=\"B1\" t=\"str\"><v>x</v></c><c r=\"C1\"><v>2</v></c></row>"
      "</sheetData>");
  const WorkbookPtr merged = Do(book, MergeOperation("Data", {{1, 1}, {1, 3}}));
  EXPECT_THAT(Cells(*Load(merged)), ElementsAre("A1 'x'"));
  EXPECT_THAT(
      SheetContent(Write(merged)),
      HasSubstr("</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/></mergeCells>"));
  EXPECT_THAT(ApplyOperation(*merged, MergeOperation("Data", {{1, 3}, {2, 3}}), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*merged, MergeOperation("Data", {{4, 4}, {4, 4}}), {}),
              HasReason(ErrorReason::kInvalidRange));
  const WorkbookPtr unmerged = Do(merged, UnmergeOperation("Data", {{1, 1}, {9, 9}}));
  EXPECT_THAT(SheetContent(Write(unmerged)), Not(HasSubstr("mergeCell")));
  EXPECT_THAT(ApplyOperation(*unmerged, UnmergeOperation("Data", {{1, 1}, {9, 9}}), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*merged, UnmergeOperation("Data", {{1, 1}, {1, 2}}), {}),
              HasReason(ErrorReason::kStructureConflict));
}

}  // namespace
}  // namespace sheetgate::tests
