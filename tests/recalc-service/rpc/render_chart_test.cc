#include "recalc-service/rpc/render_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recalc-service/testing/screenshot_fixture.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::StatusIs;
using v1::RenderChartResult;

class RenderChartTest : public tests::ScreenshotFixture {
 protected:
  // A chart sheet "Chart1", and a sheet "Sheet2" with one chart; both charts are called Chart 1.
  RenderChartTest() {
    const tests::CorpusFile file =
        tests::ReadCorpusFile("workbooks/ironcalc+IronCalc/bindings/nodejs/example.xlsx");
    service_.package = *file.bytes;
    chart_request_.set_workbook_id("wb-1");
    chart_request_.set_sheet_name("sheet2");
  }

  absl::StatusOr<RenderChartResult> Result() {
    const auto updates =
        UpdatesOf<v1::RenderChartResponse>(RenderChart(chart_request_, context_, Dependencies()));
    if (!updates.ok()) return updates.status();
    return updates->back().result();
  }

  v1::RenderChartRequest chart_request_;
};

TEST_F(RenderChartTest, DrawsTheOnlyChart) {
  ASSERT_OK_AND_ASSIGN(const RenderChartResult result, Result());
  EXPECT_EQ(result.revision(), "rev-1");
  EXPECT_EQ(result.sheet_name(), "Sheet2");
  EXPECT_EQ(result.chart(), "Chart 1");
  EXPECT_EQ(result.width(), 300);
  EXPECT_EQ(result.engine(), "Fake 1.0");
  EXPECT_EQ(result.image().data(), "pixels");
  EXPECT_EQ(result.image().mime_type(), "image/png");
  const PictureRequest job = engine_.drawn();
  EXPECT_EQ(job.of, PictureOf::kChart);
  EXPECT_EQ(job.range.sheet, "Sheet2");
  EXPECT_EQ(job.chart, "Chart 1");
  EXPECT_EQ(job.occurrence, 1);
  EXPECT_EQ(*engine_.opened().package, service_.package) << "the very bytes of the file";
}

TEST_F(RenderChartTest, DrawsAsAskedAndLinksToTheSame) {
  chart_request_.set_chart("chart 1");
  chart_request_.set_occurrence(1);
  chart_request_.set_scale(2);
  chart_request_.set_format("pdf");
  ASSERT_OK_AND_ASSIGN(const RenderChartResult result, Result());
  EXPECT_EQ(engine_.drawn().scale, 2);
  EXPECT_EQ(engine_.drawn().format, PictureFormat::kPdf);
  EXPECT_EQ(result.resource().uri(),
            "sheetgate://workbooks/wb-1/revisions/rev-1/chart.pdf?sheet_name=Sheet2"
            "&chart=Chart%201&occurrence=1&scale=2");
  EXPECT_EQ(result.resource().name(), "Sheet2: Chart 1 as pdf");
  EXPECT_EQ(result.resource().mime_type(), "application/pdf");
}

TEST_F(RenderChartTest, DrawsTheChartOfAChartSheet) {
  chart_request_.set_sheet_name("Chart1");
  ASSERT_OK_AND_ASSIGN(const RenderChartResult result, Result());
  EXPECT_EQ(result.sheet_name(), "Chart1");
  EXPECT_EQ(engine_.drawn().range.sheet, "Chart1");
}

TEST_F(RenderChartTest, StaleResultsAreCalculatedForThePicture) {
  service_.stale_values = true;
  ASSERT_OK_AND_ASSIGN(const RenderChartResult result, Result());
  EXPECT_TRUE(result.stale_values());
  EXPECT_TRUE(engine_.opened().calculate);
}

TEST_F(RenderChartTest, RefusesBadArguments) {
  chart_request_.set_chart("Chart 9");
  EXPECT_THAT(Result(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("there are 'Chart 1'")));
  chart_request_.set_sheet_name("Frozen");
  EXPECT_THAT(Result(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("it has no charts")));
  chart_request_.set_sheet_name("None");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_EQ(engine_.jobs(), 0);
  chart_request_.set_format("svg");
  EXPECT_THAT(Result(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("png or pdf")));
  chart_request_.clear_format();
  engine_.available = platform::FailedPrecondition(ErrorReason::kEngineNotInstalled, "install it");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kEngineNotInstalled));
}

TEST_F(RenderChartTest, RefusesKindsTheEngineDoesNotLoad) {
  service_.package =
      *tests::ReadCorpusFile("workbooks/borgar+xlsx-convert/tests/excel/chart-waterfall.xlsx")
           .bytes;
  chart_request_.set_sheet_name("Waterfall");
  const auto refused = Result();
  EXPECT_THAT(refused, HasReason(ErrorReason::kEngineLoadFailed));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("waterfall")));
  EXPECT_EQ(engine_.jobs(), 0);
}

TEST_F(RenderChartTest, PassesOnErrors) {
  engine_.failure =
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "died");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kEngineCrashed));
}

}  // namespace
}  // namespace sheetgate::recalc
