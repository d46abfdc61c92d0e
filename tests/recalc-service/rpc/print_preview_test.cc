#include "recalc-service/rpc/print_preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recalc-service/testing/screenshot_fixture.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::StatusIs;
using v1::PrintPreviewResult;

class PrintPreviewTest : public tests::ScreenshotFixture {
 protected:
  PrintPreviewTest() {
    preview_request_.set_workbook_id("wb-1");
    preview_request_.set_sheet_name("data");
    engine_.picture.page_count = 3;
    engine_.picture.paper_width = 595.3;
    engine_.picture.paper_height = 841.9;
  }

  absl::StatusOr<PrintPreviewResult> Result() {
    const auto updates = UpdatesOf<v1::PrintPreviewResponse>(
        PrintPreview(preview_request_, context_, Dependencies()));
    if (!updates.ok()) return updates.status();
    return updates->back().result();
  }

  v1::PrintPreviewRequest preview_request_;
};

TEST_F(PrintPreviewTest, DrawsTheFirstPage) {
  ASSERT_OK_AND_ASSIGN(const PrintPreviewResult result, Result());
  EXPECT_EQ(result.revision(), "rev-1");
  EXPECT_EQ(result.sheet_name(), "Data");
  EXPECT_EQ(result.page(), 1);
  EXPECT_EQ(result.page_count(), 3);
  EXPECT_EQ(result.paper_width(), 595.3);
  EXPECT_EQ(result.paper_height(), 841.9);
  EXPECT_EQ(result.width(), 300);
  EXPECT_EQ(result.image().data(), "pixels");
  EXPECT_EQ(result.resource().uri(),
            "sheetgate://workbooks/wb-1/revisions/rev-1/print.png?sheet_name=Data&page=1");
  EXPECT_EQ(result.resource().name(), "Data printed, page 1 as png");
  const PictureRequest job = engine_.drawn();
  EXPECT_EQ(job.of, PictureOf::kPages);
  EXPECT_EQ(job.range.sheet, "Data");
  EXPECT_EQ(job.page, 1);
  EXPECT_EQ(job.max_pages, 100);
}

TEST_F(PrintPreviewTest, APdfHasAllPagesUnlessOneIsAskedFor) {
  preview_request_.set_format("pdf");
  ASSERT_OK_AND_ASSIGN(const PrintPreviewResult all, Result());
  EXPECT_FALSE(all.has_page());
  EXPECT_EQ(engine_.drawn().page, 0);
  EXPECT_EQ(all.resource().uri(),
            "sheetgate://workbooks/wb-1/revisions/rev-1/print.pdf?sheet_name=Data");
  preview_request_.set_page(2);
  ASSERT_OK_AND_ASSIGN(const PrintPreviewResult second, Result());
  EXPECT_EQ(second.page(), 2);
  EXPECT_EQ(engine_.drawn().page, 2);
  EXPECT_EQ(engine_.drawn().format, PictureFormat::kPdf);
}

TEST_F(PrintPreviewTest, AnEmptySheetIsNotPrinted) {
  service_.package = tests::MakeXlsx({{"Data", ""}});
  EXPECT_THAT(Result(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("sheet 'Data' is empty")));
  EXPECT_EQ(engine_.jobs(), 0);
}

TEST_F(PrintPreviewTest, RefusesBadArguments) {
  preview_request_.set_format("ps");
  EXPECT_THAT(Result(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("png or pdf")));
  preview_request_.clear_format();
  preview_request_.set_sheet_name("None");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kSheetNotFound));
  engine_.available = platform::FailedPrecondition(ErrorReason::kEngineNotInstalled, "install it");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kEngineNotInstalled));
  EXPECT_EQ(engine_.jobs(), 0);
}

}  // namespace
}  // namespace sheetgate::recalc
