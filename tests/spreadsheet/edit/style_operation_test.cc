#include "spreadsheet/edit/style_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/built_in_styles.h"
#include "spreadsheet/edit/style_sheet.h"
#include "spreadsheet/model/cell_style.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

// Formats: 0 plain, 1 bold on yellow, 2 of the cell style Input. With things nobody knows.
constexpr std::string_view kStyles =
    "<numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"0.0&quot; t&quot;\"/></numFmts>"
    "<fonts count=\"2\" x:known=\"1\" xmlns:x=\"urn:x\"><font><sz val=\"11\"/><color theme=\"1\"/>"
    "<name val=\"Calibri\"/><family val=\"2\"/><scheme val=\"minor\"/></font><font><b/><sz "
    "val=\"11\"/><color theme=\"1\"/><name val=\"Calibri\"/><family val=\"2\"/><scheme "
    "val=\"minor\"/></font></fonts><fills count=\"3\"><fill><patternFill patternType=\"none\"/>"
    "</fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill "
    "patternType=\"solid\"><fgColor rgb=\"FFFFFF00\"/><bgColor indexed=\"64\"/></patternFill>"
    "</fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border>"
    "</borders><cellStyleXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
    "borderId=\"0\"/><xf numFmtId=\"0\" fontId=\"0\" fillId=\"2\" borderId=\"0\" "
    "applyNumberFormat=\"0\"/></cellStyleXfs><cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" "
    "fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" "
    "borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\"/><xf numFmtId=\"0\" fontId=\"0\" "
    "fillId=\"2\" borderId=\"0\" xfId=\"1\"/></cellXfs><cellStyles count=\"2\"><cellStyle "
    "name=\"Standard\" xfId=\"0\" builtinId=\"0\"/><cellStyle name=\"Input\" xfId=\"1\"/>"
    "</cellStyles><dxfs count=\"0\"/><extLst><ext uri=\"{1}\"/></extLst>";

constexpr std::string_view kRow =
    "<sheetData><row r=\"1\" spans=\"1:2\"><c r=\"A1\" s=\"1\"><v>1</v></c><c r=\"B1\"><v>2</v>"
    "</c></row></sheetData>";

constexpr std::string_view kPlainRow =
    "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row></sheetData>";

WorkbookPtr Book(std::string_view content) {
  return Open(PackageBuilder().Sheet("Data", content).Styles(kStyles).Build());
}

RangeRef Range(std::string_view text) { return *ParseRange(text); }

WorkbookPtr Do(const WorkbookPtr& workbook, std::string_view range, const StylePatch& patch) {
  auto after = ApplyOperation(*workbook, StyleOperation("Data", {Range(range)}, patch), {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

CellStyle StyleAt(const WorkbookPtr& workbook, std::string_view address) {
  const auto cell = Load(workbook)->Find(At(address));
  const auto styles = workbook->LoadCellStyles({});
  EXPECT_THAT(styles, IsOk());
  return (*styles)->at(cell.has_value() ? cell->style : 0);
}

size_t Formats(const WorkbookPtr& workbook) {
  return (*workbook->LoadCellStyles({}))->styles.size();
}

std::string StylesPart(const WorkbookPtr& workbook) {
  return PartOf(Write(workbook), "xl/styles.xml");
}

StylePatch Bold(bool on = true) {
  StylePatch patch;
  patch.bold = on;
  return patch;
}

StylePatch Border(std::string_view place, std::string_view style) {
  StylePatch patch;
  patch.borders.push_back({*ParseBorderPlace(place), std::string(style), std::nullopt});
  return patch;
}

TEST(StyleOperationTest, WhatIsNotGivenStays) {
  StylePatch patch;
  patch.italic = true;
  patch.number_format = "0.00";
  const WorkbookPtr after = Do(Book(kRow), "A1:B1", patch);
  CellStyle style = StyleAt(after, "A1");
  EXPECT_TRUE(style.font.bold);
  EXPECT_TRUE(style.font.italic);
  EXPECT_EQ(style.fill.foreground, "FFFFFF00");
  EXPECT_EQ(style.number_format, "0.00");
  style = StyleAt(after, "B1");
  EXPECT_FALSE(style.font.bold);
  EXPECT_TRUE(style.font.italic);
  EXPECT_TRUE(style.fill.pattern.empty());
}

TEST(StyleOperationTest, EveryAttributeIsWrittenAsItIsRead) {
  StylePatch patch;
  patch.font = "Arial & Co";
  patch.font_size = 12.5;
  patch.bold = patch.italic = patch.strikethrough = true;
  patch.underline = "doubleAccounting";
  patch.vertical_align = "superscript";
  patch.font_color = ParseStyleColor("4472c4");
  patch.fill = "darkTrellis";
  patch.fill_color = ParseStyleColor("#112233");
  patch.fill_background = ParseStyleColor("theme:0:-0.5");
  patch.borders = {{BorderPlace::kLeft, "thick", ParseStyleColor("FF0000")},
                   {BorderPlace::kDiagonalUp, "hair", std::nullopt}};
  patch.horizontal = "right";
  patch.vertical = "justify";
  patch.reading_order = "right_to_left";
  patch.wrap_text = patch.shrink_to_fit = true;
  patch.indent = 3;
  patch.rotation = -45;
  patch.number_format = "yyyy\"&\"mm";
  patch.unlocked = patch.formula_hidden = true;
  const WorkbookPtr after = Do(Book(kRow), "B1", patch);
  const CellStyle style = StyleAt(after, "B1");
  EXPECT_EQ(style.font.name, "Arial & Co");
  EXPECT_EQ(style.font.size, 12.5);
  EXPECT_TRUE(style.font.bold && style.font.italic && style.font.strikethrough);
  EXPECT_EQ(style.font.underline, "doubleAccounting");
  EXPECT_EQ(style.font.vertical_align, "superscript");
  EXPECT_EQ(style.font.color, "FF4472C4");
  EXPECT_EQ(style.fill.pattern, "darkTrellis");
  EXPECT_EQ(style.fill.foreground, "FF112233");
  EXPECT_EQ(style.fill.background, "FF808080");
  EXPECT_EQ(style.borders.left.style, "thick");
  EXPECT_EQ(style.borders.left.color, "FFFF0000");
  EXPECT_EQ(style.borders.diagonal.style, "hair");
  EXPECT_TRUE(style.borders.diagonal_up);
  EXPECT_FALSE(style.borders.diagonal_down);
  EXPECT_EQ(style.alignment.horizontal, "right");
  EXPECT_EQ(style.alignment.vertical, "justify");
  EXPECT_TRUE(style.alignment.wrap_text && style.alignment.shrink_to_fit);
  EXPECT_EQ(style.alignment.indent, 3);
  EXPECT_EQ(style.alignment.rotation, -45);
  EXPECT_EQ(style.number_format, "yyyy\"&\"mm");
  EXPECT_FALSE(style.locked);
  EXPECT_TRUE(style.formula_hidden);
  const std::string part = StylesPart(after);
  EXPECT_THAT(part, HasSubstr("readingOrder=\"2\""));
  // A theme's font would win over the name.
  EXPECT_THAT(part, HasSubstr("<name val=\"Arial &amp; Co\"/></font>"));
}

TEST(StyleOperationTest, ClearedIsWhatTheCellStyleSays) {
  StylePatch patch;
  patch.clear = {"bold", "fill"};
  EXPECT_EQ(Load(Do(Book(kRow), "A1", patch))->Find(At("A1"))->style, 0u);

  StylePatch input;
  input.named_style = "input";
  const WorkbookPtr named = Do(Book(kRow), "B1", input);
  EXPECT_EQ(StyleAt(named, "B1").named_style, "Input");
  EXPECT_EQ(StyleAt(named, "B1").fill.foreground, "FFFFFF00");
  StylePatch blue;
  blue.fill_color = ParseStyleColor("0000FF");
  const WorkbookPtr painted = Do(named, "B1", blue);
  StylePatch clear;
  clear.clear = {"fill"};
  EXPECT_EQ(StyleAt(Do(painted, "B1", clear), "B1").fill.foreground, "FFFFFF00");
  clear.clear = {"named_style"};
  EXPECT_TRUE(StyleAt(Do(painted, "B1", clear), "B1").fill.pattern.empty());
  clear.clear = {"all"};
  EXPECT_EQ(Load(Do(painted, "B1", clear))->Find(At("B1"))->style, 0u);
}

TEST(StyleOperationTest, ACellStyleLeavesWhatItDoesNotInclude) {
  StylePatch format;
  format.number_format = "0%";
  StylePatch input;
  input.named_style = "Input";
  const CellStyle style = StyleAt(Do(Do(Book(kRow), "B1", format), "B1", input), "B1");
  EXPECT_EQ(style.number_format, "0%");
  EXPECT_EQ(style.named_style, "Input");
  input.named_style = "Nice";
  const auto refused =
      ApplyOperation(*Book(kRow), StyleOperation("Data", {Range("B1")}, input), {});
  EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("'Input'"));
}

StylePatch Named(std::string_view style) {
  StylePatch patch;
  patch.named_style = std::string(style);
  return patch;
}

TEST(StyleOperationTest, ABuiltInStyleTheWorkbookDoesNotHaveIsAddedOnce) {
  const WorkbookPtr good = Do(Book(kRow), "B1", Named("good"));
  const CellStyle style = StyleAt(good, "B1");
  EXPECT_EQ(style.named_style, "Good");
  EXPECT_EQ(style.font.color, "FF006100");
  EXPECT_EQ(style.fill.foreground, "FFC6EFCE");
  const std::string part = StylesPart(good);
  EXPECT_THAT(part, HasSubstr("<cellStyleXfs count=\"3\">"));
  EXPECT_THAT(part, HasSubstr("fontId=\"2\" fillId=\"3\" borderId=\"0\" "
                              "applyNumberFormat=\"0\" applyBorder=\"0\" applyAlignment=\"0\" "
                              "applyProtection=\"0\"/></cellStyleXfs>"));
  EXPECT_THAT(part, HasSubstr("<cellStyles count=\"3\">"));
  EXPECT_THAT(part, HasSubstr("<cellStyle name=\"Good\" xfId=\"2\" builtinId=\"26\"/>"
                              "</cellStyles><dxfs"));
  EXPECT_EQ(StylesPart(Do(good, "C1", Named("Good"))), part);
}

TEST(StyleOperationTest, BuiltInStylesIncludeWhatTheyAreAbout) {
  // A cell keeps its number format in a look, and its look in a number format.
  const CellStyle comma = StyleAt(Do(Book(kRow), "A1", Named("Comma")), "A1");
  EXPECT_EQ(comma.named_style, "Comma");
  EXPECT_THAT(comma.number_format, HasSubstr("#,##0.00"));
  EXPECT_TRUE(comma.font.bold);
  EXPECT_EQ(comma.fill.foreground, "FFFFFF00");
  const WorkbookPtr title = Do(Book(kRow), "A1", Named("Title"));
  EXPECT_EQ(StyleAt(title, "A1").fill.foreground, "FFFFFF00");
  EXPECT_THAT(StylesPart(title),
              HasSubstr("<font><sz val=\"18\"/><color theme=\"3\"/><name val=\"Calibri Light\"/>"
                        "<family val=\"2\"/><scheme val=\"major\"/></font></fonts>"));
  const WorkbookPtr total = Do(Book(kRow), "B1", Named("Total"));
  EXPECT_THAT(StylesPart(total), HasSubstr("<top style=\"thin\"><color theme=\"4\"/></top>"
                                           "<bottom style=\"double\"><color theme=\"4\"/>"));
  EXPECT_THAT(StylesPart(Do(Book(kRow), "B1", Named("40% - Accent6"))),
              HasSubstr("<fgColor theme=\"9\" tint=\"0.59999389629810485\"/>"));
}

TEST(StyleOperationTest, EveryBuiltInStyleHasAnIdOfItsOwn) {
  std::set<uint32_t> ids;
  std::vector<std::string> names = {
      "Comma",      "Comma [0]",    "Currency",    "Currency [0]",    "Percent",   "Note",
      "Good",       "Bad",          "Neutral",     "Title",           "Heading 1", "Heading 2",
      "Heading 3",  "Heading 4",    "Total",       "Input",           "Output",    "Calculation",
      "Check Cell", "Warning Text", "Linked Cell", "Explanatory Text"};
  for (int accent = 1; accent <= 6; ++accent) {
    for (const std::string_view tint : {"", "20% - ", "40% - ", "60% - "}) {
      names.push_back(Concat(tint, "Accent", accent));
    }
  }
  for (const std::string& name : names) {
    const BuiltInStyle* style = FindBuiltInStyle(name);
    ASSERT_NE(style, nullptr) << name;
    EXPECT_TRUE(ids.insert(style->id).second) << name;
  }
  EXPECT_EQ(FindBuiltInStyle("60% - Accent6")->id, 52u);
}

TEST(StyleOperationTest, ABuiltInStyleIsKnownByItsIdInAnyLanguage) {
  std::string styles(kStyles);
  const std::string_view input = "<cellStyle name=\"Input\" xfId=\"1\"/>";
  styles.replace(styles.find(input), input.size(),
                 "<cellStyle name=\"Gut\" xfId=\"1\" builtinId=\"26\"/>");
  const WorkbookPtr book = Open(PackageBuilder().Sheet("Data", kRow).Styles(styles).Build());
  const WorkbookPtr good = Do(book, "B1", Named("Good"));
  EXPECT_EQ(StyleAt(good, "B1").named_style, "Gut");
  EXPECT_THAT(StylesPart(good), Not(HasSubstr("Good")));
}

TEST(StyleOperationTest, AWorkbookWithoutCellStylesGetsNormalToo) {
  const WorkbookPtr bare = Open(PackageBuilder().Sheet("Data", kRow).Styles("<fonts/>").Build());
  const std::string part = StylesPart(Do(bare, "B1", Named("Bad")));
  EXPECT_THAT(part, HasSubstr("<cellStyleXfs count=\"2\">"));
  EXPECT_THAT(part, HasSubstr("<cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
                              "<cellStyle name=\"Bad\" xfId=\"1\" builtinId=\"27\"/>"));
  const WorkbookPtr none = Open(PackageBuilder().Sheet("Data", kPlainRow).Build());
  EXPECT_EQ(StyleAt(Do(none, "B1", Named("Bad")), "B1").named_style, "Bad");
}

TEST(StyleOperationTest, LooksTheFileHasAreReused) {
  const WorkbookPtr book = Book(kRow);
  StylePatch yellow = Bold();
  yellow.fill_color = ParseStyleColor("FFFF00");
  const WorkbookPtr after = Do(book, "B1", yellow);
  EXPECT_EQ(Load(after)->Find(At("B1"))->style, 1u);
  EXPECT_EQ(StylesPart(after), StylesPart(book));
}

TEST(StyleOperationTest, RepeatedBatchesAddNothing) {
  WorkbookPtr book = Do(Book(kRow), "A1:D9", Border("outline", "thin"));
  book = Do(book, "A1:D9", Bold(false));
  const size_t formats = Formats(book);
  const std::string part = StylesPart(book);
  for (int i = 0; i < 3; ++i) {
    book = Do(book, "A1:D9", Bold());
    book = Do(book, "A1:D9", Border("outline", "thin"));
    book = Do(book, "A1:D9", Bold(false));
  }
  EXPECT_LE(Formats(book), 2 * formats);
  const WorkbookPtr again = Do(Do(book, "A1:D9", Bold()), "A1:D9", Bold(false));
  EXPECT_EQ(StylesPart(again), StylesPart(book));
}

TEST(StyleOperationTest, WhatNobodyKnowsStays) {
  const std::string part = StylesPart(Do(Book(kRow), "A1:B1", Border("all", "double")));
  EXPECT_THAT(part, HasSubstr("<fonts count=\"2\" x:known=\"1\" xmlns:x=\"urn:x\">"));
  EXPECT_THAT(part, HasSubstr("<dxfs count=\"0\"/><extLst><ext uri=\"{1}\"/></extLst>"));
  EXPECT_THAT(part, HasSubstr("<borders count=\"2\">"));
  EXPECT_THAT(part, HasSubstr("<cellXfs count=\"5\">"));
  EXPECT_THAT(part, HasSubstr("<numFmts count=\"1\">"));
}

TEST(StyleOperationTest, NumberFormatsAreFoundOrNumbered) {
  const auto format_id = [](std::string_view code) {
    StylePatch patch;
    patch.number_format = code;
    const std::string part = StylesPart(Do(Book(kRow), "B1", patch));
    const size_t xf = part.rfind("<xf ", part.find("</cellXfs>"));
    return part.substr(xf, part.find(' ', xf + 4) - xf);
  };
  EXPECT_EQ(format_id("0.00%"), "<xf numFmtId=\"10\"");
  EXPECT_EQ(format_id("0.0\" t\""), "<xf numFmtId=\"170\"");
  EXPECT_EQ(format_id("0.000"), "<xf numFmtId=\"171\"");
  // Built in, and another one in each language.
  EXPECT_EQ(format_id("m/d/yyyy"), "<xf numFmtId=\"171\"");
}

TEST(StyleOperationTest, BordersGoAroundAndBetween) {
  const WorkbookPtr after = Do(Do(Book("<sheetData/>"), "B2:D4", Border("outline", "thick")),
                               "B2:D4", Border("inside_vertical", "hair"));
  const Borders corner = StyleAt(after, "B2").borders;
  EXPECT_EQ(corner.left.style, "thick");
  EXPECT_EQ(corner.top.style, "thick");
  EXPECT_EQ(corner.right.style, "hair");
  EXPECT_EQ(corner.bottom.style, "");
  const Borders middle = StyleAt(after, "C3").borders;
  EXPECT_EQ(middle.left.style, "hair");
  EXPECT_EQ(middle.right.style, "hair");
  EXPECT_EQ(middle.top.style, "");
  EXPECT_EQ(StyleAt(after, "D4").borders.right.style, "thick");
  const WorkbookPtr cell = Do(Book("<sheetData/>"), "B2", Border("all", "thin"));
  EXPECT_EQ(StyleAt(cell, "B2").borders.bottom.style, "thin");
  EXPECT_EQ(StyleAt(Do(cell, "B2", Border("bottom", "none")), "B2").borders.bottom.style, "");
}

TEST(StyleOperationTest, CellsThatAreNotStoredAreMade) {
  EXPECT_EQ(SheetContent(Write(Do(Book("<dimension ref=\"A1:B1\"/><sheetData><row r=\"2\" "
                                       "spans=\"1:1\"><c r=\"B2\"><v>1</v></c></row></sheetData>"),
                                  "A2:C3", Bold()))),
            "<dimension ref=\"A1:C3\"/><sheetData><row r=\"2\"><c r=\"A2\" s=\"3\"/><c r=\"B2\" "
            "s=\"3\"><v>1</v></c><c r=\"C2\" s=\"3\"/></row><row r=\"3\"><c r=\"A3\" s=\"3\"/><c "
            "r=\"B3\" s=\"3\"/><c r=\"C3\" s=\"3\"/></row></sheetData>");
}

TEST(StyleOperationTest, RowsAreMadeBehindThoseThatStay) {
  EXPECT_EQ(SheetContent(Write(Do(Book(kPlainRow), "B2:B3", Bold()))),
            "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row "
            "r=\"2\"><c r=\"B2\" s=\"3\"/></row><row r=\"3\"><c r=\"B3\" s=\"3\"/></row>"
            "</sheetData>");
}

TEST(StyleOperationTest, NothingIsMadeForALookThatIsThere) {
  const WorkbookPtr book = Book(kRow);
  EXPECT_EQ(SheetContent(Write(Do(book, "C3:D9", Bold(false)))), SheetContent(Write(book)));
}

TEST(StyleOperationTest, WholeColumnsKeepTheLookThemselves) {
  EXPECT_EQ(
      SheetContent(Write(Do(
          Book("<cols><col min=\"1\" max=\"2\" width=\"20\" customWidth=\"1\"/></cols><sheetData>"
               "<row r=\"1\"><c r=\"B1\"><v>1</v></c></row><row r=\"4\" s=\"1\" "
               "customFormat=\"1\"/></sheetData>"),
          "B:C", Bold()))),
      "<cols><col min=\"1\" max=\"1\" width=\"20\" customWidth=\"1\"/><col min=\"2\" max=\"2\" "
      "width=\"20\" customWidth=\"1\" style=\"3\"/><col min=\"3\" max=\"3\" style=\"3\" "
      "width=\"9.140625\"/></cols><sheetData><row r=\"1\"><c r=\"B1\" s=\"3\"><v>1</v></c></row>"
      "<row r=\"4\" s=\"1\" customFormat=\"1\"/></sheetData>");
}

TEST(StyleOperationTest, CellsAreMadeWhereRowsAndColumnsCross) {
  StylePatch italic;
  italic.italic = true;
  // Row 4 is bold on yellow: what is italic in column B must not lose that.
  const WorkbookPtr column =
      Do(Book("<sheetData><row r=\"4\" s=\"1\" customFormat=\"1\"/></sheetData>"), "B:B", italic);
  EXPECT_TRUE(StyleAt(column, "B4").font.bold);
  EXPECT_TRUE(StyleAt(column, "B4").font.italic);
  // Column B is italic: row 2 gets bold, and B2 both.
  const WorkbookPtr row = Do(Do(Book("<sheetData/>"), "B:B", italic), "2:2", Bold());
  EXPECT_THAT(SheetContent(Write(row)),
              HasSubstr("<row r=\"2\" s=\"4\" customFormat=\"1\"><c r=\"B2\""));
  EXPECT_TRUE(StyleAt(row, "B2").font.bold);
  EXPECT_TRUE(StyleAt(row, "B2").font.italic);
}

TEST(StyleOperationTest, AWholeSheetIsItsColumnsAndItsFormattedRows) {
  const std::string content = SheetContent(Write(
      Do(Book("<sheetData><row r=\"4\" s=\"1\" customFormat=\"1\"><c r=\"A4\"><v>1</v></c></row>"
              "</sheetData>"),
         "A:XFD", Border("all", "thin"))));
  EXPECT_THAT(content, HasSubstr("<col min=\"1\" max=\"16384\" style=\"3\""));
  EXPECT_THAT(content, HasSubstr("<row r=\"4\" s=\"4\" customFormat=\"1\"><c r=\"A4\" s=\"3\">"));
}

TEST(StyleOperationTest, AWorkbookWithoutStylesGetsThem) {
  const WorkbookPtr after =
      Do(Open(PackageBuilder().Sheet("Data", kPlainRow).Build()), "B1", Bold());
  EXPECT_TRUE(StyleAt(after, "B1").font.bold);
  EXPECT_EQ(StyleAt(after, "B1").font.name, "Calibri");
  EXPECT_FALSE(StyleAt(after, "A1").font.bold);
  EXPECT_TRUE(StyleAt(Open(Write(after)), "B1").font.bold);
}

TEST(StyleOperationTest, ListsThatAreMissingAreMadeInOrder) {
  StylePatch patch = Border("left", "thin");
  patch.fill_color = ParseStyleColor("FF0000");
  patch.number_format = "0.0000";
  const WorkbookPtr after =
      Do(Open(PackageBuilder().Sheet("Data", kPlainRow).Styles("<cellXfs><xf/></cellXfs>").Build()),
         "B1", patch);
  const std::string part = StylesPart(after);
  EXPECT_LT(part.find("<numFmts"), part.find("<fills"));
  EXPECT_LT(part.find("<fills"), part.find("<borders"));
  EXPECT_LT(part.find("<borders"), part.find("<cellXfs"));
  EXPECT_EQ(StyleAt(after, "B1").fill.foreground, "FFFF0000");
  EXPECT_TRUE(StyleAt(after, "A1").fill.pattern.empty());
}

TEST(StyleOperationTest, Gradients) {
  StylePatch patch;
  patch.fill = "linear";
  patch.fill_color = ParseStyleColor("FF0000");
  patch.fill_background = ParseStyleColor("00FF00");
  const WorkbookPtr after = Do(Book(kRow), "B1", patch);
  EXPECT_EQ(StyleAt(after, "B1").fill.pattern, "linear");
  EXPECT_EQ(StyleAt(after, "B1").fill.foreground, "FFFF0000");
  StylePatch last;
  last.fill_background = ParseStyleColor("0000FF");
  EXPECT_EQ(StyleAt(Do(after, "B1", last), "B1").fill.background, "FF0000FF");
  StylePatch none;
  none.fill = "none";
  EXPECT_EQ(Load(Do(after, "B1", none))->Find(At("B1"))->style, 0u);
}

TEST(StyleOperationTest, PrefixesAreKept) {
  const std::string sheet =
      "<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
      "<x:sheetData/></x:worksheet>";
  const WorkbookPtr after =
      Do(Open(PackageBuilder().RawSheet("Data", sheet).Styles(kStyles).Build()), "A1:B1", Bold());
  EXPECT_THAT(PartOf(Write(after), "xl/worksheets/sheet1.xml"),
              HasSubstr("<x:sheetData><x:row r=\"1\"><x:c r=\"A1\" s=\"3\"/><x:c r=\"B1\" "
                        "s=\"3\"/></x:row></x:sheetData>"));
}

TEST(StyleOperationTest, TooManyCellsAreRefused) {
  const WorkbookPtr book = Book(kRow);
  const auto refused =
      ApplyOperation(*book, StyleOperation("Data", {Range("A1:B300000")}, Bold()), {});
  EXPECT_THAT(refused, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("A:B"));
  EXPECT_THAT(ApplyOperation(*book, StyleOperation("Data", {Range("1:600000")}, Bold()), {}),
              HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(ApplyOperation(*book, StyleOperation("Nowhere", {Range("A1")}, Bold()), {}),
              HasReason(ErrorReason::kSheetNotFound));
}

TEST(StyleOperationTest, MoreFormatsThanExcelTakesAreRefused) {
  std::string styles =
      "<fonts><font><name val=\"A\"/></font></fonts><fills/><borders><border/></borders><cellXfs>";
  for (size_t i = 0; i < kMaxCellFormats; ++i) styles += Concat("<xf a=\"", i, "\"/>");
  styles += "</cellXfs>";
  const WorkbookPtr book = Open(PackageBuilder().Sheet("Data", kRow).Styles(styles).Build());
  const auto refused = ApplyOperation(*book, StyleOperation("Data", {Range("B1")}, Bold()), {});
  EXPECT_THAT(refused, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("65490"));
}

TEST(StyleOperationTest, RowsOutOfOrderAreRefused) {
  const WorkbookPtr book =
      Book("<sheetData><row r=\"2\"/><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
  EXPECT_THAT(ApplyOperation(*book, StyleOperation("Data", {Range("A1")}, Bold()), {}),
              testing::Not(IsOk()));
}

TEST(StyleColorTest, Words) {
  EXPECT_EQ(ParseStyleColor("80a0b0c0")->rgb, "FFA0B0C0");
  EXPECT_EQ(ParseStyleColor("theme:11:0.25")->tint, "0.25");
  for (const std::string_view bad : {"", "red", "12345", "theme:12", "theme:1:2", "theme:1:x"}) {
    EXPECT_FALSE(ParseStyleColor(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace sheetgate::tests
