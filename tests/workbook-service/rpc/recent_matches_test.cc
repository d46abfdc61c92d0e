#include "workbook-service/rpc/recent_matches.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace sheetgate::workbook {
namespace {

std::shared_ptr<const KeptMatches> Kept(int64_t first, int64_t count, int64_t total) {
  auto kept = std::make_shared<KeptMatches>();
  kept->first = first;
  kept->total = total;
  kept->matches.resize(static_cast<size_t>(count));
  return kept;
}

TEST(RecentMatchesTest, KnowsTheMatchesOfItsWindowAndTheEnd) {
  RecentMatches recent;
  recent.Keep("sum", Kept(10, 5, 20));
  EXPECT_EQ(recent.Find("sum", 9), nullptr);
  EXPECT_NE(recent.Find("sum", 10), nullptr);
  EXPECT_NE(recent.Find("sum", 14), nullptr);
  EXPECT_EQ(recent.Find("sum", 15), nullptr) << "behind the window";
  EXPECT_NE(recent.Find("sum", 20), nullptr) << "there is nothing there";
  EXPECT_EQ(recent.Find("max", 10), nullptr);
  recent.Keep("sum", Kept(15, 5, 20));
  EXPECT_EQ(recent.Find("sum", 10), nullptr) << "replaced";
  EXPECT_NE(recent.Find("sum", 15), nullptr);
}

TEST(RecentMatchesTest, ForgetsTheSearchNotAskedForTheLongest) {
  RecentMatches recent;
  for (size_t i = 0; i < kMostKeptSearches; ++i) recent.Keep(std::to_string(i), Kept(0, 1, 1));
  EXPECT_NE(recent.Find("0", 0), nullptr);
  recent.Keep("new", Kept(0, 1, 1));
  EXPECT_NE(recent.Find("0", 0), nullptr);
  EXPECT_EQ(recent.Find("1", 0), nullptr);
  EXPECT_NE(recent.Find("new", 0), nullptr);
}

TEST(RecentMatchesTest, WeighsWhatItHolds) {
  RecentMatches recent;
  const size_t empty = recent.memory_bytes();
  recent.Keep("sum", Kept(0, 1000, 1000));
  EXPECT_GE(recent.memory_bytes(), empty + 1000 * sizeof(KeptMatch));
}

}  // namespace
}  // namespace sheetgate::workbook
