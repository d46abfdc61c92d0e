#include "recalc-service/rpc/read_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recalc-service/testing/screenshot_fixture.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using ::testing::HasSubstr;
using tests::StatusIs;

class ReadChartTest : public tests::ScreenshotFixture {};

TEST_F(ReadChartTest, SendsThePictureAlone) {
  service_.package = *tests::ReadCorpusFile(
                          "workbooks/PHPOffice+PhpSpreadsheet/samples/templates/"
                          "32readwriteDonutChartMultiseries1.xlsx")
                          .bytes;
  engine_.sheets = {"Data", "Charts"};
  v1::RenderChartRequest request;
  request.set_workbook_id("wb-1");
  request.set_sheet_name("Charts");
  ASSERT_OK_AND_ASSIGN(const auto parts, UpdatesOf<v1::ReadScreenshotResponse>(
                                             ReadChart(request, context_, Dependencies())));
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].header().mime_type(), "image/png");
  EXPECT_EQ(parts[0].header().size_bytes(), 6);
  EXPECT_EQ(parts[0].blob(), "pixels");
  request.set_chart("None");
  EXPECT_THAT(UpdatesOf<v1::ReadScreenshotResponse>(ReadChart(request, context_, Dependencies())),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("there are 'Chart 1'")));
}

}  // namespace
}  // namespace sheetgate::recalc
