#include "spreadsheet/edit/image_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/spreadsheet/testing/images.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using platform::ErrorReason;
using spreadsheet::ImageFormat;
using spreadsheet::ReadImageHeader;
using ::testing::HasSubstr;

void ExpectRefused(const std::string& bytes, const std::string& why) {
  const auto header = ReadImageHeader(bytes);
  ASSERT_THAT(header, HasReason(ErrorReason::kUnsupportedFormat)) << why;
  EXPECT_THAT(std::string(header.status().message()), HasSubstr(why));
}

TEST(ImageHeaderTest, SizeAndResolutionOfPng) {
  const auto plain = ReadImageHeader(PngFile(30, 20));
  ASSERT_THAT(plain, IsOk());
  EXPECT_EQ(plain->format, ImageFormat::kPng);
  EXPECT_EQ(plain->width, 30);
  EXPECT_EQ(plain->height, 20);
  EXPECT_DOUBLE_EQ(plain->horizontal_dpi, 96);
  const auto dense = ReadImageHeader(PngFile(30, 20, 11811));
  ASSERT_THAT(dense, IsOk());
  EXPECT_NEAR(dense->vertical_dpi, 300, 0.01);
}

TEST(ImageHeaderTest, SizeAndResolutionOfJpeg) {
  const auto header = ReadImageHeader(JpegFile(640, 480, 72));
  ASSERT_THAT(header, IsOk());
  EXPECT_EQ(header->format, ImageFormat::kJpeg);
  EXPECT_EQ(header->width, 640);
  EXPECT_EQ(header->height, 480);
  EXPECT_DOUBLE_EQ(header->horizontal_dpi, 72);
  EXPECT_THAT(ReadImageHeader(JpegFile(640, 480, 72) + "what cameras append"), IsOk());
}

TEST(ImageHeaderTest, EveryShorterFileIsRefused) {
  for (const std::string& file : {PngFile(3, 2, 3780), JpegFile(3, 2, 96)}) {
    for (size_t size = 0; size < file.size(); ++size) {
      EXPECT_THAT(ReadImageHeader(file.substr(0, size)), HasReason(ErrorReason::kUnsupportedFormat))
          << size;
    }
  }
}

TEST(ImageHeaderTest, DamageIsNamed) {
  std::string damaged = PngFile(3, 2);
  damaged[20] ^= 1;
  ExpectRefused(damaged, "checksum of the chunk at byte 8");
  ExpectRefused(PngFile(3, 2) + "more", "bytes follow");
  ExpectRefused(PngFile(0, 2), "no pixels");
  ExpectRefused("\x89PNG\r\n\x1a\n" + PngChunk("IDAT", "x") + PngChunk("IEND", ""), "IHDR");
  ExpectRefused(JpegFile(0, 2, 96), "no pixels");
  ExpectRefused("GIF89a and so on", "neither a PNG nor a JPEG");
  ExpectRefused("", "neither a PNG nor a JPEG");
}

TEST(ImageHeaderTest, LimitsOfBytesAndPixels) {
  EXPECT_THAT(ReadImageHeader(PngFile(65536, 1)), HasReason(ErrorReason::kFileTooLarge));
  const std::string large =
      PngFile(1, 1, 0, std::string(static_cast<size_t>(spreadsheet::kMaxImageBytes), 'x'));
  EXPECT_THAT(ReadImageHeader(large), HasReason(ErrorReason::kFileTooLarge));
}

}  // namespace
}  // namespace sheetgate::tests
