#include "spreadsheet/analysis/changed_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using tests::At;

// "1 B2:C3" for each range.
std::vector<std::string> Show(const std::vector<ChangedRange>& ranges) {
  std::vector<std::string> texts;
  for (const ChangedRange& range : ranges) {
    texts.push_back(Concat(range.key, " ", FormatRange(range.range)));
  }
  return texts;
}

TEST(ChangedRangesTest, JoinsNeighboursOfOneKey) {
  ChangedRanges ranges(100);
  for (const char* cell : {"B2", "C2", "E2", "B3", "C3", "E3", "B4"}) ranges.Add(At(cell), 1);
  EXPECT_THAT(Show(ranges.Take()), ElementsAre("1 B2:C3", "1 E2:E3", "1 B4"));
}

TEST(ChangedRangesTest, KeepsKeysApart) {
  ChangedRanges ranges(100);
  ranges.Add(At("A1"), 1);
  ranges.Add(At("B1"), 2);
  ranges.Add(At("A2"), 2);
  ranges.Add(At("B2"), 2);
  EXPECT_THAT(Show(ranges.Take()), ElementsAre("1 A1", "2 B1", "2 A2:B2"));
}

TEST(ChangedRangesTest, KeepsShiftsApart) {
  ChangedRanges ranges(100);
  ranges.Add(At("A1"), 1, 0);
  ranges.Add(At("A2"), 1, -3);
  ranges.Add(At("A3"), 1, -3);
  const std::vector<ChangedRange> taken = ranges.Take();
  EXPECT_THAT(Show(taken), ElementsAre("1 A1", "1 A2:A3"));
  EXPECT_EQ(taken[1].row_shift, -3);
}

TEST(ChangedRangesTest, RowsInBetweenEndARange) {
  ChangedRanges ranges(100);
  for (const char* cell : {"A1", "A2", "A4", "A5"}) ranges.Add(At(cell), 1);
  EXPECT_THAT(Show(ranges.Take()), ElementsAre("1 A1:A2", "1 A4:A5"));
}

TEST(ChangedRangesTest, DropsWhatNeedsMoreRangesAndSaysSo) {
  ChangedRanges ranges(2);
  for (const char* cell : {"A1", "C1", "E1", "A2", "C2", "E2"}) ranges.Add(At(cell), 1);
  EXPECT_THAT(Show(ranges.Take()), ElementsAre("1 A1:A2", "1 C1:C2"));
  EXPECT_TRUE(ranges.truncated());
}

TEST(ChangedRangesTest, AFilledColumnIsOneRange) {
  ChangedRanges ranges(1);
  for (int32_t row = 1; row <= kMaxRow; ++row) ranges.Add({row, 3}, 7);
  EXPECT_THAT(Show(ranges.Take()), ElementsAre("7 C1:C1048576"));
  EXPECT_FALSE(ranges.truncated());
}

// Any set of cells comes back, in order and with its keys.
TEST(ChangedRangesTest, VisitingGivesBackWhatWasAdded) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::tuple<int32_t, int32_t, uint32_t>> added, visited, rest;
    ChangedRanges ranges(10'000);
    for (int32_t row = 1; row <= 30; ++row) {
      for (int32_t column = 1; column <= 12; ++column) {
        if (random() % 3 == 0) continue;
        const uint32_t key = random() % 8 == 0 ? 1 : 0;
        added.emplace_back(row, column, key);
        ranges.Add({row, column}, key);
      }
    }
    const std::vector<ChangedRange> taken = ranges.Take();
    EXPECT_LT(taken.size(), added.size());
    VisitCells(taken, {1, 1}, [&](CellRef cell, const ChangedRange& range) {
      visited.emplace_back(cell.row, cell.column, range.key);
      return true;
    });
    ASSERT_EQ(visited, added);
    const auto from = added.begin() + added.size() / 2;
    VisitCells(taken, {std::get<0>(*from), std::get<1>(*from)},
               [&](CellRef cell, const ChangedRange& range) {
                 rest.emplace_back(cell.row, cell.column, range.key);
                 return true;
               });
    EXPECT_EQ(rest, std::vector(from, added.end()));
  }
}

TEST(ChangedRangesTest, VisitingStopsWhenTheVisitorHasEnough) {
  ChangedRanges ranges(10);
  for (int32_t row = 1; row <= 9; ++row) ranges.Add({row, 1}, 0);
  int calls = 0;
  VisitCells(ranges.Take(), {3, 1}, [&](CellRef, const ChangedRange&) { return ++calls < 4; });
  EXPECT_EQ(calls, 4);
  VisitCells({}, {1, 1}, [&](CellRef, const ChangedRange&) { return ++calls < 100; });
  EXPECT_EQ(calls, 4);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
