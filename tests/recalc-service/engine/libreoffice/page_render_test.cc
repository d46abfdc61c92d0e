// Print previews by the real LibreOffice; see libreoffice_engine_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/recalc-service/testing/render_fixture.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::Png;
using tests::StatusIs;

constexpr uint32_t kWhite = 0xFFFFFF;

// 100 rows of an inch each: nine fit on a page of Letter paper, with inch margins top and bottom.
tests::SheetXml HundredRows(const std::string& name) {
  tests::SheetXml sheet{name, ""};
  for (int row = 1; row <= 100; ++row) {
    const std::string r = std::to_string(row);
    sheet.rows += "<row r=\"" + r + "\" ht=\"72\" customHeight=\"1\"><c r=\"A" + r + "\"><v>" + r +
                  "</v></c></row>";
  }
  sheet.after =
      R"(<pageMargins left="1" right="1" top="1" bottom="1" header="0.5" footer="0.5"/><pageSetup paperSize="1"/>)";
  return sheet;
}

class PageRenderTest : public tests::RenderFixture {
 protected:
  static tests::RenderJob PageOf(const std::string& package, int page,
                                 const std::string& sheet = "S") {
    tests::RenderJob job = Plain(package, "A1", sheet);
    job.of = PictureOf::kPages;
    job.page = page;
    return job;
  }

  // Whether a row of pixels has anything.
  static bool HasInk(const Png& png, int y) {
    for (int x = 0; x < png.width; ++x) {
      if (png.At(x, y) != kWhite) return true;
    }
    return false;
  }
};

TEST_F(PageRenderTest, DrawsAPageOfThePaper) {
  ASSERT_OK_AND_ASSIGN(const EnginePicture result,
                       Render(PageOf(tests::MakeXlsx({HundredRows("S")}), 1)));
  EXPECT_EQ(result.page_count, 12);
  EXPECT_NEAR(result.paper_width, 612, 0.1);
  EXPECT_NEAR(result.paper_height, 792, 0.1);
  EXPECT_EQ(result.width, 816);
  EXPECT_EQ(result.height, 1056);
  const auto png = tests::ReadPng(result.bytes);
  ASSERT_TRUE(png.has_value());
  EXPECT_EQ(png->width, 816);
  EXPECT_EQ(png->height, 1056);
  // The margin above, and nothing below row 9.
  for (int y = 0; y < 96; ++y) EXPECT_FALSE(HasInk(*png, y)) << y;
  for (int y = 10 * 96; y < 1056; ++y) EXPECT_FALSE(HasInk(*png, y)) << y;
}

TEST_F(PageRenderTest, PagesDiffer) {
  const std::string package = tests::MakeXlsx({HundredRows("S")});
  const Png first = Draw(PageOf(package, 1));
  const Png last = Draw(PageOf(package, 12));
  EXPECT_NE(first.rows, last.rows);
  // One row is left for it.
  EXPECT_FALSE(HasInk(last, 2 * 96 + 48));
  EXPECT_THAT(Render(PageOf(package, 13)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("page 13 is beyond the last: the sheet has 12 pages")));
}

TEST_F(PageRenderTest, UsesThePageSettingsOfTheSheet) {
  tests::SheetXml sheet = HundredRows("S");
  sheet.after =
      R"(<printOptions gridLines="1"/><pageMargins left="1" right="1" top="1" bottom="1" header="0.5" footer="0.5"/>)"
      R"(<pageSetup paperSize="9" orientation="landscape"/><headerFooter><oddHeader>&amp;CHeader</oddHeader></headerFooter>)"
      R"(<rowBreaks count="1" manualBreakCount="1"><brk id="2" max="16383" man="1"/></rowBreaks>)";
  ASSERT_OK_AND_ASSIGN(const EnginePicture result, Render(PageOf(tests::MakeXlsx({sheet}), 1)));
  EXPECT_NEAR(result.paper_width, 841.9, 0.1);
  EXPECT_NEAR(result.paper_height, 595.3, 0.1);
  const auto png = tests::ReadPng(result.bytes);
  ASSERT_TRUE(png.has_value());
  bool header = false;
  for (int y = 40; y < 90; ++y) header |= HasInk(*png, y);
  EXPECT_TRUE(header);
  // The grid's line below row 2, and no row 3: a break is there.
  bool line = false;
  for (int y = 3 * 96 - 4; y < 3 * 96 + 12; ++y) line |= HasInk(*png, y);
  EXPECT_TRUE(line);
  for (int y = 3 * 96 + 20; y < 4 * 96 + 20; ++y) EXPECT_FALSE(HasInk(*png, y)) << y;
}

TEST_F(PageRenderTest, OtherSheetsAreNotCounted) {
  tests::SheetXml one{"One", R"(<row r="1"><c r="A1"><v>1</v></c></row>)"};
  const std::string package = tests::MakeXlsx({HundredRows("S"), one, HundredRows("T")});
  ASSERT_OK_AND_ASSIGN(const EnginePicture result, Render(PageOf(package, 1, "One")));
  EXPECT_EQ(result.page_count, 1);
  EXPECT_EQ(tests::ReadPng(result.bytes)->rows,
            Draw(PageOf(tests::MakeXlsx({one}), 1, "One")).rows);
}

TEST_F(PageRenderTest, AChartSheetIsAPage) {
  const tests::CorpusFile file =
      tests::ReadCorpusFile("workbooks/ironcalc+IronCalc/bindings/nodejs/example.xlsx");
  ASSERT_OK_AND_ASSIGN(const EnginePicture result, Render(PageOf(*file.bytes, 1, "Chart1")));
  EXPECT_EQ(result.page_count, 1);
  const auto png = tests::ReadPng(result.bytes);
  ASSERT_TRUE(png.has_value());
  EXPECT_GT(png->Colors()[0xED7D31], 10000) << "the orange columns";
}

TEST_F(PageRenderTest, APdfHasAllPagesUpToTheLimit) {
  tests::RenderJob job = PageOf(tests::MakeXlsx({HundredRows("S")}), 0);
  job.format = PictureFormat::kPdf;
  ASSERT_OK_AND_ASSIGN(const EnginePicture all, Render(job));
  EXPECT_EQ(all.page_count, 12);
  EXPECT_NE(all.bytes.find("/Count 12>>"), std::string::npos);
  tests::RenderJob one = job;
  one.page = 3;
  ASSERT_OK_AND_ASSIGN(const EnginePicture third, Render(one));
  EXPECT_EQ(third.page_count, 12);
  EXPECT_NE(third.bytes.find("/Count 1>>"), std::string::npos);
  job.max_pages = 11;
  EXPECT_THAT(Render(job), HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(Render(job), StatusIs(absl::StatusCode::kInvalidArgument,
                                    HasSubstr("the sheet has 12 pages, and one file at most 11")));
}

}  // namespace
}  // namespace sheetgate::recalc
