#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/cell_styles_reader.h"
#include "spreadsheet/xlsx/colors.h"
#include "spreadsheet/xlsx/theme_reader.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using tests::Edit;
using tests::HasReason;
using tests::IsOk;
using tests::Open;
using tests::PackageBuilder;
using tests::SetDate;
using tests::WorkbookPtr;

using StylesPtr = std::shared_ptr<const CellStyles>;

constexpr std::string_view kSheet =
    "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c></row></sheetData>";

StylesPtr StylesOf(const WorkbookPtr& workbook) {
  auto styles = workbook->LoadCellStyles({});
  EXPECT_THAT(styles, IsOk());
  return styles.ok() ? *styles : nullptr;
}

// The styles of a workbook whose styleSheet has these children.
StylesPtr Read(std::string_view content, std::string_view theme = "") {
  PackageBuilder builder;
  builder.Sheet("S", kSheet).Styles(content);
  if (!theme.empty()) builder.WorkbookPart("theme", theme);
  return StylesOf(Open(builder.Build()));
}

// The color of the only font of such a part.
std::string FontColor(std::string_view color, std::string_view behind = "") {
  return Read(Concat("<fonts><font><color ", color, "/></font></fonts><cellXfs><xf/></cellXfs>",
                     behind))
      ->at(0)
      .font.color;
}

TEST(CellStylesTest, AWorkbookWithoutStylesHasOnePlainStyle) {
  const StylesPtr styles = StylesOf(Open(PackageBuilder().Sheet("S", kSheet).Build()));
  ASSERT_EQ(styles->styles.size(), 1u);
  EXPECT_EQ(styles->at(0), CellStyle());
  EXPECT_EQ(styles->at(7), CellStyle());
  EXPECT_EQ(styles->theme.minor_font, "Calibri");
}

TEST(CellStylesTest, ResolvesEveryAttribute) {
  const StylesPtr styles = Read(
      "<numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0&quot; m&quot;\"/></numFmts>"
      "<fonts><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><i val=\"0\"/><strike/>"
      "<u val=\"double\"/><vertAlign val=\"superscript\"/><sz val=\"10.5\"/>"
      "<color rgb=\"00ff8000\"/><name val=\"Arial &amp; Co\"/></font></fonts>"
      "<fills><fill><patternFill patternType=\"none\"/></fill><fill>"
      "<patternFill patternType=\"solid\"><fgColor rgb=\"FFFFFFE0\"/><bgColor indexed=\"64\"/>"
      "</patternFill></fill></fills>"
      "<borders><border/><border diagonalDown=\"1\"><left style=\"thin\"><color indexed=\"10\"/>"
      "</left><right/><top style=\"none\"><color rgb=\"FF000000\"/></top>"
      "<bottom style=\"double\"/><diagonal style=\"hair\"/></border></borders>"
      "<cellStyleXfs><xf/><xf fontId=\"1\"/></cellStyleXfs>"
      "<cellXfs><xf/><xf numFmtId=\"164\" fontId=\"1\" fillId=\"1\" borderId=\"1\" xfId=\"1\">"
      "<alignment horizontal=\"right\" vertical=\"top\" wrapText=\"1\" shrinkToFit=\"true\" "
      "indent=\"2\" textRotation=\"135\"/><protection locked=\"0\" hidden=\"1\"/></xf></cellXfs>"
      "<cellStyles><cellStyle name=\"Standard\" xfId=\"0\" builtinId=\"0\"/>"
      "<cellStyle name=\"Input\" xfId=\"1\" builtinId=\"20\"/></cellStyles>");
  ASSERT_EQ(styles->styles.size(), 2u);
  CellStyle plain;
  plain.font.name = "Calibri";
  plain.font.size = 11;
  EXPECT_EQ(styles->at(0), plain);

  CellStyle rich;
  rich.font = {"Arial & Co", 10.5, true, false, true, "double", "superscript", "FFFF8000"};
  rich.fill = {"solid", "FFFFFFE0", ""};
  rich.borders.left = {"thin", "FFFF0000"};
  rich.borders.bottom = {"double", ""};
  rich.borders.diagonal = {"hair", ""};
  rich.borders.diagonal_down = true;
  rich.alignment = {"right", "top", true, true, 2, -45};
  rich.number_format = "0.0\" m\"";
  rich.locked = false;
  rich.formula_hidden = true;
  rich.named_style = "Input";
  EXPECT_EQ(styles->at(1), rich);
  EXPECT_TRUE(styles->at(1).has_border());
  EXPECT_EQ(styles->at(2), plain) << "an index the table does not have";
}

TEST(CellStylesTest, ApplyFlagsDoNotHideWhatAFormatHasItself) {
  const StylesPtr styles = Read(
      "<fonts><font/><font><b/></font></fonts>"
      "<fills><fill/><fill><patternFill patternType=\"gray125\"/></fill></fills>"
      "<cellXfs><xf fontId=\"1\" fillId=\"1\" numFmtId=\"9\" applyFont=\"0\" applyFill=\"0\" "
      "applyNumberFormat=\"0\" applyAlignment=\"0\"><alignment horizontal=\"center\"/></xf>"
      "</cellXfs>");
  EXPECT_TRUE(styles->at(0).font.bold);
  EXPECT_EQ(styles->at(0).fill.pattern, "gray125");
  EXPECT_EQ(styles->at(0).number_format, "0%");
  EXPECT_EQ(styles->at(0).alignment.horizontal, "center");
}

TEST(CellStylesTest, GradientsHaveTheirFirstAndLastColor) {
  const StylesPtr styles = Read(
      "<fills><fill><gradientFill degree=\"90\"><stop position=\"0\"><color rgb=\"FF111111\"/>"
      "</stop><stop position=\"0.5\"><color rgb=\"FF222222\"/></stop><stop position=\"1\">"
      "<color rgb=\"FF333333\"/></stop></gradientFill></fill></fills><cellXfs><xf/></cellXfs>");
  EXPECT_EQ(styles->at(0).fill, (Fill{"linear", "FF111111", "FF333333"}));
}

TEST(CellStylesTest, RotationsAreDegrees) {
  const auto rotation = [](int value) {
    return Read(Concat("<cellXfs><xf><alignment textRotation=\"", value, "\"/></xf></cellXfs>"))
        ->at(0)
        .alignment.rotation;
  };
  EXPECT_EQ(rotation(90), 90);
  EXPECT_EQ(rotation(91), -1);
  EXPECT_EQ(rotation(180), -90);
  EXPECT_EQ(rotation(255), 255);
  EXPECT_EQ(rotation(200), 0);
}

TEST(CellStylesTest, ColorsOfEveryKind) {
  EXPECT_EQ(FontColor("rgb=\"80AbCdEf\""), "FFABCDEF") << "cells are opaque";
  EXPECT_EQ(FontColor("rgb=\"123456\""), "FF123456");
  EXPECT_EQ(FontColor("rgb=\"nonsense\""), "");
  EXPECT_EQ(FontColor("auto=\"1\""), "");
  EXPECT_EQ(FontColor("indexed=\"2\""), "FFFF0000");
  EXPECT_EQ(FontColor("indexed=\"62\""), "FF333399");
  EXPECT_EQ(FontColor("indexed=\"64\""), "");
  EXPECT_EQ(FontColor("theme=\"0\""), "FFFFFFFF");
  EXPECT_EQ(FontColor("theme=\"1\""), "FF000000");
  EXPECT_EQ(FontColor("theme=\"2\""), "FFEEECE1");
  EXPECT_EQ(FontColor("theme=\"3\""), "FF1F497D");
  EXPECT_EQ(FontColor("theme=\"4\""), "FF4F81BD");
  EXPECT_EQ(FontColor("theme=\"11\""), "FF800080");
  EXPECT_EQ(FontColor("theme=\"12\""), "");
}

TEST(CellStylesTest, ThePaletteOfAFileReplacesTheUsualOne) {
  constexpr std::string_view kPalette =
      "<colors><indexedColors><rgbColor rgb=\"00111111\"/><rgbColor rgb=\"00222222\"/>"
      "</indexedColors><mruColors><color rgb=\"FF999999\"/></mruColors></colors>";
  EXPECT_EQ(FontColor("indexed=\"1\"", kPalette), "FF222222");
  EXPECT_EQ(FontColor("indexed=\"2\"", kPalette), "FFFF0000");
}

// What Excel shows for the tints of its palette menu, of themes of Office.
TEST(CellStylesTest, TintsAreThoseOfExcel) {
  struct Case {
    std::string_view rgb;
    double tint;
    std::string_view shown;
  };
  constexpr double k80 = 0.79998168889431442, k60 = 0.59999389629810485, k40 = 0.39997558519241921;
  constexpr double kDark25 = -0.249977111117893, kDark50 = -0.499984740745262;
  constexpr Case kCases[] = {{"4F81BD", k80, "DCE6F1"},
                             {"4F81BD", k60, "B8CCE4"},
                             {"4F81BD", k40, "95B3D7"},
                             {"4F81BD", kDark25, "366092"},
                             {"4F81BD", kDark50, "244062"},
                             {"C0504D", k80, "F2DCDB"},
                             {"C0504D", k60, "E6B8B7"},
                             {"C0504D", k40, "DA9694"},
                             {"C0504D", kDark25, "963634"},
                             {"C0504D", kDark50, "632523"},
                             {"1F497D", k80, "C5D9F1"},
                             {"1F497D", k60, "8DB4E2"},
                             {"1F497D", k40, "538DD5"},
                             {"9BBB59", k80, "EBF1DE"},
                             {"9BBB59", kDark25, "76933C"},
                             {"F79646", k60, "FCD5B4"},
                             {"EEECE1", -0.0999786370433668, "DDD9C4"},
                             {"FFFFFF", -0.14999847407452621, "D9D9D9"},
                             {"FFFFFF", kDark25, "BFBFBF"},
                             {"FFFFFF", -0.349986266670736, "A6A6A6"},
                             {"FFFFFF", kDark50, "808080"},
                             {"000000", 0.349986266670736, "595959"},
                             {"000000", 0.249977111117893, "404040"},
                             {"000000", 0.14999847407452621, "262626"},
                             {"4F81BD", 5, "FFFFFF"},
                             {"4F81BD", -5, "000000"},
                             {"4F81BD", 0, "4F81BD"}};
  for (const Case& one : kCases) {
    EXPECT_EQ(Tinted(one.rgb, one.tint), one.shown) << one.rgb << " by " << one.tint;
  }
  EXPECT_EQ(FontColor("theme=\"4\" tint=\"0.59999389629810485\""), "FFB8CCE4");
}

TEST(CellStylesTest, ReadsTheTheme) {
  constexpr std::string_view kTheme =
      "<a:theme xmlns:a=\"urn:a\" name=\"Mine\"><a:themeElements><a:clrScheme name=\"c\">"
      "<a:dk1><a:sysClr val=\"windowText\" lastClr=\"010203\"/></a:dk1>"
      "<a:lt1><a:sysClr val=\"window\"/></a:lt1><a:accent1><a:srgbClr val=\"a1b2c3\"/></a:accent1>"
      "</a:clrScheme><a:fontScheme name=\"f\"><a:majorFont><a:latin typeface=\"Head\"/>"
      "<a:ea typeface=\"\"/></a:majorFont><a:minorFont><a:latin typeface=\"Body\"/></a:minorFont>"
      "</a:fontScheme></a:themeElements></a:theme>";
  const StylesPtr styles =
      Read("<fonts><font><color theme=\"4\"/></font></fonts><cellXfs><xf/></cellXfs>", kTheme);
  EXPECT_EQ(styles->theme.name, "Mine");
  EXPECT_EQ(styles->theme.major_font, "Head");
  EXPECT_EQ(styles->theme.minor_font, "Body");
  EXPECT_EQ(styles->theme.colors[0], "010203");
  EXPECT_EQ(styles->theme.colors[1], "FFFFFF");
  EXPECT_EQ(styles->theme.colors[4], "A1B2C3");
  EXPECT_EQ(styles->theme.colors[5], "C0504D") << "not given";
  EXPECT_EQ(styles->at(0).font.color, "FFA1B2C3");
}

TEST(CellStylesTest, PrefixesAndStrictNamesMakeNoDifference) {
  const WorkbookPtr workbook = Open(
      PackageBuilder()
          .Sheet("S", kSheet)
          .WorkbookPart("styles",
                        "<x:styleSheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\">"
                        "<x:fonts><x:font><x:b/></x:font></x:fonts><x:borders><x:border><x:start "
                        "style=\"thin\"/><x:end style=\"thick\"/></x:border></x:borders>"
                        "<x:cellXfs><x:xf/></x:cellXfs></x:styleSheet>")
          .Build());
  const StylesPtr styles = StylesOf(workbook);
  EXPECT_TRUE(styles->at(0).font.bold);
  EXPECT_EQ(styles->at(0).borders.left.style, "thin");
  EXPECT_EQ(styles->at(0).borders.right.style, "thick");
}

TEST(CellStylesTest, DanglingReferencesAreTheFirstOfTheirKind) {
  const StylesPtr styles = Read(
      "<fonts><font><b/></font></fonts><cellXfs><xf fontId=\"9\" fillId=\"9\" borderId=\"9\" "
      "xfId=\"9\" numFmtId=\"999\"/></cellXfs>");
  EXPECT_TRUE(styles->at(0).font.bold);
  EXPECT_EQ(styles->at(0).fill, Fill());
  EXPECT_EQ(styles->at(0).number_format, "General");
}

TEST(CellStylesTest, StylesAddedByEditsLookLikeTheirBase) {
  const WorkbookPtr base = Open(
      PackageBuilder()
          .Sheet("S", kSheet)
          .Styles(
              "<fonts><font/><font><b/></font></fonts><cellXfs><xf/><xf fontId=\"1\"/></cellXfs>")
          .Build());
  const WorkbookPtr edited = Edit(base, {SetDate("A1", 45000), SetDate("B1", 0.5)});
  const StylesPtr styles = StylesOf(edited);
  EXPECT_EQ(StylesOf(base)->styles.size(), 2u);
  ASSERT_EQ(styles->styles.size(), 4u);
  const auto sheet = tests::Load(edited);
  const CellStyle& date = styles->at(sheet->Find(tests::At("A1"))->style);
  EXPECT_TRUE(date.font.bold);
  EXPECT_EQ(date.number_format, "mm-dd-yy");
  const CellStyle& time = styles->at(sheet->Find(tests::At("B1"))->style);
  EXPECT_FALSE(time.font.bold);
  EXPECT_EQ(time.number_format, "h:mm:ss");
  EXPECT_EQ(StylesOf(edited), styles) << "made once";
}

TEST(CellStylesTest, AreReadOnceAndCounted) {
  const WorkbookPtr workbook =
      Open(PackageBuilder().Sheet("S", kSheet).Styles("<cellXfs><xf/><xf/></cellXfs>").Build());
  const size_t before = workbook->memory_bytes();
  const StylesPtr styles = StylesOf(workbook);
  EXPECT_EQ(StylesOf(workbook), styles);
  EXPECT_GE(styles->memory_bytes(), 2 * sizeof(CellStyle));
  EXPECT_GE(workbook->memory_bytes(), before + styles->memory_bytes());
}

TEST(CellStylesTest, RefusesWhatIsBrokenOrTooMuch) {
  const auto status = [](std::string_view styles, std::string_view theme = "") {
    PackageBuilder builder;
    builder.Sheet("S", kSheet).Styles(styles);
    if (!theme.empty()) builder.WorkbookPart("theme", theme);
    return Open(builder.Build())->LoadCellStyles({}).status();
  };
  EXPECT_THAT(status("<fonts><font></fonts>"), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(status("<cellXfs><xf/></cellXfs>", "<a:theme xmlns:a=\"urn:a\">"),
              HasReason(ErrorReason::kFileCorrupt));
  std::string fonts;
  for (size_t i = 0; i <= kMaxStyleItems; ++i) fonts += "<font/>";
  EXPECT_THAT(status(Concat("<fonts>", fonts, "</fonts>")), HasReason(ErrorReason::kFileTooLarge));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
