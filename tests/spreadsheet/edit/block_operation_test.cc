// Cells inserted, deleted, moved and copied.
#include "spreadsheet/edit/block_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "spreadsheet/edit/copy_operation.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

RangeRef Range(std::string_view text) { return *ParseRange(text); }

BlockOperation Insert(std::string_view block, Axis shift = Axis::kRows) {
  return BlockOperation({.sheet_name = "Data", .block = Range(block), .shift = shift});
}
BlockOperation Delete(std::string_view block, Axis shift = Axis::kRows) {
  return BlockOperation(
      {.kind = BlockKind::kDelete, .sheet_name = "Data", .block = Range(block), .shift = shift});
}
BlockOperation Move(std::string_view block, std::string_view anchor, std::string sheet = "") {
  return BlockOperation({.kind = BlockKind::kMove,
                         .sheet_name = "Data",
                         .block = Range(block),
                         .target_sheet_name = std::move(sheet),
                         .anchor = *ParseCell(anchor)});
}
CopyRangeOperation Copy(std::string_view block, std::string_view anchor, Paste paste = Paste::kAll,
                        std::string sheet = "") {
  return CopyRangeOperation({.sheet_name = "Data",
                             .source = Range(block),
                             .target_sheet_name = std::move(sheet),
                             .anchor = *ParseCell(anchor),
                             .paste = paste});
}

WorkbookPtr Book(std::string_view content) {
  return Open(PackageBuilder().Sheet("Data", content).Sheet("Other", "<sheetData/>").Build());
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

// A1:C3 with 11 to 33, by row and column, and D1 that adds up.
constexpr std::string_view kGrid =
    "<dimension ref=\"A1:D3\"/><sheetData>"
    "<row r=\"1\" spans=\"1:4\"><c r=\"A1\" s=\"1\"><v>11</v></c><c r=\"B1\"><v>12</v></c>"
    "<c r=\"C1\"><v>13</v></c><c r=\"D1\"><f>SUM(A1:C3)+B2</f><v>198</v></c></row>"
    "<row r=\"2\"><c r=\"A2\"><v>21</v></c><c r=\"B2\"><v>22</v></c><c r=\"C2\"><v>23</v></c></row>"
    "<row r=\"3\"><c r=\"A3\"><v>31</v></c><c r=\"B3\"><v>32</v></c><c r=\"C3\"><v>33</v></c></row>"
    "</sheetData>";

TEST(BlockOperationTest, InsertedCellsMoveThoseBelow) {
  const WorkbookPtr after = Do(Book(kGrid), Insert("B2:B3"));
  EXPECT_THAT(Cells(*Load(after)),
              ElementsAre("A1 11", "B1 12", "C1 13", "D1 198 =SUM(A1:C3)+B4", "A2 21", "C2 23",
                          "A3 31", "C3 33", "B4 22", "B5 32"));
  EXPECT_THAT(SheetContent(Write(after)), HasSubstr("<dimension ref=\"A1:D5\"/>"));
}

TEST(BlockOperationTest, InsertedCellsLookLikeThoseInFront) {
  EXPECT_THAT(SheetContent(Write(Do(Book(kGrid), Insert("A2:A3")))),
              HasSubstr("<row r=\"2\"><c r=\"A2\" s=\"1\"/><c r=\"B2\">"));
  EXPECT_THAT(SheetContent(Write(Do(Book(kGrid), Insert("B1:C1", Axis::kColumns)))),
              HasSubstr("<c r=\"B1\" s=\"1\"/><c r=\"C1\" s=\"1\"/><c r=\"D1\"><v>12</v></c>"));
}

TEST(BlockOperationTest, InsertedCellsMoveThoseToTheRight) {
  const WorkbookPtr after = Do(Book(kGrid), Insert("A1:B2", Axis::kColumns));
  EXPECT_THAT(Cells(*Load(after)),
              ElementsAre("C1 11", "D1 12", "E1 13", "F1 198 =SUM(A1:C3)+D2", "C2 21", "D2 22",
                          "E2 23", "A3 31", "B3 32", "C3 33"));
}

TEST(BlockOperationTest, DeletedCellsCloseUp) {
  EXPECT_THAT(Cells(*Load(Do(Book(kGrid), Delete("B1")))),
              ElementsAre("A1 11", "B1 22", "C1 13", "D1 198 =SUM(A1:C3)+B1", "A2 21", "B2 32",
                          "C2 23", "A3 31", "C3 33"));
  EXPECT_THAT(Cells(*Load(Do(Book(kGrid), Delete("B2:C2", Axis::kColumns)))),
              ElementsAre("A1 11", "B1 12", "C1 13", "D1 198 =SUM(A1:C3)+#REF!", "A2 21", "A3 31",
                          "B3 32", "C3 33"));
}

TEST(BlockOperationTest, MovedCellsOverwriteAndFormulasFollow) {
  const WorkbookPtr after = Do(Book(kGrid), Move("B2:C2", "A3"));
  EXPECT_THAT(Cells(*Load(after)), ElementsAre("A1 11", "B1 12", "C1 13", "D1 198 =SUM(A1:C3)+A3",
                                               "A2 21", "A3 22", "B3 23", "C3 33"));
}

TEST(BlockOperationTest, CellsMoveToRowsThatAreNotThereAndToOtherSheets) {
  const WorkbookPtr below = Do(Book(kGrid), Move("D1", "B7"));
  EXPECT_THAT(SheetContent(Write(below)),
              HasSubstr("</row><row r=\"7\"><c r=\"B7\"><f>SUM(A1:C3)+B2</f><v>198</v></c></row>"
                        "</sheetData>"));
  const WorkbookPtr other = Do(Book(kGrid), Move("D1", "B2", "Other"));
  EXPECT_THAT(Cells(*Load(other, 1)), ElementsAre("B2 198 =SUM(Data!A1:C3)+Data!B2"));
  EXPECT_EQ(Load(other)->Find({1, 4}), std::nullopt);
}

TEST(BlockOperationTest, MembersOfTornSharedFormulasGetTheirOwnText) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" "
      "si=\"0\">A1*2</f><v>2</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c><c r=\"B2\"><f "
      "t=\"shared\" si=\"0\"/><v>4</v></c></row><row r=\"3\"><c r=\"A3\"><v>3</v></c><c "
      "r=\"B3\"><f t=\"shared\" si=\"0\"/><v>6</v></c></row></sheetData>");
  EXPECT_THAT(Cells(*Load(Do(book, Insert("A2")))),
              ElementsAre("A1 1", "B1 2 =A1*2", "B2 4 =A3*2", "A3 2", "B3 6 =A4*2", "A4 3"));
}

TEST(BlockOperationTest, RangesOfTheSheetMoveAlong) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"5\"><c r=\"B5\"><v>1</v></c></row></sheetData><mergeCells count=\"1\">"
      "<mergeCell ref=\"B5:C6\"/></mergeCells><conditionalFormatting sqref=\"B5:B6\"><cfRule "
      "type=\"expression\" priority=\"1\"><formula>B5&gt;0</formula></cfRule>"
      "</conditionalFormatting>");
  const std::string after = SheetContent(Write(Do(book, Insert("B1:C2"))));
  EXPECT_THAT(after, HasSubstr("<mergeCell ref=\"B7:C8\"/>"));
  EXPECT_THAT(after, HasSubstr("sqref=\"B7:B8\""));
  EXPECT_THAT(after, HasSubstr("<formula>B7&gt;0</formula>"));
}

TEST(BlockOperationTest, RefusesWhatWouldBeTorn) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1\"><c r=\"E1\"><f t=\"array\" ref=\"E1:F1\">{1,2}</f><v>1</v></c><c "
      "r=\"F1\"><v>2</v></c></row><row r=\"1048576\"><c r=\"H1048576\"><v>1</v></c></row>"
      "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"B5:C6\"/></mergeCells>"
      "<hyperlinks><hyperlink ref=\"J1\" location=\"Other!A1\"/></hyperlinks>");
  const auto refused = [&](const Operation& operation, ErrorReason reason, const char* message) {
    const auto after = ApplyOperation(*book, operation, {});
    EXPECT_THAT(after, HasReason(reason));
    EXPECT_THAT(std::string(after.status().message()), HasSubstr(message));
  };
  refused(Insert("B1"), ErrorReason::kStructureConflict, "the merged cells B5:C6");
  refused(Delete("C1", Axis::kRows), ErrorReason::kStructureConflict, "the merged cells B5:C6");
  refused(Move("A1", "B5"), ErrorReason::kStructureConflict, "the merged cells B5:C6");
  refused(Insert("E1"), ErrorReason::kStructureConflict, "the array formula in E1:F1");
  refused(Insert("H3"), ErrorReason::kStructureConflict, "H1048576 off the end");
  refused(Move("J1", "A1", "Other"), ErrorReason::kStructureConflict, "would leave hyperlinks");
  refused(Move("A1:B2", "XFD1"), ErrorReason::kInvalidRange, "does not fit at XFD1");
  refused(Insert("2:3"), ErrorReason::kInvalidRange, "insert_rows and delete_rows");
  refused(Delete("B:B"), ErrorReason::kInvalidRange, "insert_cols and delete_cols");
  refused(Move("A1", "A1", "Nowhere"), ErrorReason::kSheetNotFound, "Nowhere");
}

TEST(CopyRangeOperationTest, FormulasMoveAlongAndFormatsCome) {
  const WorkbookPtr book =
      Open(PackageBuilder()
               .Sheet("Data", kGrid)
               .Styles("<cellXfs count=\"2\"><xf/><xf numFmtId=\"2\"/></cellXfs>")
               .Build());
  const WorkbookPtr after = Do(book, Copy("A1:D1", "A5"));
  EXPECT_THAT(Cells(*Load(after)), ::testing::Contains(std::string("D5 empty =SUM(A5:C7)+B6")));
  EXPECT_EQ(Load(after)->Find({5, 1})->style, 1u);
}

TEST(CopyRangeOperationTest, ReferencesThatLeaveTheSheetAreLost) {
  const WorkbookPtr after = Do(Book(kGrid), Copy("D1", "A9"));
  EXPECT_THAT(Cells(*Load(after)), ::testing::Contains(std::string("A9 empty =SUM(#REF!)+#REF!")));
}

TEST(CopyRangeOperationTest, EmptyCellsClearTheTarget) {
  const WorkbookPtr after = Do(Book(kGrid), Copy("E1:F1", "A2"));
  EXPECT_FALSE(Load(after)->Find({2, 1}).has_value() &&
               Load(after)->Find({2, 1})->type != CellType::kEmpty);
}

TEST(CopyRangeOperationTest, SourceAndTargetMayOverlap) {
  const WorkbookPtr after = Do(Book(kGrid), Copy("A1:C2", "A2"));
  EXPECT_THAT(Cells(*Load(after)),
              ElementsAre("A1 11", "B1 12", "C1 13", "D1 198 =SUM(A1:C3)+B2", "A2 11", "B2 12",
                          "C2 13", "A3 21", "B3 22", "C3 23"));
}

TEST(CopyRangeOperationTest, ValuesAloneLeaveFormulasAndFormatsBehind) {
  const WorkbookPtr after = Do(Book(kGrid), Copy("A1:D1", "A1", Paste::kValues, "Other"));
  EXPECT_THAT(Cells(*Load(after, 1)), ElementsAre("A1 11", "B1 12", "C1 13", "D1 198"));
  EXPECT_EQ(Load(after, 1)->Find({1, 1})->style, 0u);
}

TEST(CopyRangeOperationTest, MergedCellsComeAlong) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells count=\"1\">"
      "<mergeCell ref=\"A1:B1\"/></mergeCells>");
  EXPECT_THAT(SheetContent(Write(Do(book, Copy("A1:B1", "A3")))),
              HasSubstr("<mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A3:B3\"/>"));
  EXPECT_THAT(ApplyOperation(*book, Copy("A1", "D1"), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*book, Copy("C1", "B1"), {}),
              HasReason(ErrorReason::kStructureConflict));
}

TEST(CopyRangeOperationTest, RefusesWhatDoesNotFit) {
  const WorkbookPtr book = Book(
      "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A2\">{1;2}</f><v>1</v></c>"
      "</row></sheetData>");
  EXPECT_THAT(ApplyOperation(*book, Copy("A1", "C1"), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*book, Copy("A1", "C1", Paste::kValues), {}), IsOk());
  EXPECT_THAT(ApplyOperation(*book, Copy("B1:C3", "A1048576"), {}),
              HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(ApplyOperation(*book, Copy("A1:B1000000", "C1"), {}),
              HasReason(ErrorReason::kLimitExceeded));
}

}  // namespace
}  // namespace sheetgate::tests
