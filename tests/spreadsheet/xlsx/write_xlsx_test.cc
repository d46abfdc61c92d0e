// What WriteXlsx changes in a package, and what it leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/byte_sink.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::Cells;
using tests::Edit;
using tests::Load;
using tests::Open;
using tests::PackageBuilder;
using tests::PartOf;
using tests::SetDate;
using tests::SetFormula;
using tests::SetResult;
using tests::SetValue;
using tests::SheetContent;
using tests::Write;

// The worksheet content after editing `content`.
std::string Edited(std::string_view content, const std::vector<CellChange>& changes) {
  return SheetContent(Write(Edit(Open(PackageBuilder().Sheet("S", content).Build()), changes)));
}

TEST(WriteXlsxTest, WithoutChangesTheVeryBytesComeBack) {
  const PackageBytes bytes = PackageBuilder().Sheet("S", "<sheetData/>").Build();
  EXPECT_EQ(*Write(Open(bytes)), *bytes);
}

TEST(WriteXlsxTest, ReplacesOnlyTheEditedCell) {
  EXPECT_EQ(
      Edited(
          "<sheetData> <row r='1' x:y='z'>\n<c r=\"A1\" ><v>1</v></c> <c r=\"B1\" "
          "s=\"0\"><v>2.50</v></c>"
          "</row><!-- c --><row r=\"2\"><c r=\"A2\"><v>3</v></c></row></sheetData><pageMargins/>",
          {SetValue("A1", 0.1)}),
      "<sheetData> <row r='1' x:y='z'>\n<c r=\"A1\"><v>0.1</v></c> <c r=\"B1\" "
      "s=\"0\"><v>2.50</v></c>"
      "</row><!-- c --><row r=\"2\"><c r=\"A2\"><v>3</v></c></row></sheetData><pageMargins/>");
}

TEST(WriteXlsxTest, InsertsRowsAndCellsInOrder) {
  EXPECT_EQ(
      Edited("<sheetData><row r=\"2\"><c r=\"B2\"><v>1</v></c></row><row r=\"4\"/></sheetData>",
             {SetValue("A1", 1.0), SetValue("A2", 2.0), SetValue("C2", 3.0), SetValue("B3", 4.0),
              SetValue("B4", 5.0), SetValue("A5", 6.0)}),
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
      "<row r=\"2\"><c r=\"A2\"><v>2</v></c><c r=\"B2\"><v>1</v></c><c r=\"C2\"><v>3</v></c></row>"
      "<row r=\"3\"><c r=\"B3\"><v>4</v></c></row><row r=\"4\"><c r=\"B4\"><v>5</v></c></row>"
      "<row r=\"5\"><c r=\"A5\"><v>6</v></c></row></sheetData>");
}

TEST(WriteXlsxTest, FillsSheetsWithoutData) {
  const std::string row = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
  EXPECT_EQ(Edited("<sheetData/>", {SetValue("A1", 1.0)}),
            Concat("<sheetData>", row, "</sheetData>"));
  EXPECT_EQ(Edited("<sheetPr/><cols/><pageMargins/>", {SetValue("A1", 1.0)}),
            Concat("<sheetPr/><cols/><sheetData>", row, "</sheetData><pageMargins/>"));
}

TEST(WriteXlsxTest, DimensionAndSpansGrowOnlyWhenExceeded) {
  const std::string_view content =
      "<dimension ref=\"B2:C3\"/><sheetData><row r=\"2\" spans=\"2:3\"><c "
      "r=\"B2\"><v>1</v></c></row></sheetData>";
  EXPECT_THAT(Edited(content, {SetValue("C3", 1.0), SetValue("C2", 1.0)}),
              HasSubstr("<dimension ref=\"B2:C3\"/><sheetData><row r=\"2\" spans=\"2:3\">"));
  EXPECT_THAT(Edited(content, {SetValue("E2", 1.0)}),
              HasSubstr("<dimension ref=\"B2:E3\"/><sheetData><row r=\"2\" spans=\"2:5\">"));
}

TEST(WriteXlsxTest, WritesEveryTypeOfValue) {
  EXPECT_EQ(Edited("<sheetData/>",
                   {SetValue("A1", 1e21), SetValue("B1", true), SetValue("C1", CellError::kDiv0),
                    SetValue("D1", " a<b> "), SetValue("E1", "12"), SetValue("F1", -0.1 - 0.2),
                    SetFormula("G1", "IF(A1<1,\"a&b\",FILTER(A1:A2,1))")}),
            "<sheetData><row r=\"1\"><c r=\"A1\"><v>1e+21</v></c><c r=\"B1\" t=\"b\"><v>1</v></c>"
            "<c r=\"C1\" t=\"e\"><v>#DIV/0!</v></c>"
            "<c r=\"D1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a&lt;b&gt; </t></is></c>"
            "<c r=\"E1\" t=\"inlineStr\"><is><t>12</t></is></c><c "
            "r=\"F1\"><v>-0.30000000000000004</v></c>"
            "<c "
            "r=\"G1\"><f>IF(A1&lt;1,&quot;a&amp;b&quot;,_xlfn._xlws.FILTER(A1:A2,1))</f></c></"
            "row></sheetData>");
}

TEST(WriteXlsxTest, TextsGoToTheStringTable) {
  const auto base = Open(
      PackageBuilder()
          .Sheet("S", "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>")
          .SharedStrings("<si><t>old</t></si><si><r><t>rich</t></r></si>",
                         " count=\"1\" uniqueCount=\"2\"")
          .Build());
  const auto bytes = Write(Edit(base, {SetValue("A1", "rich"), SetValue("B1", "old"),
                                       SetValue("C1", "a\vb"), SetValue("D1", "rich")}));
  EXPECT_EQ(
      SheetContent(bytes),
      "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>2</v></c><c r=\"B1\" t=\"s\"><v>0</v></c>"
      "<c r=\"C1\" t=\"s\"><v>3</v></c><c r=\"D1\" t=\"s\"><v>2</v></c></row></sheetData>");
  EXPECT_THAT(
      PartOf(bytes, "xl/sharedStrings.xml"),
      HasSubstr(" count=\"4\" uniqueCount=\"4\"><si><t>old</t></si><si><r><t>rich</t></r></si>"
                "<si><t>rich</t></si><si><t>a_x000B_b</t></si></sst>"));
  EXPECT_THAT(Cells(*Load(Open(bytes))),
              ElementsAre("A1 'rich'", "B1 'old'", "C1 'a\vb'", "D1 'rich'"));
}

TEST(WriteXlsxTest, ResultsChangeValueAndTypeOnly) {
  EXPECT_EQ(
      Edited("<sheetData><row r=\"1\"><c r=\"A1\" s=\"0\" cm=\"1\" vm=\"2\" t=\"e\"><f t=\"array\" "
             "ref=\"A1\" ca='1'>X</f>"
             "<v>#N/A</v></c><c r=\"B1\" t=\"str\"><f>\"a\"</f><v>a</v></c><c "
             "r=\"C1\"><f>1</f><v>1</v></c></row></sheetData>",
             {SetResult("A1", 2.0), SetResult("B1", {}), SetResult("C1", " t")}),
      "<sheetData><row r=\"1\"><c r=\"A1\" s=\"0\" cm=\"1\"><f t=\"array\" ref=\"A1\" ca='1'>X</f>"
      "<v>2</v></c><c r=\"B1\"><f>\"a\"</f></c>"
      "<c r=\"C1\" t=\"str\"><f>1</f><v xml:space=\"preserve\"> t</v></c></row></sheetData>");
}

TEST(WriteXlsxTest, OverwrittenCellsLoseTheirMetadata) {
  EXPECT_EQ(
      Edited("<sheetData><row r=\"1\"><c r=\"A1\" cm=\"1\" vm=\"1\" t=\"e\"><v>#VALUE!</v></c>"
             "<c r=\"B1\" vm=\"3\"><v>1</v></c></row></sheetData>",
             {SetValue("A1", 1.0)}),
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" "
      "vm=\"3\"><v>1</v></c></row></sheetData>");
}

TEST(WriteXlsxTest, ClearedCellsKeepTheirStyle) {
  const auto base = Open(
      PackageBuilder()
          .Sheet("S", "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c></row></sheetData>")
          .Styles("<cellXfs><xf/><xf/></cellXfs>")
          .Build());
  EXPECT_EQ(SheetContent(Write(Edit(base, {SetValue("A1", {}), SetValue("B1", {})}))),
            "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"/></row></sheetData>");
}

TEST(WriteXlsxTest, SpellsOutMembersOfASharedFormulaWhoseMasterIsGone) {
  const std::string_view content =
      "<sheetData><row r=\"1\"><c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" "
      "si=\"0\">A1+1</f><v>1</v></c></row>"
      "<row r=\"2\"><c r=\"B2\" s=\"0\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>"
      "<row r=\"3\"><c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>3</v></c></row></sheetData>";
  EXPECT_EQ(Edited(content, {SetValue("B1", 9.0), SetResult("B3", "x")}),
            "<sheetData><row r=\"1\"><c r=\"B1\"><v>9</v></c></row>"
            "<row r=\"2\"><c r=\"B2\" s=\"0\"><f>A2+1</f><v>2</v></c></row>"
            "<row r=\"3\"><c r=\"B3\" t=\"str\"><f>A3+1</f><v>x</v></c></row></sheetData>");
  EXPECT_THAT(Edited(content, {SetValue("B2", 9.0)}),
              HasSubstr("<row r=\"3\"><c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>3</v></c></row>"));
}

TEST(WriteXlsxTest, GivesAddressesWhereInsertionWouldShiftCells) {
  EXPECT_EQ(
      Edited("<sheetData><row><c "
             "r=\"B1\"><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row></sheetData>",
             {SetValue("A1", 0.0), SetValue("B2", 9.0)}),
      "<sheetData><row><c r=\"A1\"><v>0</v></c><c r=\"B1\"><v>1</v></c></row>"
      "<row><c><v>2</v></c><c r=\"B2\"><v>9</v></c></row></sheetData>");
  EXPECT_EQ(
      Edited(
          "<sheetData><row r=\"2\"/><row><c r=\"B3\"><v>1</v></c><c><v>2</v></c></row></sheetData>",
          {SetValue("A1", 0.0), SetValue("A3", 5.0)}),
      "<sheetData><row r=\"1\"><c r=\"A1\"><v>0</v></c></row><row r=\"2\"/><row><c "
      "r=\"A3\"><v>5</v></c>"
      "<c r=\"B3\"><v>1</v></c><c><v>2</v></c></row></sheetData>");
}

TEST(WriteXlsxTest, EditsPrefixedSheetsWithTheirPrefix) {
  const std::string part =
      Concat("<x:worksheet xmlns:x=\"", tests::kMainSpace,
             "\"><x:sheetData><x:row r=\"1\"><x:c "
             "r=\"A1\"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>");
  const auto bytes =
      Write(Edit(Open(PackageBuilder().RawSheet("S", part).Build()),
                 {SetValue("A1", "t"), SetFormula("B1", "A1"), SetValue("A2", 2.0)}));
  EXPECT_THAT(
      PartOf(bytes, "xl/worksheets/sheet1.xml"),
      HasSubstr("<x:sheetData><x:row r=\"1\"><x:c r=\"A1\" "
                "t=\"inlineStr\"><x:is><x:t>t</x:t></x:is></x:c>"
                "<x:c r=\"B1\"><x:f>A1</x:f></x:c></x:row><x:row r=\"2\"><x:c r=\"A2\"><x:v>2</x:v>"
                "</x:c></x:row></x:sheetData>"));
}

TEST(WriteXlsxTest, Utf16SheetsBecomeUtf8) {
  const std::string xml = Concat("<?xml version=\"1.0\" encoding=\"utf-16\"?><worksheet xmlns=\"",
                                 tests::kMainSpace, "\"><sheetData/></worksheet>");
  const auto bytes = Write(Edit(Open(PackageBuilder().RawSheet("S", tests::ToUtf16(xml)).Build()),
                                {SetValue("A1", 1.0)}));
  EXPECT_THAT(PartOf(bytes, "xl/worksheets/sheet1.xml"),
              HasSubstr("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
  EXPECT_THAT(Cells(*Load(Open(bytes))), ElementsAre("A1 1"));
}

TEST(WriteXlsxTest, DatesAppendFormatsToTheStyles) {
  const auto base = Open(
      PackageBuilder()
          .Sheet("S", "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c></row></sheetData>")
          .Styles("<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf fontId=\"3\" numFmtId=\"2\">"
                  "<alignment/></xf></cellXfs><dxfs/>")
          .Build());
  const auto edited = Edit(base, {SetDate("A1", 46053), SetDate("B1", 46053.5)});
  const auto bytes = Write(edited);
  EXPECT_THAT(PartOf(bytes, "xl/styles.xml"),
              HasSubstr("<cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf fontId=\"3\" "
                        "numFmtId=\"2\"><alignment/></xf>"
                        "<xf applyNumberFormat=\"1\" fontId=\"3\" numFmtId=\"14\"><alignment/></xf>"
                        "<xf applyNumberFormat=\"1\" numFmtId=\"22\"/></cellXfs><dxfs/>"));
  const auto again = Open(bytes);
  for (const std::string_view cell : {"A1", "B1"}) {
    const uint32_t style = Load(again)->Find(tests::At(cell))->style;
    EXPECT_EQ(style, Load(edited)->Find(tests::At(cell))->style);
    EXPECT_EQ(again->NumberFormat(style), edited->NumberFormat(style));
    EXPECT_TRUE(again->IsDate(style));
  }
}

TEST(WriteXlsxTest, DatesMakeStylesForAWorkbookWithoutAny) {
  const auto edited =
      Edit(Open(PackageBuilder().Sheet("S", "<sheetData/>").Build()), {SetDate("A1", 46053)});
  const auto again = Open(Write(edited));
  const uint32_t style = Load(again)->Find(tests::At("A1"))->style;
  EXPECT_EQ(style, 1u);
  EXPECT_EQ(again->NumberFormat(style), "mm-dd-yy");
}

TEST(WriteXlsxTest, TheCalculationChainStaysOnlyWhileItFits) {
  const auto base = Open(
      PackageBuilder()
          .Sheet("S",
                 "<sheetData><row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c></row></sheetData>")
          .WorkbookPart("calcChain", "<calcChain><c r=\"A1\" i=\"1\"/></calcChain>")
          .Build());
  constexpr std::string_view kChain = "xl/calcChain.xml";
  for (const CellChange& keeps :
       {SetResult("A1", 3.0), SetFormula("A1", "2+2"), SetValue("B1", 1.0)}) {
    EXPECT_EQ(PartOf(Write(Edit(base, {keeps})), kChain),
              "<calcChain><c r=\"A1\" i=\"1\"/></calcChain>");
  }
  for (const CellChange& drops : {SetValue("A1", 3.0), SetFormula("B1", "1")}) {
    const auto bytes = Write(Edit(base, {drops}));
    EXPECT_EQ(PartOf(bytes, kChain), "<no such part>");
    EXPECT_THAT(PartOf(bytes, "[Content_Types].xml"), Not(HasSubstr("calcChain")));
    EXPECT_THAT(PartOf(bytes, "xl/_rels/workbook.xml.rels"), Not(HasSubstr("calcChain")));
    EXPECT_THAT(PartOf(bytes, "xl/_rels/workbook.xml.rels"), HasSubstr("worksheets/sheet1.xml"));
  }
}

TEST(WriteXlsxTest, AsksForFullCalculationOnLoad) {
  WriteOptions options;
  options.full_calculation_on_load = true;
  const auto workbook_part = [&](std::string_view behind) {
    return PartOf(Write(Open(PackageBuilder()
                                 .Sheet("S", "<sheetData/>")
                                 .WorkbookContent("<bookViews/>", behind)
                                 .Build()),
                        options),
                  "xl/workbook.xml");
  };
  EXPECT_THAT(workbook_part("<definedNames/><extLst/>"),
              HasSubstr("<definedNames/><calcPr fullCalcOnLoad=\"1\"/><extLst/></workbook>"));
  EXPECT_THAT(workbook_part("<calcPr calcId=\"7\"/>"),
              HasSubstr("</sheets><calcPr fullCalcOnLoad=\"1\" calcId=\"7\"/></workbook>"));
  EXPECT_THAT(workbook_part("<calcPr fullCalcOnLoad=\"0\"/>"),
              HasSubstr("<calcPr fullCalcOnLoad=\"1\"/>"));
  const PackageBytes asked = PackageBuilder()
                                 .Sheet("S", "<sheetData/>")
                                 .WorkbookContent("", "<calcPr fullCalcOnLoad=\"1\"/>")
                                 .Build();
  EXPECT_EQ(*Write(Open(asked), options), *asked);
}

TEST(WriteXlsxTest, IsDeterministic) {
  const auto edited =
      Edit(Open(PackageBuilder().Sheet("S", "<sheetData/>").SharedStrings("").Build()),
           {SetValue("A1", "a"), SetValue("B7", "b"), SetDate("C3", 46053)});
  EXPECT_EQ(*Write(edited), *Write(edited));
}

TEST(WriteXlsxTest, ASinkGetsTheSameBytes) {
  const auto edited = Edit(Open(PackageBuilder().Sheet("S", "<sheetData/>").Build()),
                           {SetValue("A1", "a"), SetDate("C3", 46053)});
  std::string out;
  StringSink sink(&out);
  EXPECT_TRUE(WriteXlsx(*edited, {}, &sink, {}).ok());
  EXPECT_EQ(out, *Write(edited));
}

// Rows 2, 4, 6 and so on, with cells in A to C.
std::string ManyRows(int rows) {
  std::string data;
  for (int i = 1; i <= rows; ++i) {
    const int row = 2 * i;
    data += Concat("<row r=\"", row, "\" spans=\"1:3\"><c r=\"A", row, "\"><v>", i,
                   "</v></c><c r=\"B", row, "\" t=\"b\"><v>1</v></c><c r=\"C", row, "\"><v>",
                   i * 7919 % 10007, "</v></c></row>\n");
  }
  return data;
}

TEST(WriteXlsxTest, EditsPartsFarLargerThanAnyWindow) {
  const std::string rows = ManyRows(60'000);
  const std::string head = "<dimension ref=\"A2:C120000\"/>";
  const auto content = [&](std::string_view data) {
    return Concat(head, "<sheetData>", data, "</sheetData>");
  };
  const auto base = Open(PackageBuilder().Sheet("S", content(rows)).Build());
  // Before the first row, in a row, between two, behind the last.
  struct Case {
    std::string_view cell, before, with;
  };
  for (const Case& c :
       {Case{"B1", "<row r=\"2\" ", "<row r=\"1\"><c r=\"B1\"><v>5</v></c></row><row r=\"2\" "},
        Case{"B60000", "<c r=\"B60000\" t=\"b\"><v>1</v></c>", "<c r=\"B60000\"><v>5</v></c>"},
        Case{"A60001", "<row r=\"60002\"",
             "<row r=\"60001\"><c r=\"A60001\"><v>5</v></c></row><row r=\"60002\""},
        Case{"C130000", "</sheetData>",
             "<row r=\"130000\"><c r=\"C130000\"><v>5</v></c></row></sheetData>"}}) {
    std::string expected = content(rows);
    expected.replace(expected.find(c.before), c.before.size(), c.with);
    if (c.cell == "B1") expected.replace(expected.find("A2:C"), 4, "A1:C");
    if (c.cell == "C130000") expected.replace(expected.find("C120000"), 7, "C130000");
    EXPECT_TRUE(SheetContent(Write(Edit(base, {SetValue(c.cell, 5.0)}))) == expected) << c.cell;
  }
}

TEST(WriteXlsxTest, EditsARowLargerThanAnyWindow) {
  std::string row = "<row r=\"1\">";
  for (int column = 1; column <= kMaxColumn; ++column) {
    row += Concat("<c r=\"", FormatCell({1, column}), "\"><v>", column, "</v></c>");
  }
  row += "</row>";
  ASSERT_GT(row.size(), 400'000u);
  const auto bytes =
      Write(Edit(Open(PackageBuilder().Sheet("S", "<sheetData>" + row + "</sheetData>").Build()),
                 {SetValue("XFC1", {})}));
  std::string expected = row;
  constexpr std::string_view kCell = "<c r=\"XFC1\"><v>16383</v></c>";
  expected.replace(expected.find(kCell), kCell.size(), "<c r=\"XFC1\"/>");
  EXPECT_TRUE(SheetContent(bytes) == "<sheetData>" + expected + "</sheetData>");
}

TEST(WriteXlsxTest, PlainAndOtherPartsAreEditedAlike) {
  // A comment among the rows makes the reader leave the fast way; both ways write the same.
  const std::string rows = ManyRows(500);
  const std::vector<CellChange> changes = {SetValue("A1", "t"), SetValue("B500", {}),
                                           SetFormula("D500", "A1"), SetValue("E2000", true)};
  const std::string comment = "<!-- a comment -->";
  const std::string plain = Edited("<sheetData>" + rows + "</sheetData>", changes);
  std::string other = Edited(Concat("<sheetData>", rows, comment, "</sheetData>"), changes);
  ASSERT_NE(other.find(comment), std::string::npos);
  other.erase(other.find(comment), comment.size());
  EXPECT_EQ(other, plain);
}

TEST(WriteXlsxTest, TheDimensionOfASheetWithoutRowsIsThatOfItsNewCells) {
  EXPECT_THAT(
      Edited("<dimension ref=\"A1\"/><sheetData/>", {SetValue("C3", 1.0), SetValue("B4", {})}),
      HasSubstr("<dimension ref=\"C3\"/>"));
  EXPECT_THAT(Edited("<dimension ref=\"A1\"/><sheetData/>", {SetValue("A1", 1.0)}),
              HasSubstr("<dimension ref=\"A1\"/>"));
  EXPECT_THAT(Edited("<dimension ref=\"nonsense\"/><sheetData/>", {SetValue("C3", 1.0)}),
              HasSubstr("<dimension ref=\"nonsense\"/>"));
}

TEST(WriteXlsxTest, ClearingWhatWasNeverStoredChangesNothing) {
  const PackageBytes bytes =
      PackageBuilder()
          .Sheet("S", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>")
          .Build();
  EXPECT_EQ(*Write(Edit(Open(bytes), {SetValue("B1", {}), SetValue("C9", {})})), *bytes);
}

TEST(WriteXlsxTest, CountsReferencesToTheStringTable) {
  const auto counts = [](const std::vector<CellChange>& changes) {
    const auto base =
        Open(PackageBuilder()
                 .Sheet("S",
                        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
                        "t=\"s\"><v>0</v></c><c r=\"C1\"><v>1</v></c></row></sheetData>")
                 .SharedStrings("<si><t>a</t></si>", " count=\"2\" uniqueCount=\"1\"")
                 .Build());
    const std::string part = PartOf(Write(Edit(base, changes)), "xl/sharedStrings.xml");
    const size_t begin = part.find(" count=");
    return part.substr(begin, part.find('>', begin) - begin);
  };
  EXPECT_EQ(counts({SetValue("C1", "b")}), " count=\"3\" uniqueCount=\"2\"");
  EXPECT_EQ(counts({SetValue("A1", "b")}), " count=\"2\" uniqueCount=\"2\"");
  EXPECT_EQ(counts({SetValue("A1", 1.0), SetValue("B1", {}), SetValue("C1", "b")}),
            " count=\"1\" uniqueCount=\"2\"");
  EXPECT_EQ(counts({SetValue("D1", "b"), SetValue("E1", "b"), SetValue("F1", "a")}),
            " count=\"5\" uniqueCount=\"2\"");
  EXPECT_EQ(counts({SetValue("C1", "a")}), " count=\"2\" uniqueCount=\"1\"")
      << "a part that needs no new entry stays as it is";
}

TEST(WriteXlsxTest, AppendsToStringTablesOfAllForms) {
  const auto table = [](std::string_view items) {
    const auto base =
        Open(PackageBuilder().Sheet("S", "<sheetData/>").SharedStrings(items).Build());
    const std::string part =
        PartOf(Write(Edit(base, {SetValue("A1", "new")})), "xl/sharedStrings.xml");
    const size_t begin = part.find('>', part.find("<sst")) + 1;
    return part.substr(begin, part.find("</sst>") - begin);
  };
  constexpr std::string_view kNew = "<si><t>new</t></si>";
  EXPECT_EQ(table(""), kNew);
  EXPECT_EQ(table("<si><t>a</t></si>\n"), Concat("<si><t>a</t></si>", kNew, "\n"));
  EXPECT_EQ(table("<si><t>a</t></si><si/>"), Concat("<si><t>a</t></si><si/>", kNew));
  EXPECT_EQ(table("<si><t>a</t></si><extLst><ext/></extLst>"),
            Concat("<si><t>a</t></si>", kNew, "<extLst><ext/></extLst>"));
  EXPECT_EQ(table("<si><t>a</t></si><!-- </si> -->"),
            Concat("<si><t>a</t></si>", kNew, "<!-- </si> -->"));
  EXPECT_EQ(table("<si><t>a</t></si><si><t><![CDATA[</si>]]></t></si>"),
            Concat("<si><t>a</t></si><si><t><![CDATA[</si>]]></t></si>", kNew));
}

TEST(WriteXlsxTest, TheStringTableMayStandBeforeTheSheets) {
  // Members by name: the table before the sheet that refers to it.
  const PackageBytes built =
      PackageBuilder()
          .Sheet("S", "<sheetData/>")
          .SharedStrings("<si><t>a</t></si>", " count=\"0\" uniqueCount=\"1\"")
          .Build();
  const auto package = *Package::Open(built, {}, {});
  tests::ZipBuilder zip;
  for (const std::string name :
       {"xl/sharedStrings.xml", "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"}) {
    zip.Add(name, *package->Read(name, {}));
  }
  const auto bytes = Write(Edit(Open(std::make_shared<const std::string>(zip.Build().bytes)),
                                {SetValue("A1", "b"), SetValue("A2", "a")}));
  EXPECT_THAT(PartOf(bytes, "xl/sharedStrings.xml"),
              HasSubstr(" count=\"2\" uniqueCount=\"2\"><si><t>a</t></si><si><t>b</t></si></sst>"));
  EXPECT_EQ(tests::ReadRawMembers(std::string(*bytes)).front().name, "xl/sharedStrings.xml");
  EXPECT_THAT(Cells(*Load(Open(bytes))), ElementsAre("A1 'b'", "A2 'a'"));
}

TEST(WriteXlsxTest, TextsOfSeveralSheetsShareTheTable) {
  const auto base = Open(PackageBuilder()
                             .Sheet("S", "<sheetData/>")
                             .Sheet("T", "<sheetData/>")
                             .SharedStrings("", " count=\"0\"")
                             .Build());
  const auto bytes =
      Write(Edit(base, {SetValue("A1", "x", 1), SetValue("A1", "y", 0), SetValue("B1", "x", 0)}));
  EXPECT_THAT(PartOf(bytes, "xl/sharedStrings.xml"),
              HasSubstr(" count=\"3\"><si><t>y</t></si><si><t>x</t></si></sst>"));
  EXPECT_THAT(Cells(*Load(Open(bytes), 0)), ElementsAre("A1 'y'", "B1 'x'"));
  EXPECT_THAT(Cells(*Load(Open(bytes), 1)), ElementsAre("A1 'x'"));
}

TEST(WriteXlsxTest, StopsWhenCancelled) {
  const auto edited =
      Edit(Open(PackageBuilder().Sheet("S", "<sheetData/>").Build()), {SetValue("A1", 1.0)});
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("stop"));
  EXPECT_EQ(WriteXlsx(*edited, {}, source.token()).status().code(), absl::StatusCode::kCancelled);
}

TEST(WriteXlsxTest, ARowWithinARowBelongsToTheCellItIsIn) {
  EXPECT_EQ(Edited("<sheetData><row r=\"1\"><c r=\"A1\"><v>x<row r=\"1\"><c><v>2</v></c></row>1</v>"
                   "</c></row><row r=\"2\"/></sheetData>",
                   {SetValue("B1", 3.0)}),
            "<sheetData><row r=\"1\"><c r=\"A1\"><v>x<row r=\"1\"><c><v>2</v></c></row>1</v>"
            "</c><c r=\"B1\"><v>3</v></c></row><row r=\"2\"/></sheetData>");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
