// Streams put together from blocks at every bit of a byte inflate again.
#include "spreadsheet/xlsx/deflate_bits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spreadsheet/xlsx/deflate.h"
#include "tests/spreadsheet/testing/sample_text.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::Eq;
using ::testing::Optional;

// `stream` with `bits` bits before it, which do not belong to it.
std::string ShiftedBy(unsigned bits, std::string_view stream) {
  std::string shifted;
  unsigned carry = (1u << bits) - 1;
  for (const char c : stream) {
    carry |= static_cast<unsigned char>(c) << bits;
    shifted.push_back(static_cast<char>(carry));
    carry >>= 8;
  }
  shifted.push_back(static_cast<char>(carry));
  return shifted;
}

// Inflates a stream that may have a byte of padding too much.
std::optional<std::string> InflatePadded(const std::string& stream, size_t size) {
  if (auto inflated = Inflate(stream, size); inflated.has_value()) return inflated;
  return Inflate(stream.substr(0, stream.size() - 1), size);
}

TEST(DeflateBitsTest, BlocksBeginAtEveryBit) {
  const std::string text = tests::SheetLikeText(5000);
  for (unsigned bits = 0; bits < 8; ++bits) {
    const std::string source = ShiftedBy(bits, Deflate(text));
    std::string out;
    DeflateBits stream(&out);
    stream.PadTo(bits);
    EXPECT_EQ(stream.bits_pending(), bits);
    stream.Copy(source, bits, source.size() * 8);
    EXPECT_EQ(stream.bits_pending(), 0u);
    EXPECT_THAT(InflatePadded(out, text.size()), Optional(Eq(text))) << bits;
  }
}

TEST(DeflateBitsTest, PadsFromEveryBitToAByte) {
  const std::string text = tests::SheetLikeText(5000);
  for (unsigned bits = 0; bits < 8; ++bits) {
    std::string out;
    DeflateBits stream(&out);
    stream.PadTo(bits);
    stream.PadTo(0);
    EXPECT_EQ(stream.bits_pending(), 0u);
    out += Deflate(text);
    EXPECT_THAT(Inflate(out, text.size()), Optional(Eq(text))) << bits;
  }
}

TEST(DeflateBitsTest, CopiesBitsOfAnyRange) {
  const std::string source = tests::Noise(20);
  const auto bit = [](std::string_view bytes, uint64_t at) {
    return (static_cast<unsigned char>(bytes[at / 8]) >> (at % 8)) & 1;
  };
  for (uint64_t begin = 0; begin < 24; ++begin) {
    for (uint64_t end = begin; end < 80; ++end) {
      std::string out;
      DeflateBits stream(&out);
      stream.PadTo(static_cast<unsigned>(begin % 8));
      const uint64_t before = out.size() * 8 + stream.bits_pending();
      stream.Copy(source, begin, end);
      EXPECT_EQ(out.size() * 8 + stream.bits_pending(), before + end - begin);
      out.push_back(static_cast<char>(stream.pending()));
      for (uint64_t i = 0; i < end - begin; ++i) {
        ASSERT_EQ(bit(out, before + i), bit(source, begin + i)) << begin << "-" << end;
      }
    }
  }
}

TEST(DeflateBitsTest, CopiesInPiecesLikeAtOnce) {
  const std::string text = tests::SheetLikeText(5000);
  const std::string source = Deflate(text);
  std::string out;
  DeflateBits stream(&out);
  uint64_t at = 0;
  for (uint64_t step = 0; at < source.size() * 8; ++step) {
    const uint64_t next = std::min<uint64_t>(at + step, source.size() * 8);
    stream.Copy(source, at, next);
    at = next;
  }
  EXPECT_EQ(out, source);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
