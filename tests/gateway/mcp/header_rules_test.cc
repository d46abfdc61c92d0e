#include "gateway/mcp/header_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sheetgate::gateway {
namespace {

using testing::Eq;
using testing::Optional;

TEST(TrimHeaderTest, RemovesOptionalWhiteSpaceOnly) {
  EXPECT_EQ(TrimHeader(" \ta b\t "), "a b");
  EXPECT_EQ(TrimHeader(" \t"), "");
  EXPECT_EQ(TrimHeader("\ra"), "\ra");
}

TEST(DecodeHeaderValueTest, DecodesTheSentinel) {
  EXPECT_THAT(DecodeHeaderValue("plain"), Optional(Eq("plain")));
  EXPECT_THAT(DecodeHeaderValue("=?base64?bGlzdF9zaGVldHM=?="), Optional(Eq("list_sheets")));
  EXPECT_THAT(DecodeHeaderValue("=?base64?w6Q=?="), Optional(Eq("\u00e4")));
  EXPECT_THAT(DecodeHeaderValue(std::string("=?base64?") + "?="), Optional(Eq("")));
  // Neither sentinel alone makes an encoded value.
  EXPECT_THAT(DecodeHeaderValue("=?base64?"), Optional(Eq("=?base64?")));
  EXPECT_THAT(DecodeHeaderValue("x?="), Optional(Eq("x?=")));
}

TEST(DecodeHeaderValueTest, RefusesWhatIsNotCanonicalBase64OfUtf8) {
  EXPECT_EQ(DecodeHeaderValue("=?base64?not base64!?="), std::nullopt);
  EXPECT_EQ(DecodeHeaderValue("=?base64?bGlzdF9zaGVldHM?="), std::nullopt);  // no padding
  EXPECT_EQ(DecodeHeaderValue("=?base64?YR==?="), std::nullopt);             // bits after the end
  EXPECT_EQ(DecodeHeaderValue("=?base64?/w==?="), std::nullopt);             // 0xFF
}

}  // namespace
}  // namespace sheetgate::gateway
