#include "spreadsheet/xlsx/rich_text_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::At;
using tests::Cells;
using tests::Edit;
using tests::Load;
using tests::Open;
using tests::PackageBuilder;
using tests::PartOf;
using tests::SetDate;
using tests::SetValue;
using tests::SheetContent;
using tests::Write;

// Format 1 has a font of its own.
constexpr std::string_view kStyles =
    "<fonts count=\"2\"><font><sz val=\"11\"/><color theme=\"1\"/><name val=\"Calibri\"/>"
    "<family val=\"2\"/><scheme val=\"minor\"/></font><font><b/><u/><sz val=\"10\"/>"
    "<name val=\"A &amp; B\"/><charset val='1'/></font></fonts><cellXfs count=\"2\">"
    "<xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\"/></cellXfs>";

tests::WorkbookPtr Book() {
  return Open(PackageBuilder()
                  .Sheet("S",
                         "<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"B1\" s=\"1\" t=\"s\"><v>0</v>"
                         "</c></row></sheetData>")
                  .SharedStrings("<si><t>old</t></si>", " count=\"1\" uniqueCount=\"1\"")
                  .Styles(kStyles)
                  .Build());
}

CellChange SetRuns(std::string_view address, const RichText& runs) {
  CellChange change = SetValue(address, JoinedText(runs));
  change.runs = runs;
  return change;
}

TEST(RichTextWriterTest, APartHasTheWholeFontOfItsCell) {
  const auto bytes = Write(Edit(
      Book(), {SetRuns("A1", {{.text = "Net "}, {.text = "loss", .font_color = "C00000"}}),
               SetRuns("B1", {{.text = "a", .bold = false, .underline = "none"}, {.text = "b"}})}));
  EXPECT_EQ(SheetContent(bytes),
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>"
            "<r><t xml:space=\"preserve\">Net </t></r><r><rPr><rFont val=\"Calibri\"/>"
            "<family val=\"2\"/><color rgb=\"FFC00000\"/><sz val=\"11\"/><scheme val=\"minor\"/>"
            "</rPr><t>loss</t></r></is></c><c r=\"B1\" s=\"1\" t=\"inlineStr\"><is><r><rPr>"
            "<rFont val=\"A &amp; B\"/><charset val=\"1\"/><sz val=\"10\"/><u val=\"none\"/></rPr>"
            "<t>a</t></r><r><t>b</t></r></is></c></row></sheetData>");
  EXPECT_THAT(PartOf(bytes, "xl/sharedStrings.xml"), HasSubstr("<si><t>old</t></si></sst>"));
  EXPECT_THAT(Cells(*Load(Open(bytes))), ElementsAre("A1 'Net loss'", "B1 'ab'"));
}

TEST(RichTextWriterTest, PropertiesStandInTheOrderOfTheSchema) {
  const RichText runs = {{.text = "x",
                          .font = "Arial",
                          .font_size = 9.5,
                          .bold = true,
                          .italic = true,
                          .strikethrough = true,
                          .underline = "double",
                          .vertical_align = "superscript",
                          .font_color = "00FF00"}};
  EXPECT_THAT(SheetContent(Write(Edit(Book(), {SetRuns("A1", runs)}))),
              HasSubstr("<rPr><rFont val=\"Arial\"/><b/><i/><strike/><color rgb=\"FF00FF00\"/>"
                        "<sz val=\"9.5\"/><u val=\"double\"/><vertAlign val=\"superscript\"/>"
                        "</rPr>"));
}

TEST(RichTextWriterTest, TextsAreEscapedAndElementsHaveThePrefixOfTheirSheet) {
  const std::string part =
      "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData/>"
      "</x:worksheet>";
  const auto bytes =
      Write(Edit(Open(PackageBuilder().RawSheet("S", part).Build()),
                 {SetRuns("A1", {{.text = "_x0041_<", .bold = true}, {.text = "\r\n"}})}));
  EXPECT_THAT(PartOf(bytes, "xl/worksheets/sheet1.xml"),
              HasSubstr("<x:is><x:r><x:rPr><x:rFont val=\"Calibri\"/><x:b/><x:sz val=\"11\"/>"
                        "</x:rPr><x:t>_x005F_x0041_&lt;</x:t></x:r><x:r>"
                        "<x:t xml:space=\"preserve\">_x000D_\n</x:t></x:r></x:is>"));
  EXPECT_EQ(Load(Open(bytes))->Find(At("A1"))->text, "_x0041_<\r\n");
}

TEST(RichTextWriterTest, AFormatTheWorkbookDoesNotHaveYetHasTheFontOfItsBase) {
  const auto dated = Edit(Book(), {SetDate("B1", 46053)});
  EXPECT_THAT(SheetContent(Write(Edit(dated, {SetRuns("B1", {{.text = "x", .italic = true}})}))),
              HasSubstr("s=\"2\" t=\"inlineStr\"><is><r><rPr><rFont val=\"A &amp; B\"/>"));
}

TEST(RichTextWriterTest, APlainTextReplacesARichOne) {
  const auto rich = Edit(Book(), {SetRuns("A1", {{.text = "old", .bold = true}})});
  EXPECT_THAT(SheetContent(Write(Edit(rich, {SetValue("A1", "old")}))),
              HasSubstr("<c r=\"A1\" t=\"s\"><v>0</v></c>"));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
