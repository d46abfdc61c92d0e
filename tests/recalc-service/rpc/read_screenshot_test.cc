#include "recalc-service/rpc/read_screenshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/recalc-service/testing/screenshot_fixture.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using v1::ReadScreenshotResponse;

class ReadScreenshotTest : public tests::ScreenshotFixture {
 protected:
  absl::StatusOr<std::vector<ReadScreenshotResponse>> Read() {
    return UpdatesOf<ReadScreenshotResponse>(ReadScreenshot(request_, context_, Dependencies()));
  }
};

TEST_F(ReadScreenshotTest, SendsThePictureAlone) {
  ASSERT_OK_AND_ASSIGN(const auto parts, Read());
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].header().mime_type(), "image/png");
  EXPECT_EQ(parts[0].header().size_bytes(), 6);
  EXPECT_EQ(parts[0].blob(), "pixels");
}

TEST_F(ReadScreenshotTest, PassesOnErrors) {
  engine_.failure =
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "died");
  EXPECT_THAT(Read(), HasReason(ErrorReason::kEngineCrashed));
  request_.set_range("nonsense");
  EXPECT_THAT(Read(), HasReason(ErrorReason::kInvalidRange));
}

}  // namespace
}  // namespace sheetgate::recalc
