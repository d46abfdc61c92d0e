#include "spreadsheet/analysis/text_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using tests::Open;
using tests::PackageBuilder;

// Header and lines of a picture of a sheet with these parts.
std::vector<std::string> Draw(std::string_view content, std::string_view range,
                              PictureOptions options = {}) {
  const auto workbook = Open(PackageBuilder()
                                 .Sheet("S", content)
                                 .Styles("<cellXfs><xf/><xf numFmtId=\"4\"/><xf numFmtId=\"15\"/>"
                                         "<xf><alignment horizontal=\"center\"/></xf></cellXfs>")
                                 .Build());
  const auto sheet = tests::Load(workbook);
  const auto features = workbook->LoadFeatures(0, {});
  const auto geometry = LoadSheetGeometry(*workbook, 0, {});
  const auto styles = workbook->LoadCellStyles({});
  options.range = *ParseRange(range);
  const TextPicture picture =
      DrawPicture({*workbook, *sheet, **features, **geometry, **styles}, options);
  std::vector<std::string> lines = {picture.header};
  lines.insert(lines.end(), picture.lines.begin(), picture.lines.end());
  return lines;
}

std::string Text(std::string_view address, std::string_view text, int style = 0) {
  return Concat("<c r=\"", address, "\" s=\"", style, "\" t=\"inlineStr\"><is><t>", text,
                "</t></is></c>");
}

TEST(TextPictureTest, ShowsCellsAsTheyLook) {
  EXPECT_THAT(Draw(Concat("<cols><col min=\"2\" max=\"2\" width=\"9.7\"/></cols><sheetData>",
                          "<row r=\"1\">", Text("A1", "Item"), Text("B1", "Net", 3),
                          "</row><row r=\"2\" hidden=\"1\">", Text("A2", "Rent"),
                          "<c r=\"B2\" s=\"1\"><v>1000</v></c><c r=\"C2\" s=\"2\"><v>45322</v></c>"
                          "</row><row r=\"4\"><c r=\"A4\" t=\"b\"><v>1</v></c>"
                          "<c r=\"C4\" t=\"e\"><v>#N/A</v></c></row></sheetData>"),
                   "A1:C4"),
              ElementsAre("   A       |B         |C",          //
                          "1  Item    |   Net",                //
                          "2* Rent    |  1,000.00|31-Jan-24",  //
                          "3",                                 //
                          "4    TRUE  |          |  #N/A"));
}

TEST(TextPictureTest, TextsRunOnOverEmptyCellsOnly) {
  EXPECT_THAT(
      Draw(Concat("<sheetData><row r=\"1\">", Text("A1", "A title that is long"),
                  "</row><row r=\"2\">", Text("A2", "A title that is long"), Text("B2", "x"),
                  "</row><row r=\"3\">", Text("A3", "two&#10;lines"), "</row></sheetData>"),
           "A1:C3"),
      ElementsAre("   A       |B       |C", "1  A title that is long", "2  A title\xE2\x80\xA6|x",
                  "3  two\xE2\x86\xB5lines"));
}

TEST(TextPictureTest, MergedCellsAreOne) {
  constexpr std::string_view kMerges =
      "<mergeCells><mergeCell ref=\"A1:C2\"/><mergeCell ref=\"B3:D3\"/></mergeCells>";
  const std::string content = Concat(
      "<sheetData><row r=\"1\">", Text("A1", "Over three columns", 3), Text("D1", "d"),
      "</row><row r=\"3\">", Text("A3", "a"), Text("B3", "b"), "</row></sheetData>", kMerges);
  EXPECT_THAT(Draw(content, "A1:D3"),
              ElementsAre("   A       |B       |C       |D", "1      Over three columns    |d",
                          "2  ^", "3  a       |b"));
  EXPECT_THAT(Draw(content, "C2:D3"), ElementsAre("   C       |D", "2  ^", "3  <"));
}

TEST(TextPictureTest, NumbersAreNeverCut) {
  PictureOptions narrow;
  narrow.max_column_width = 5;
  const std::string content =
      "<cols><col min=\"1\" max=\"1\" width=\"2\"/><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>"
      "<sheetData><row r=\"10\"><c r=\"A10\"><v>123456</v></c><c r=\"B10\"><v>12345</v></c></row>"
      "</sheetData>";
  EXPECT_THAT(Draw(content, "A9:B10"), ElementsAre("    A     |B*", " 9", "10  123456|   12345"));
  EXPECT_THAT(Draw(content, "A10:B10", narrow), ElementsAre("    A    |B*", "10  #####|12345"));
}

TEST(TextPictureTest, ShowsFormulasAndFits) {
  PictureOptions options;
  options.formulas = true;
  options.fit_columns = true;
  options.max_column_width = 9;
  EXPECT_THAT(Draw("<sheetData><row r=\"1\"><c r=\"A1\"><f>SUM(B1:B9)</f><v>3</v></c>"
                   "<c r=\"B1\"><v>12345</v></c></row></sheetData>",
                   "A1:B1", options),
              ElementsAre("   A        |B", "1  =SUM(B1:\xE2\x80\xA6|12345"));
}

TEST(DisplayWidthTest, CountsColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("\xC3\xA4"), 1);
  EXPECT_EQ(DisplayWidth("a\xCC\x88"), 1);
  EXPECT_EQ(DisplayWidth("\xE6\x97\xA5\xE6\x9C\xAC"), 4);
  EXPECT_EQ(DisplayWidth("\xFF\xE6"), 2) << "stray bytes";
  EXPECT_EQ(CutToWidth("\xE6\x97\xA5\xE6\x9C\xAC", 3), "\xE6\x97\xA5\xE2\x80\xA6");
  EXPECT_EQ(CutToWidth("abc", 3), "abc");
  EXPECT_EQ(CutToWidth("abcd", 3), "ab\xE2\x80\xA6");
  EXPECT_EQ(CutToWidth("abcd", 0), "");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
