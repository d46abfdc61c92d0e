#include "recalc-service/worker/png.h"

#include <gtest/gtest.h>

#include "tests/recalc-service/testing/png.h"

namespace sheetgate::recalc::worker {
namespace {

TEST(PngTest, KeepsEveryPixel) {
  Bitmap bitmap{3, 2, {}};
  for (int i = 0; i < 6; ++i) {
    // Blue, green, red, nothing.
    for (const int value : {i * 40, 255 - i, 7 * i, 99}) {
      bitmap.pixels.push_back(static_cast<uint8_t>(value));
    }
  }
  const auto png = tests::ReadPng(EncodePng(bitmap));
  ASSERT_TRUE(png.has_value());
  ASSERT_EQ(png->width, 3);
  ASSERT_EQ(png->height, 2);
  for (uint32_t i = 0; i < 6; ++i) {
    EXPECT_EQ(png->At(static_cast<int>(i % 3), static_cast<int>(i / 3)),
              7 * i << 16 | (255 - i) << 8 | i * 40)
        << i;
  }
}

TEST(PngTest, NothingIsNoFile) { EXPECT_EQ(EncodePng({}), ""); }

}  // namespace
}  // namespace sheetgate::recalc::worker
