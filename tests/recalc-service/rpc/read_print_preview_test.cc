#include "recalc-service/rpc/read_print_preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recalc-service/testing/screenshot_fixture.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using tests::HasReason;

class ReadPrintPreviewTest : public tests::ScreenshotFixture {};

TEST_F(ReadPrintPreviewTest, SendsThePictureAlone) {
  v1::PrintPreviewRequest request;
  request.set_workbook_id("wb-1");
  request.set_sheet_name("Data");
  request.set_format("pdf");
  ASSERT_OK_AND_ASSIGN(const auto parts, UpdatesOf<v1::ReadScreenshotResponse>(
                                             ReadPrintPreview(request, context_, Dependencies())));
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].header().mime_type(), "application/pdf");
  EXPECT_EQ(parts[0].blob(), "pixels");
  request.set_sheet_name("None");
  EXPECT_THAT(
      UpdatesOf<v1::ReadScreenshotResponse>(ReadPrintPreview(request, context_, Dependencies())),
      HasReason(ErrorReason::kSheetNotFound));
}

}  // namespace
}  // namespace sheetgate::recalc
