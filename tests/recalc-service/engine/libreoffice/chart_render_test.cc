// Charts drawn by the real LibreOffice; see libreoffice_engine_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "spreadsheet/xlsx/package.h"
#include "tests/recalc-service/testing/render_fixture.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::Png;
using tests::StatusIs;

constexpr uint32_t kWhite = 0xFFFFFF;

using Bytes = std::shared_ptr<const std::string>;

// The package with `from` of one of its parts replaced.
Bytes Rewritten(const Bytes& bytes, const std::string& part, const std::string& from,
                const std::string& to) {
  const auto package = spreadsheet::Package::Open(bytes, {}, {});
  EXPECT_TRUE(package.ok()) << package.status();
  tests::ZipBuilder zip;
  for (const std::string& name : (*package)->part_names()) {
    std::string content = (*package)->Read(name, {}).value();
    if (name == part) content.replace(content.find(from), from.size(), to);
    zip.Add(name, content);
  }
  return std::make_shared<const std::string>(zip.Build().bytes);
}

class ChartRenderTest : public tests::RenderFixture {
 protected:
  static tests::RenderJob ChartOf(const char* file, const std::string& sheet,
                                  const std::string& chart = "Chart 1") {
    tests::RenderJob job;
    job.package = tests::ReadCorpusFile(std::string("workbooks/") + file).bytes;
    job.file_name = "book.xlsx";
    job.of = PictureOf::kChart;
    job.range.sheet = sheet;
    job.chart = chart;
    return job;
  }
  // "Data" has a column chart of 9793 x 6057 hundredths of a millimeter and two images, "Charts" a
  // doughnut of 19425 x 12885.
  static tests::RenderJob Doughnut(const std::string& sheet = "Charts") {
    return ChartOf(
        "PHPOffice+PhpSpreadsheet/samples/templates/32readwriteDonutChartMultiseries1.xlsx", sheet);
  }

  // Colors of more than `pixels` pixels.
  static int LargeAreas(const Png& png, int pixels) {
    int areas = 0;
    for (const auto& [color, count] : png.Colors()) areas += count > pixels ? 1 : 0;
    return areas;
  }
};

TEST_F(ChartRenderTest, DrawsTheChartAloneAtItsSize) {
  const Png png = Draw(Doughnut());
  EXPECT_NEAR(png.width, 734, 1);
  EXPECT_NEAR(png.height, 487, 1);
  // Twelve parts and the ground.
  EXPECT_EQ(LargeAreas(png, 5000), 13);
  // The chart's frame is the picture's.
  EXPECT_NE(png.At(0, png.height / 2), kWhite);
  EXPECT_EQ(png.At(3, png.height / 2), kWhite);
  EXPECT_NE(png.At(png.width / 2, 0), kWhite);
}

TEST_F(ChartRenderTest, DrawsTheSheetsChart) {
  const Png png = Draw(Doughnut("Data"));
  EXPECT_NEAR(png.width, 370, 1);
  EXPECT_NEAR(png.height, 229, 1);
  EXPECT_EQ(LargeAreas(png, 1000), 4) << "three series and the ground";
}

TEST_F(ChartRenderTest, ScalesAndMakesPdf) {
  tests::RenderJob job = Doughnut();
  job.scale = 2;
  EXPECT_NEAR(Draw(job).width, 1468, 2);
  job.max_side = 100;
  EXPECT_EQ(Draw(job).width, 100);
  job.format = PictureFormat::kPdf;
  ASSERT_OK_AND_ASSIGN(const EnginePicture pdf, Render(job));
  EXPECT_EQ(pdf.bytes.substr(0, 7), "%PDF-1.");
  EXPECT_EQ(pdf.scale, 1);
  // Lines and texts, no pixels.
  EXPECT_EQ(pdf.bytes.find("/Image"), std::string::npos);
  EXPECT_NE(pdf.bytes.find("Carlito"), std::string::npos);
}

TEST_F(ChartRenderTest, DrawsTheChartOfAChartSheet) {
  const Png png = Draw(ChartOf("ironcalc+IronCalc/bindings/nodejs/example.xlsx", "Chart1"));
  EXPECT_NEAR(png.width, 909, 1);
  EXPECT_NEAR(png.height, 660, 1);
  EXPECT_EQ(LargeAreas(png, 5000), 3);
}

TEST_F(ChartRenderTest, AChartWithoutASizeFitsOnAPage) {
  tests::RenderJob job = ChartOf("ironcalc+IronCalc/bindings/nodejs/example.xlsx", "Chart1");
  job.package =
      Rewritten(job.package, "xl/drawings/drawing1.xml", "<xdr:ext cx=\"8661400\" cy=\"6289040\"/>",
                "<xdr:ext cx=\"0\" cy=\"0\"/>");
  const Png png = Draw(job);
  EXPECT_NEAR(png.width, 988, 1);
  EXPECT_NEAR(png.height, 650, 1);
  EXPECT_EQ(LargeAreas(png, 5000), 3);
}

TEST_F(ChartRenderTest, FindsChartsInGroups) {
  const char* file = "borgar+xlsx-convert/tests/excel/grouped-grouped-charts.xlsx";
  const Png first = Draw(ChartOf(file, "Sheet1", "Chart 13"));
  const Png second = Draw(ChartOf(file, "Sheet1", "Chart 14"));
  EXPECT_NEAR(first.width, 310, 1);
  EXPECT_EQ(first.width, second.width);
  EXPECT_NE(first.rows, second.rows);
}

TEST_F(ChartRenderTest, AChartThatIsNotThereIsAnError) {
  const auto missing = [this](tests::RenderJob job) {
    const auto result = Render(std::move(job));
    EXPECT_THAT(result, HasReason(ErrorReason::kEngineLoadFailed));
    return result;
  };
  tests::RenderJob job = Doughnut();
  job.occurrence = 2;
  EXPECT_THAT(missing(job),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("chart 'Chart 1' of sheet 'Charts' is missing after loading")));
  job = Doughnut();
  job.chart = "chart 1";
  missing(job);
  missing(Doughnut("Nowhere"));
}

}  // namespace
}  // namespace sheetgate::recalc
