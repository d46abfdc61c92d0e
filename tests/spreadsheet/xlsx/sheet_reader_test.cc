// Reading worksheet parts of every shape, through the public interface.
#include "spreadsheet/xlsx/sheet_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::At;
using tests::Cells;
using tests::kMainSpace;
using tests::kXmlDeclaration;
using tests::Load;
using tests::Open;
using tests::PackageBuilder;
using tests::SheetError;
using tests::SheetOf;
using tests::ValueAt;

constexpr std::string_view kStrings = "<si><t>first</t></si><si><t>second</t></si>";

std::string Worksheet(std::string_view content) {
  return Concat("<worksheet xmlns=\"", tests::kMainSpace, "\">", content, "</worksheet>");
}

TEST(SheetReaderTest, ReadsEveryCellType) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>12.5</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
      "<c r=\"C1\" t=\"b\"><v>1</v></c><c r=\"D1\" t=\"e\"><v>#DIV/0!</v></c>"
      "<c r=\"E1\" t=\"str\"><f>A1&amp;\"x\"</f><v>12.5x</v></c>"
      "<c r=\"F1\" t=\"inlineStr\"><is><t>in</t></is></c>"
      "<c r=\"G1\" t=\"d\"><v>2026-01-31T12:00:00Z</v></c>"
      "<c r=\"H1\" t=\"n\"><v>1E-3</v></c></row></sheetData>",
      kStrings);
  EXPECT_THAT(Cells(*sheet),
              ElementsAre("A1 12.5", "B1 'second'", "C1 TRUE", "D1 #DIV/0!", "E1 '12.5x' =A1&\"x\"",
                          "F1 'in'", "G1 46053.5", "H1 0.001"));
  EXPECT_EQ(sheet->cell_count(), 8);
  EXPECT_EQ(sheet->formula_count(), 1);
  EXPECT_EQ(FormatRange(*sheet->used_range()), "A1:H1");
}

TEST(SheetReaderTest, ReadsEveryErrorValue) {
  for (const std::string_view error :
       {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA",
        "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!",
        "#EXTERNAL!", "#PYTHON!"}) {
    const auto sheet = SheetOf(Concat("<sheetData><row r=\"1\"><c r=\"A1\" t=\"e\"><v>", error,
                                      "</v></c></row></sheetData>"));
    EXPECT_EQ(ValueAt(*sheet, "A1"), error);
  }
}

TEST(SheetReaderTest, CountsOnWhereRowsAndCellsHaveNoAddress) {
  const auto sheet = SheetOf(
      "<sheetData><row><c><v>1</v></c><c r=\"D1\"><v>2</v></c><c><v>3</v></c></row>"
      "<row r=\"5\"><c><v>4</v></c></row><row><c><v>5</v></c></row></sheetData>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 1", "D1 2", "E1 3", "A5 4", "A6 5"));
}

TEST(SheetReaderTest, AttributesMayComeInAnyOrderAndQuoting) {
  const auto sheet = SheetOf(
      "<sheetData><row spans='1:2' r='1' ><c t='s' r='A1'><v>0</v></c>\n"
      "<c t=\"b\"\n s=\"0\" r=\"$b$1\"><v>0</v></c></row></sheetData>",
      kStrings);
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 'first'", "B1 FALSE"));
}

TEST(SheetReaderTest, SortsWhatIsOutOfOrderAndTheLastOfTwoCellsWins) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"3\"><c r=\"B3\"><v>1</v></c><c r=\"A3\"><f>1+1</f><v>2</v></c></row>"
      "<row r=\"1\"><c r=\"A1\"><v>3</v></c><c r=\"A1\"><v>4</v></c></row></sheetData>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 4", "A3 2 =1+1", "B3 1"));
  EXPECT_EQ(FormatRange(*sheet->used_range()), "A1:B3");
}

TEST(SheetReaderTest, IgnoresWrongDimensionsAndOtherElements) {
  const auto sheet = SheetOf(
      "<dimension ref=\"A1\"/><sheetViews><sheetView/></sheetViews><sheetData><row r=\"9\">"
      "<c r=\"J9\"><v>1</v><extLst><ext><v>2</v></ext></extLst></c></row></sheetData>"
      "<extLst><ext><sheetData/></ext></extLst>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("J9 1"));
}

TEST(SheetReaderTest, JoinsRichTextAndLeavesOutPhonetics) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>"
      "<c r=\"B1\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t xml:space=\"preserve\">in </t></r>"
      "<r><t>line</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c></row></sheetData>",
      "<si><r><t xml:space=\"preserve\">rich </t></r><r><t>text</t></r>"
      "<rPh sb=\"0\" eb=\"1\"><t>phonetic</t></rPh><phoneticPr fontId=\"1\"/></si>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 'rich text'", "B1 'in line'"));
}

TEST(SheetReaderTest, ReadsFormulasWithReferencesAndSpaces) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"A1\"><f>IF(B1&gt;10,&quot;a&amp;b&quot;&amp;&apos;x&apos;!C1,"
      "B1&lt;3)</f><v>1</v></c><c r=\"B1\"><f> 1 + 2 </f><v>3</v></c>"
      "<c r=\"C1\"><f>&lt;&gt;</f><v>1</v></c><c r=\"D1\"><f>&#65;1&gt;2</f><v>1</v></c>"
      "<c r=\"E1\"><f>a_b+_x0041_&amp;T[Net sales]</f><v>1</v></c><c r=\"F1\"><f> </f><v>5</v></c>"
      "<c r=\"G1\"><f>1&gt;2 </f><v>6</v></c><c r=\"H1\"><f>\"\xC3\xA9\"&amp;1</f><v>7</v></c>"
      "</row></sheetData>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 1 =IF(B1>10,\"a&b\"&'x'!C1,B1<3)", "B1 3 =1 + 2",
                                         "C1 1 =<>", "D1 1 =A1>2", "E1 1 =a_b+A&T[Net sales]",
                                         "F1 5", "G1 6 =1>2", "H1 7 =\"\xC3\xA9\"&1"));
}

TEST(SheetReaderTest, FormulasThatAreNotWellFormedAreRefused) {
  for (const std::string_view formula : {"1&nbsp;2", "1&gt2", "1&2", "1]]>2", "1\x01"}) {
    const absl::Status status = SheetError(Worksheet(Concat(
        "<sheetData><row r=\"1\"><c r=\"A1\"><f>", formula, "</f><v>1</v></c></row></sheetData>")));
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << formula << ": " << status;
  }
}

TEST(SheetReaderTest, DecodesTextAsExcelDoes) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
      "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"str\"><v>a &lt;<![CDATA[&b]]><!-- c "
      "-->d</v></c>"
      "</row></sheetData>",
      "<si><t> trimmed\n</t></si><si><t xml:space=\"preserve\"> kept </t></si>"
      "<si><t>line_x000D_\nend_x005F_x000D_</t></si>");
  EXPECT_THAT(Cells(*sheet),
              ElementsAre("A1 'trimmed'", "B1 ' kept '", "C1 'line\r\nend_x000D_'", "D1 'a <&bd'"));
}

TEST(SheetReaderTest, KeepsNumbersThatAreNotNumbersAsTheyRead) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>abc</v></c><c r=\"B1\"><v>1e999</v></c>"
      "<c r=\"C1\"><v>NaN</v></c><c r=\"D1\"><v> 7 </v></c><c r=\"E1\" t=\"e\"><v>#ODD!</v></c>"
      "<c r=\"F1\"><v/></c></row></sheetData>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 'abc'", "B1 #NUM!", "C1 #NUM!", "D1 7", "E1 '#ODD!'"));
}

TEST(SheetReaderTest, ExpandsSharedFormulas) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"B1\"><f t=\"shared\" ref=\"B1:C2\" "
      "si=\"3\">A1*$A$1</f><v>1</v></c>"
      "<c r=\"C1\"><f t=\"shared\" si=\"3\"/><v>2</v></c></row>"
      "<row r=\"2\"><c r=\"B2\"><f t=\"shared\" si=\"3\"></f><v>3</v></c></row></sheetData>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("B1 1 =A1*$A$1", "C1 2 =B1*$A$1", "B2 3 =A2*$A$1"));
  EXPECT_EQ(sheet->Find(At("C1"))->formula, FormulaKind::kShared);
  EXPECT_EQ(sheet->formula_count(), 3);
}

TEST(SheetReaderTest, SharedFormulasMayBeRedefinedComeLateOrBeLost) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"0\"/><v>0</v></c>"
      "<c r=\"B1\"><f t=\"shared\" ref=\"B1:B2\" si=\"0\">X1</f><v>1</v></c>"
      "<c r=\"C1\"><f t=\"shared\" si=\"9\"/><v>5</v></c></row>"
      "<row r=\"2\"><c r=\"B2\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>"
      "<row r=\"3\"><c r=\"B3\"><f t=\"shared\" ref=\"B3:B4\" si=\"0\">Y1</f><v>3</v></c></row>"
      "<row r=\"4\"><c r=\"B4\"><f t=\"shared\" si=\"0\"/><v>4</v></c>"
      "<c r=\"C4\"><f t=\"shared\" si=\"0\">OWN1</f><v>4</v></c></row></sheetData>");
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 0 =W1", "B1 1 =X1", "C1 5", "B2 2 =X2", "B3 3 =Y1",
                                         "B4 4 =Y2", "C4 4 =OWN1"));
}

TEST(SheetReaderTest, KnowsArraysAndDataTables) {
  const auto sheet = SheetOf(
      "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A2\">B1:B2*2</f><v>2</v></c>"
      "<c r=\"C1\"><f t=\"dataTable\" ref=\"C1:C2\" dt2D=\"1\" r1=\"X1\" "
      "r2=\"Y1\"/><v>9</v></c></row>"
      "<row r=\"2\"><c r=\"A2\"><v>4</v></c><c r=\"B2\"><v>1</v></c><c r=\"C2\"><v>8</v></c></row>"
      "</sheetData>");
  EXPECT_EQ(sheet->Find(At("A1"))->formula, FormulaKind::kArray);
  EXPECT_EQ(sheet->Find(At("A2"))->formula, FormulaKind::kArray);
  EXPECT_EQ(sheet->Find(At("B2"))->formula, FormulaKind::kNone);
  EXPECT_EQ(sheet->Find(At("C2"))->formula, FormulaKind::kDataTable);
  EXPECT_EQ(sheet->Formula(At("A1")), "B1:B2*2");
  EXPECT_EQ(sheet->Formula(At("A2")), "");
  EXPECT_EQ(sheet->Formula(At("C1")), "TABLE(X1,Y1)");
  EXPECT_EQ(sheet->formula_count(), 4);
}

TEST(SheetReaderTest, StyledEmptyCellsAreFoundAndNotVisited) {
  const auto workbook =
      Open(PackageBuilder()
               .Sheet("S",
                      "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\"/>"
                      "<c r=\"C1\" s=\"7\"><v>1</v></c></row></sheetData>")
               .Styles("<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>")
               .Build());
  const auto sheet = Load(workbook);
  EXPECT_THAT(Cells(*sheet), ElementsAre("C1 1"));
  EXPECT_EQ(sheet->Find(At("A1"))->style, 1u);
  EXPECT_EQ(sheet->Find(At("B1")), std::nullopt);
  EXPECT_EQ(sheet->Find(At("C1"))->style, 0u) << "there is no format 7";
  EXPECT_EQ(sheet->cell_count(), 1);
}

TEST(SheetReaderTest, VisitsOnlyTheRangeAndStopsWhenTold) {
  std::string rows;
  for (int row = 1; row <= 5; ++row) {
    rows += Concat("<row r=\"", row, "\">");
    for (const char column : {'A', 'B', 'C', 'D'}) {
      rows += Concat("<c r=\"", std::string(1, column), row, "\"><v>", row, "</v></c>");
    }
    rows += "</row>";
  }
  const auto sheet = SheetOf(Concat("<sheetData>", rows, "</sheetData>"));
  std::vector<std::string> seen;
  sheet->Visit({{2, 2}, {4, 3}}, [&](const CellView& cell) {
    seen.push_back(FormatCell(cell.ref));
    return seen.size() < 5;
  });
  EXPECT_THAT(seen, ElementsAre("B2", "C2", "B3", "C3", "B4"));
}

TEST(SheetReaderTest, ReadsPrefixedStrictAndUtf16Sheets) {
  const std::string data =
      "<x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c></x:row></x:sheetData>";
  const std::string prefixed =
      Concat("<x:worksheet xmlns:x=\"", tests::kMainSpace, "\">", data, "</x:worksheet>");
  const std::string strict =
      "<worksheet xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><sheetData><row r=\"1\">"
      "<c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>";
  for (const std::string& part :
       {prefixed, strict, "\xEF\xBB\xBF" + strict,
        tests::ToUtf16("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + strict)}) {
    const auto sheet = Load(Open(PackageBuilder().RawSheet("S", part).Build()));
    EXPECT_THAT(Cells(*sheet), ElementsAre("A1 1"));
  }
}

TEST(SheetReaderTest, AnEmptySheetHasNoRange) {
  for (const std::string_view content : {"", "<sheetData/>", "<sheetData></sheetData>"}) {
    const auto sheet = SheetOf(content);
    EXPECT_EQ(sheet->used_range(), std::nullopt);
    EXPECT_THAT(Cells(*sheet), IsEmpty());
  }
}

TEST(SheetReaderTest, RefusesDamageWithPartAndPlace) {
  const auto expect = [](std::string_view part, std::string_view what) {
    const absl::Status status = SheetError(part);
    EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kFileCorrupt) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("xl/worksheets/sheet1.xml"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("byte"));
    EXPECT_THAT(std::string(status.message()), HasSubstr(what));
  };
  const std::string whole = Worksheet(
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row></sheetData>");
  // Cut off anywhere behind the start tag: never a short sheet.
  for (size_t size = whole.find("<sheetData"); size < whole.size(); ++size) {
    expect(std::string_view(whole).substr(0, size), "");
  }
  expect(Worksheet("<sheetData><row r=\"1048577\"/></sheetData>"), "row number");
  expect(Worksheet("<sheetData><row r=\"0\"/></sheetData>"), "row number");
  expect(Worksheet("<sheetData><row r=\"1\"><c r=\"XFE1\"/></row></sheetData>"), "address");
  expect(Worksheet("<sheetData><row r=\"1\"><c r=\"A2\"><v>1</v></c></row></sheetData>"),
         "in row 1");
  expect(Worksheet("<sheetData><row r=\"1\"><c r=\"XFD1\"/><c/></row></sheetData>"),
         "beyond column XFD");
  expect(Worksheet("<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>"),
         "shared string");
  expect(Worksheet(
             "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&nope;</v></c></row></sheetData>"),
         "undefined entity");
  // No name begins with a digit, whichever reader sees it first.
  expect(Worksheet("<sheetData><row r=\"1\" 0pans=\"1:2\"/></sheetData>"), "not well-formed");
  expect(Worksheet("<sheetData><row r=\"1\"/></sheetData><1a/>"), "not well-formed");
  expect(Concat("<!DOCTYPE a><worksheet/>"), "document type");
}

TEST(SheetReaderTest, RefusesOverlappingArraysThatWouldTakeForever) {
  std::string rows;
  for (int row = 1; row <= 3000; ++row) {
    rows += Concat("<row r=\"", row, "\"><c r=\"A", row,
                   "\"><f t=\"array\" ref=\"A1:XFD1048576\">1</f><v>1</v></c></row>");
  }
  const absl::Status status = SheetError(Worksheet(Concat("<sheetData>", rows, "</sheetData>")));
  EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kFileCorrupt) << status;
}

TEST(SheetReaderTest, CountsCellsOfAllSheetsAgainstTheLimit) {
  const std::string_view content =
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>1</v></c></row></sheetData>";
  XlsxLimits limits;
  limits.max_cells = 3;
  const auto workbook =
      OpenXlsx(PackageBuilder().Sheet("A", content).Sheet("B", content).Build(), limits, {});
  ASSERT_TRUE(workbook.ok()) << workbook.status();
  EXPECT_TRUE((*workbook)->LoadSheet(0, {}).ok());
  EXPECT_EQ(platform::ReasonOf((*workbook)->LoadSheet(1, {}).status()),
            platform::ErrorReason::kFileTooLarge);
}

TEST(SheetReaderTest, CancellationStopsReadingAndCanBeFollowedByALoad) {
  const auto workbook = Open(PackageBuilder().Sheet("S", "<sheetData/>").Build());
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_EQ(workbook->LoadSheet(0, source.token()).status().code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(workbook->LoadSheet(0, {}).ok());
}

TEST(SheetReaderTest, RefusesASecondSheetData) {
  for (const std::string_view between : {"", "<!-- -->"}) {
    EXPECT_EQ(platform::ReasonOf(SheetError(
                  Concat(kXmlDeclaration, "<worksheet xmlns=\"", kMainSpace,
                         "\"><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>",
                         between, "<sheetData/></worksheet>"))),
              platform::ErrorReason::kFileCorrupt)
        << between;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
