// Views, printing, outlines, filters and protection of sheets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "spreadsheet/edit/filter_operation.h"
#include "spreadsheet/edit/outline_operation.h"
#include "spreadsheet/edit/print_operation.h"
#include "spreadsheet/edit/protection_operation.h"
#include "spreadsheet/edit/view_operation.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

WorkbookPtr Book(std::string_view content, std::string_view name = "Data") {
  return Open(PackageBuilder().Sheet("First", "<sheetData/>").Sheet(name, content).Build());
}

WorkbookPtr Do(const WorkbookPtr& book, const Operation& operation) {
  auto after = ApplyOperation(*book, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : book;
}

std::string After(std::string_view content, const Operation& operation) {
  return SheetContent(Write(Do(Book(content), operation)), 2);
}

std::string WorkbookPartOf(const WorkbookPtr& book) {
  return PartOf(Write(book), "xl/workbook.xml");
}

RangeRef Range(std::string_view text) { return *ParseRange(text); }

ViewOperation Freeze(int32_t rows, int32_t columns) {
  ViewChange change;
  change.frozen = {rows, columns};
  return {"Data", change};
}

TEST(ViewOperationTest, PanesFreezeAsExcelWritesThem) {
  EXPECT_EQ(After("<sheetData/>", Freeze(1, 0)),
            "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
            "activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/>"
            "</sheetView></sheetViews><sheetData/>");
  EXPECT_EQ(
      After("<sheetViews><sheetView tabSelected=\"1\" topLeftCell=\"A50\" workbookViewId=\"0\">"
            "<selection activeCell=\"C9\" sqref=\"C9:D9\"/><extLst/></sheetView></sheetViews>"
            "<sheetData/>",
            Freeze(2, 1)),
      "<sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"><pane xSplit=\"1\" "
      "ySplit=\"2\" topLeftCell=\"B3\" activePane=\"bottomRight\" state=\"frozen\"/><selection "
      "pane=\"topRight\"/><selection pane=\"bottomLeft\"/><selection pane=\"bottomRight\" "
      "activeCell=\"C9\" sqref=\"C9:D9\"/><extLst/></sheetView></sheetViews><sheetData/>");
}

TEST(ViewOperationTest, NothingFrozenLeavesTheSelection) {
  const std::string frozen = After(
      "<sheetViews><sheetView workbookViewId=\"0\"><selection "
      "activeCell=\"C9\" sqref=\"C9\"/></sheetView></sheetViews>"
      "<sheetData/>",
      Freeze(3, 3));
  EXPECT_EQ(After(frozen, Freeze(0, 0)),
            "<sheetViews><sheetView workbookViewId=\"0\"><selection activeCell=\"C9\" "
            "sqref=\"C9\"/></sheetView></sheetViews><sheetData/>");
}

TEST(ViewOperationTest, OnlyWhatIsGivenChanges) {
  ViewChange change;
  change.zoom = 85;
  change.grid_lines = false;
  change.view = "pageBreakPreview";
  const std::string after = After(
      "<sheetViews><sheetView showZeros=\"0\" workbookViewId=\"0\"/></sheetViews><sheetData/>",
      ViewOperation("Data", change));
  EXPECT_THAT(after, HasSubstr("showZeros=\"0\""));
  EXPECT_THAT(after, HasSubstr("showGridLines=\"0\""));
  EXPECT_THAT(after, HasSubstr("zoomScale=\"85\" zoomScaleSheetLayoutView=\"85\""));
  ViewChange back;
  back.grid_lines = true;
  back.zeros = true;
  back.view = "normal";
  const std::string usual = After(after, ViewOperation("Data", back));
  EXPECT_THAT(usual, Not(HasSubstr("show")));
  EXPECT_THAT(usual, Not(HasSubstr("view=")));
}

TEST(PrintOperationTest, MarginsAndPagesAreSetPieceByPiece) {
  PrintChange change;
  change.margins[2] = 1.5;
  change.orientation = "landscape";
  change.paper_size = 9;
  change.fit = PrintChange::Fit{1, 0};
  change.center_horizontally = true;
  const std::string after = After(
      "<sheetPr><tabColor rgb=\"FF00FF00\"/></sheetPr><sheetData/>"
      "<pageSetup scale=\"50\" xmlns:r=\"urn:r\" r:id=\"rId1\"/>",
      PrintOperation("Data", change));
  EXPECT_EQ(after,
            "<sheetPr><tabColor rgb=\"FF00FF00\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr>"
            "<sheetData/><printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.7\" "
            "right=\"0.7\" top=\"1.5\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/><pageSetup "
            "scale=\"50\" xmlns:r=\"urn:r\" r:id=\"rId1\" orientation=\"landscape\" "
            "paperSize=\"9\" fitToWidth=\"1\" fitToHeight=\"0\"/>");
  PrintChange scale;
  scale.scale = 80;
  const std::string scaled = After(after, PrintOperation("Data", scale));
  EXPECT_THAT(scaled, HasSubstr("<sheetPr><tabColor rgb=\"FF00FF00\"/></sheetPr>"));
  EXPECT_THAT(scaled, HasSubstr("scale=\"80\""));
}

TEST(PrintOperationTest, HeadersAndFootersAreText) {
  PrintChange change;
  change.header_footer[0] = "&L<Budget> & more&RPage &P";
  change.header_footer[5] = "first";
  const std::string after = After("<sheetData/>", PrintOperation("Data", change));
  EXPECT_EQ(after,
            "<sheetData/><headerFooter differentFirst=\"1\"><oddHeader>&amp;L&lt;Budget&gt; &amp; "
            "more&amp;RPage &amp;P</oddHeader><firstFooter>first</firstFooter></headerFooter>");
  PrintChange none;
  none.header_footer[0] = "";
  none.header_footer[5] = "";
  EXPECT_EQ(After(after, PrintOperation("Data", none)), "<sheetData/>");
}

TEST(PrintOperationTest, AreaAndTitlesAreNamesOfTheSheet) {
  PrintChange change;
  change.area = {Range("A1:D20"), Range("F1")};
  change.titles = PrintChange::Titles{Range("1:2"), Range("A:B")};
  const WorkbookPtr book = Do(Book("<sheetData/>", "It's"), PrintOperation("It's", change));
  const std::string part = WorkbookPartOf(book);
  EXPECT_THAT(part, HasSubstr("</sheets><definedNames><definedName name=\"_xlnm.Print_Area\" "
                              "localSheetId=\"1\">'It''s'!$A$1:$D$20,'It''s'!$F$1</definedName>"
                              "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"1\">"
                              "'It''s'!$A:$B,'It''s'!$1:$2</definedName></definedNames>"));
  PrintChange none;
  none.area.emplace();
  EXPECT_THAT(WorkbookPartOf(Do(book, PrintOperation("It's", none))), Not(HasSubstr("Print_Area")));
  none.titles.emplace();
  EXPECT_THAT(WorkbookPartOf(Do(book, PrintOperation("It's", none))),
              Not(HasSubstr("definedName")));
}

TEST(PrintOperationTest, BreaksReplaceThoseThereAre) {
  PrintChange change;
  change.breaks = PrintChange::Breaks{{40, 12, 12}, {4}};
  const std::string after = After("<sheetData/>", PrintOperation("Data", change));
  EXPECT_EQ(after,
            "<sheetData/><rowBreaks count=\"2\" manualBreakCount=\"2\"><brk id=\"11\" "
            "max=\"16383\" man=\"1\"/><brk id=\"39\" max=\"16383\" man=\"1\"/></rowBreaks>"
            "<colBreaks count=\"1\" manualBreakCount=\"1\"><brk id=\"3\" max=\"1048575\" "
            "man=\"1\"/></colBreaks>");
  change.breaks = PrintChange::Breaks{};
  EXPECT_EQ(After(after, PrintOperation("Data", change)), "<sheetData/>");
}

OutlineChange Group(bool rows, int32_t first, int32_t last, bool group = true,
                    bool collapsed = false) {
  return {.sheet_name = "Data",
          .rows = rows,
          .first = first,
          .last = last,
          .group = group,
          .collapsed = collapsed};
}

TEST(OutlineOperationTest, RowsGroupCloseAndUngroup) {
  const std::string_view stored =
      "<sheetData><row r=\"3\"><c r=\"A3\"><v>1</v></c></row></sheetData>";
  const std::string closed = After(stored, OutlineOperation(Group(true, 2, 3, true, true)));
  EXPECT_EQ(closed,
            "<sheetFormatPr defaultRowHeight=\"15\" outlineLevelRow=\"1\"/><sheetData><row r=\"2\" "
            "outlineLevel=\"1\" hidden=\"1\"/><row r=\"3\" outlineLevel=\"1\" hidden=\"1\"><c "
            "r=\"A3\"><v>1</v></c></row><row r=\"4\" collapsed=\"1\"/></sheetData>");
  const std::string nested = After(closed, OutlineOperation(Group(true, 3, 3)));
  EXPECT_THAT(nested, HasSubstr("outlineLevelRow=\"2\""));
  EXPECT_THAT(nested, HasSubstr("<row r=\"3\" outlineLevel=\"2\" hidden=\"1\">"));
  EXPECT_EQ(After(closed, OutlineOperation(Group(true, 2, 3, false))),
            "<sheetFormatPr defaultRowHeight=\"15\"/><sheetData><row r=\"2\"/><row r=\"3\"><c "
            "r=\"A3\"><v>1</v></c></row><row r=\"4\"/></sheetData>");
}

TEST(OutlineOperationTest, ColumnsGroupWithTheSummaryWhereTheSheetHasIt) {
  EXPECT_EQ(After("<sheetPr><outlinePr summaryRight=\"0\"/></sheetPr><sheetData/>",
                  OutlineOperation(Group(false, 3, 4, true, true))),
            "<sheetPr><outlinePr summaryRight=\"0\"/></sheetPr><sheetFormatPr "
            "defaultRowHeight=\"15\" outlineLevelCol=\"1\"/><cols><col min=\"2\" max=\"2\" "
            "collapsed=\"1\" width=\"9.140625\"/><col min=\"3\" max=\"4\" outlineLevel=\"1\" "
            "hidden=\"1\" width=\"9.140625\"/></cols><sheetData/>");
}

TEST(OutlineOperationTest, LevelsHaveAnEnd) {
  const WorkbookPtr book = Book("<sheetData><row r=\"2\" outlineLevel=\"7\"/></sheetData>");
  EXPECT_THAT(ApplyOperation(*book, OutlineOperation(Group(true, 2, 2)), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*book, OutlineOperation(Group(true, 3, 4, false)), {}),
              HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*book, OutlineOperation(Group(true, 1, 300000)), {}),
              HasReason(ErrorReason::kLimitExceeded));
}

TEST(FilterOperationTest, AFilterHasAHiddenName) {
  const WorkbookPtr book = Do(Book("<sheetData/>"), FilterOperation("Data", Range("A1:C9")));
  EXPECT_EQ(SheetContent(Write(book), 2), "<sheetData/><autoFilter ref=\"A1:C9\"/>");
  EXPECT_THAT(WorkbookPartOf(book),
              HasSubstr("<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"1\" "
                        "hidden=\"1\">Data!$A$1:$C$9</definedName>"));
  const WorkbookPtr none = Do(book, FilterOperation("Data", std::nullopt));
  EXPECT_EQ(SheetContent(Write(none), 2), "<sheetData/>");
  EXPECT_THAT(WorkbookPartOf(none), Not(HasSubstr("definedName")));
}

TEST(FilterOperationTest, RowsThatAFilterHidComeBack) {
  const std::string_view content =
      "<sheetData><row r=\"2\" hidden=\"1\"/><row r=\"9\" hidden=\"1\"/></sheetData><autoFilter "
      "ref=\"A1:C5\"><filterColumn colId=\"0\"><filters><filter val=\"x\"/></filters>"
      "</filterColumn></autoFilter>";
  EXPECT_EQ(After(content, FilterOperation("Data", std::nullopt)),
            "<sheetData><row r=\"2\"/><row r=\"9\" hidden=\"1\"/></sheetData>");
  EXPECT_EQ(After(content, FilterOperation("Data", Range("A1:C5"))), content);
}

TEST(ProtectionOperationTest, LocksWhatIsNotAllowed) {
  SheetLock lock;
  lock.allowed = {"sort", "objects"};
  lock.select_locked = false;
  lock.password = SheetLock::Password{"c2FsdA==", "aGFzaA=="};
  const std::string after = After("<sheetData/>", ProtectionOperation("Data", lock));
  EXPECT_EQ(after,
            "<sheetData/><sheetProtection algorithmName=\"SHA-512\" hashValue=\"aGFzaA==\" "
            "saltValue=\"c2FsdA==\" spinCount=\"100000\" sheet=\"1\" sort=\"0\" scenarios=\"1\" "
            "selectLockedCells=\"1\"/>");
  EXPECT_THAT(ApplyOperation(*Book(after), ProtectionOperation("Data", std::nullopt), {}),
              HasReason(ErrorReason::kStructureConflict));
  lock.password.reset();
  const std::string open = After("<sheetData/>", ProtectionOperation("Data", lock));
  EXPECT_EQ(After(open, ProtectionOperation("Data", std::nullopt)), "<sheetData/>");
}

}  // namespace
}  // namespace sheetgate::tests
