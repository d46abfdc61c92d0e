// Shape and uniqueness of identifiers, and SHA-256 against FIPS 180-4's examples.
#include "platform/base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "platform/base/sha256.h"
#include "platform/base/suggest.h"

namespace sheetgate::platform {
namespace {

TEST(IdsTest, RandomIdsHaveThePrefixAndSixteenUnambiguousCharacters) {
  const std::string id = RandomId("wb-");
  EXPECT_THAT(id, ::testing::MatchesRegex("wb-[2-9a-km-np-z]+"));
  EXPECT_EQ(id.size(), 3u + 16u);
}

TEST(IdsTest, RandomIdsDiffer) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(RandomId(""));
  EXPECT_EQ(ids.size(), 1000u);
}

TEST(IdsTest, DerivedIdsDependOnTheDataOnly) {
  EXPECT_EQ(DerivedId("wb-", "a/b.xlsx"), DerivedId("wb-", "a/b.xlsx"));
  EXPECT_NE(DerivedId("wb-", "a/b.xlsx"), DerivedId("wb-", "a/c.xlsx"));
  EXPECT_EQ(DerivedId("wb-", "").size(), 3u + 16u);
}

TEST(Sha256Test, MatchesTheStandardsExamples) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256Test, PiecesGiveTheDigestOfTheWhole) {
  Sha256 hash;
  hash.Update("a");
  hash.Update("bc");
  EXPECT_EQ(hash.FinishHex(), Sha256Hex("abc"));
}

TEST(SuggestTest, FindsTheNearestNameWithoutCase) {
  const std::vector<std::string> names = {"workbook_id", "sheet_name", "start_row"};
  EXPECT_EQ(ClosestMatch("workbokid", names), "workbook_id");
  EXPECT_EQ(ClosestMatch("SHEET_NAME", names), "sheet_name");
  EXPECT_EQ(ClosestMatch("strat_row", names), "start_row");
}

TEST(SuggestTest, SaysNothingWhenNothingIsNear) {
  const std::vector<std::string> names = {"workbook_id", "ab"};
  EXPECT_EQ(ClosestMatch("colour", names), "");
  EXPECT_EQ(ClosestMatch("xy", names), "") << "no character in common";
  EXPECT_EQ(ClosestMatch(std::string(100'000, 'a'), names), "");
  EXPECT_EQ(ClosestMatch("workbook_id", {}), "");
}

}  // namespace
}  // namespace sheetgate::platform
