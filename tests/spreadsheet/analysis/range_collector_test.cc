#include "spreadsheet/analysis/range_collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Cells drawn as letters, a point for none; the rectangles as "a A1:B2".
std::vector<std::string> Collect(const std::vector<std::string>& rows) {
  RangeCollector collector;
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t column = 0; column < rows[row].size(); ++column) {
      if (rows[row][column] == '.') continue;
      collector.Add({static_cast<int32_t>(row) + 1, static_cast<int32_t>(column) + 1},
                    static_cast<uint32_t>(rows[row][column]));
    }
  }
  std::vector<std::string> ranges;
  for (const KeyedRange& range : collector.Take()) {
    ranges.push_back(
        Concat(std::string(1, static_cast<char>(range.key)), " ", FormatRange(range.range)));
  }
  return ranges;
}

TEST(RangeCollectorTest, BlocksAreOneRange) {
  EXPECT_THAT(Collect({"aab", "aab", "aab"}), ElementsAre("a A1:B3", "b C1:C3"));
  EXPECT_THAT(Collect({"a.a", "a.a"}), ElementsAre("a A1:A2", "a C1:C2"));
  EXPECT_THAT(Collect({}), IsEmpty());
}

TEST(RangeCollectorTest, WhateverBreaksARunEndsARange) {
  EXPECT_THAT(Collect({"a", "b", "a", ".", "a"}), ElementsAre("a A1", "b A2", "a A3", "a A5"));
  EXPECT_THAT(Collect({"aa", "aaa", "aa"}), ElementsAre("a A1:B1", "a A2:C2", "a A3:B3"));
  EXPECT_THAT(Collect({".a", "aa", "a"}), ElementsAre("a B1", "a A2:B2", "a A3"));
}

TEST(RangeCollectorTest, TakeStartsAnew) {
  RangeCollector collector;
  collector.Add({1, 1}, 7);
  EXPECT_EQ(collector.Take().size(), 1u);
  EXPECT_THAT(collector.Take(), IsEmpty());
  collector.Add({2, 1}, 7);
  const std::vector<KeyedRange> ranges = collector.Take();
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_EQ(FormatRange(ranges[0].range), "A2") << "no part of what was taken";
}

TEST(WithoutOverlapsTest, EveryCellIsCoveredOnce) {
  std::mt19937 random(7);
  const auto number = [&](int32_t most) {
    return static_cast<int32_t>(random() % static_cast<uint32_t>(most)) + 1;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<RangeRef> ranges;
    std::map<CellRef, int> cells;
    for (int32_t i = number(6); i > 0; --i) {
      const CellRef first = {number(8), number(8)};
      ranges.push_back({first, {first.row + number(4) - 1, first.column + number(4) - 1}});
      for (int32_t row = first.row; row <= ranges.back().last.row; ++row) {
        for (int32_t column = first.column; column <= ranges.back().last.column; ++column) {
          cells[{row, column}] = 0;
        }
      }
    }
    const std::vector<RangeRef> parts = WithoutOverlaps(ranges);
    int64_t covered = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
      covered += parts[i].cells();
      for (auto& [cell, times] : cells) times += parts[i].Contains(cell) ? 1 : 0;
      if (i > 0) {
        EXPECT_LT(parts[i - 1].first, parts[i].first);
      }
    }
    EXPECT_EQ(covered, static_cast<int64_t>(cells.size()));
    for (const auto& [cell, times] : cells) EXPECT_EQ(times, 1) << FormatCell(cell);
  }
}

TEST(WithoutOverlapsTest, EqualRangesAreOne) {
  const RangeRef range = {{2, 2}, {9, 3}};
  const std::vector<RangeRef> parts = WithoutOverlaps({range, range, {{3, 2}, {4, 2}}});
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0], range);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
