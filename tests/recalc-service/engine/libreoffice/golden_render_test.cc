// Pictures by the real LibreOffice as they were when somebody looked at them: golden_image.h.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "tests/recalc-service/testing/golden_image.h"
#include "tests/recalc-service/testing/render_fixture.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using tests::LooksGolden;
using tests::LooksLike;
using tests::Png;

// Cell styles: Calibri, bold Cambria, italic Arial.
constexpr char kFonts[] =
    R"(<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="12"/><name val="Cambria"/></font>)"
    R"(<font><i/><sz val="10"/><name val="Arial"/></font></fonts>)"
    R"(<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>)"
    R"(<borders count="1"><border/></borders><cellStyleXfs count="1"><xf fontId="0" fillId="0" borderId="0"/></cellStyleXfs>)"
    R"(<cellXfs count="3"><xf fontId="0" fillId="0" borderId="0" xfId="0"/><xf fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>)"
    R"(<xf fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>)"
    R"(<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>)";

class GoldenRenderTest : public tests::RenderFixture {
 protected:
  std::string Bytes(tests::RenderJob job) {
    const auto result = Render(std::move(job));
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? result->bytes : "";
  }
};

std::string Corpus(const std::string& name) {
  return *tests::ReadCorpusFile("workbooks/" + name).bytes;
}

// A color scale, data bars, a fill by a rule, a border.
TEST_F(GoldenRenderTest, ConditionalFormats) {
  tests::RenderJob job =
      Plain(Corpus("ironcalc+IronCalc/bindings/nodejs/example.xlsx"), "A1:I16", "Second");
  job.grid_lines = true;
  job.headings = true;
  EXPECT_TRUE(LooksGolden(Bytes(job), "conditional_formats"));
}

TEST_F(GoldenRenderTest, Chart) {
  tests::RenderJob job = Plain(Corpus("PHPOffice+PhpSpreadsheet/samples/templates/"
                                      "32readwriteDonutChartMultiseries1.xlsx"),
                               "A1", "Data");
  job.of = PictureOf::kChart;
  job.chart = "Chart 1";
  EXPECT_TRUE(LooksGolden(Bytes(job), "chart"));
}

// Header, footer with page numbers, grid lines, headings, Calibri, Cambria and Arial.
TEST_F(GoldenRenderTest, PrintPreview) {
  tests::SheetXml sheet{"Plan", ""};
  for (int row = 1; row <= 40; ++row) {
    const std::string r = std::to_string(row);
    sheet.rows += "<row r=\"" + r + "\">";
    for (const char* column : {"A", "B", "C"}) {
      const std::string style = std::to_string(column[0] - 'A');
      const std::string address = column + r;
      sheet.rows += "<c r=\"" + address + "\" s=\"" + style + "\" t=\"inlineStr\"><is><t>Cell " +
                    address + "</t></is></c>";
    }
    sheet.rows += "</row>";
  }
  sheet.after =
      R"(<printOptions headings="1" gridLines="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>)"
      R"(<pageSetup paperSize="11" orientation="landscape"/>)"
      R"(<headerFooter><oddHeader>&amp;L&amp;A&amp;R&amp;"Arial,Bold"Budget</oddHeader><oddFooter>&amp;CPage &amp;P of &amp;N</oddFooter></headerFooter>)";
  tests::RenderJob job = Plain(tests::MakeXlsx({sheet}, kFonts), "A1", "Plan");
  job.of = PictureOf::kPages;
  job.page = 2;
  EXPECT_TRUE(LooksGolden(Bytes(job), "print_preview"));
}

// Widths of columns and texts are Excel's only with fonts of the same metrics, which are to be
// installed; a PDF names those it used.
TEST_F(GoldenRenderTest, FontsAreThoseWithTheWidthsOfExcels) {
  tests::RenderJob job = Plain(
      tests::MakeXlsx(
          {{"S",
            R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"><v>2</v></c><c r="C1" s="2"><v>3</v></c></row>)"}},
          kFonts),
      "A1:C1");
  job.format = PictureFormat::kPdf;
  const std::string pdf = Bytes(job);
  for (const char* font : {"Carlito", "Caladea", "LiberationSans"}) {
    EXPECT_NE(pdf.find(font), std::string::npos) << font;
  }
}

// The tolerance is small enough: a picture moved by a pixel, or with a word gone, is another one.
TEST_F(GoldenRenderTest, TheToleranceSeesWhatMoves) {
  tests::RenderJob job =
      Plain(tests::MakeXlsx(
                {{"S", R"(<row r="2"><c r="B2" t="inlineStr"><is><t>Revenue</t></is></c></row>)"}}),
            "A1:D6");
  job.grid_lines = true;
  const Png picture = Draw(job);
  EXPECT_TRUE(LooksLike(picture, picture));
  Png moved = picture;
  std::rotate(moved.rows.begin(), moved.rows.begin() + 3 * picture.width, moved.rows.end());
  EXPECT_FALSE(LooksLike(moved, picture));
  job.range.range = *spreadsheet::ParseRange("A11:D16");
  EXPECT_FALSE(LooksLike(Draw(job), picture)) << "without the word";
}

}  // namespace
}  // namespace sheetgate::recalc
