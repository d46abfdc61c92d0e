// Deflating in pieces: what comes out inflates to what went in, and does not depend on the pieces.
#include "spreadsheet/xlsx/deflate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/spreadsheet/testing/sample_text.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::Eq;
using ::testing::Lt;
using ::testing::Optional;
using tests::Noise;
using tests::SheetLikeText;

constexpr size_t kKiB = 1024;

std::string InPieces(std::string_view data, size_t piece) {
  std::string out;
  StreamDeflater deflater(&out);
  for (size_t at = 0; at < data.size(); at += piece) deflater.Append(data.substr(at, piece));
  deflater.Finish();
  return out;
}

TEST(DeflateTest, WholeContentsInflateAgain) {
  for (const std::string& data : {std::string(), std::string("a"), SheetLikeText(100'000)}) {
    EXPECT_THAT(Inflate(Deflate(data), data.size()), Optional(Eq(data)));
  }
}

TEST(DeflateTest, InflateRefusesOtherSizesAndWhatIsLeftOver) {
  const std::string deflated = Deflate("contents");
  EXPECT_EQ(Inflate(deflated, 7), std::nullopt);
  EXPECT_EQ(Inflate(deflated, 9), std::nullopt);
  EXPECT_EQ(Inflate(deflated + "x", 8), std::nullopt);
  EXPECT_EQ(Inflate(deflated.substr(1), 8), std::nullopt);
}

TEST(StreamDeflaterTest, InflatesAgainAtEverySizeAroundItsBlocks) {
  for (const size_t around : {size_t{0}, 32 * kKiB, 64 * kKiB, 128 * kKiB, 256 * kKiB}) {
    for (const size_t size : {around - 1, around, around + 1}) {
      if (size > kKiB * kKiB) continue;  // 0 - 1
      const std::string data = SheetLikeText(size);
      EXPECT_THAT(Inflate(InPieces(data, kKiB * kKiB), size), Optional(Eq(data))) << size;
    }
  }
}

TEST(StreamDeflaterTest, OutputDoesNotDependOnThePieces) {
  const std::string data = SheetLikeText(1000 * kKiB + 17);
  const std::string whole = InPieces(data, data.size());
  EXPECT_THAT(whole.size(), Lt(data.size() / 3));
  for (const size_t piece : {size_t{1}, size_t{1000}, 64 * kKiB, 128 * kKiB, 128 * kKiB + 1}) {
    EXPECT_EQ(InPieces(data, piece), whole) << piece;
  }
  // Nor on where they lie in memory.
  const std::string moved = "x" + data;
  EXPECT_EQ(InPieces(std::string_view(moved).substr(1), data.size()), whole);
}

TEST(StreamDeflaterTest, KeepsWhatCannotBeDeflated) {
  const std::string noise = Noise(300 * kKiB);
  const std::string deflated = InPieces(noise, 10 * kKiB);
  EXPECT_THAT(deflated.size(), Lt(noise.size() + noise.size() / 50));
  EXPECT_THAT(Inflate(deflated, noise.size()), Optional(Eq(noise)));
}

TEST(StreamDeflaterTest, AfterAFlushAnotherStreamMayFollow) {
  const std::string first = SheetLikeText(200 * kKiB, 1);
  const std::string second = SheetLikeText(150 * kKiB, 2);
  std::string out;
  StreamDeflater flushed(&out);
  flushed.Append(first);
  flushed.Flush();
  EXPECT_THAT(out, ::testing::EndsWith(std::string("\0\0\xff\xff", 4)));
  StreamDeflater finished(&out);
  finished.Append(second);
  finished.Finish();
  EXPECT_THAT(Inflate(out, first.size() + second.size()), Optional(Eq(first + second)));
}

TEST(Crc32Test, GoesOnFromAChecksum) {
  // The check value of CRC-32/ISO-HDLC.
  EXPECT_EQ(Crc32("123456789"), 0xcbf43926u);
  EXPECT_EQ(Crc32("6789", Crc32("12345")), 0xcbf43926u);
  EXPECT_EQ(Crc32("", 7), 7u);
}

TEST(Crc32Test, FollowsAChangedBegin) {
  for (const size_t size : {0, 1, 2, 255, 100'000}) {
    const std::string rest = SheetLikeText(size);
    EXPECT_EQ(Crc32WithOtherBegin(Crc32("old" + rest), Crc32("old"), Crc32("longer"), size),
              Crc32("longer" + rest))
        << size;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
