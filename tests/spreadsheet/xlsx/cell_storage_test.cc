// The containers cells are kept in: blocks, sequences and texts at their boundaries.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spreadsheet/xlsx/block_vector.h"
#include "spreadsheet/xlsx/cell_blocks.h"
#include "spreadsheet/xlsx/text_arena.h"

namespace sheetgate::spreadsheet {
namespace {

// Around the size of a block, of all blocks outside slabs, and of the first slab.
class CellBlocksTest : public testing::TestWithParam<uint32_t> {};

TEST_P(CellBlocksTest, KeepsWhatWasAddedBeforeAndAfterTrimming) {
  const uint32_t count = GetParam();
  CellBlocks cells;
  for (uint32_t i = 0; i < count; ++i) {
    cells.Add(static_cast<uint16_t>(i % 16384 + 1), static_cast<uint16_t>(i % 7),
              static_cast<uint8_t>(i % 5), uint64_t{i} * 1'000'003);
  }
  for (const bool trimmed : {false, true}) {
    if (trimmed) cells.Trim();
    ASSERT_EQ(cells.size(), count);
    for (uint32_t i = 0; i < count; ++i) {
      ASSERT_EQ(cells.column(i), i % 16384 + 1);
      ASSERT_EQ(cells.style(i), i % 7);
      ASSERT_EQ(cells.tag(i), i % 5);
      ASSERT_EQ(cells.payload(i), uint64_t{i} * 1'000'003);
    }
  }
  const size_t least = count * CellBlocks::kBytesPerCell;
  EXPECT_GE(cells.heap_bytes(), least);
  EXPECT_LE(cells.heap_bytes(), least + least / 20 + 256);
}

INSTANTIATE_TEST_SUITE_P(Sizes, CellBlocksTest,
                         testing::Values(0, 1, 8191, 8192, 8193, 19 * 8192, 19 * 8192 + 1,
                                         31 * 8192 + 5, 38 * 8192 - 1, 38 * 8192, 38 * 8192 + 5));

TEST(CellBlocksTest, FindsColumnsInRowsWithAndWithoutGaps) {
  CellBlocks cells;
  for (const uint16_t column : {3, 4, 5, 9, 20, 21, 16384}) cells.Add(column, 0, 0, 0);
  const auto at = [&](int32_t column) { return cells.LowerBound(0, 7, column); };
  EXPECT_EQ(at(1), 0u);
  EXPECT_EQ(at(3), 0u);
  EXPECT_EQ(at(5), 2u);
  EXPECT_EQ(at(6), 3u);
  EXPECT_EQ(at(9), 3u);
  EXPECT_EQ(at(21), 5u);
  EXPECT_EQ(at(22), 6u);
  EXPECT_EQ(at(16384), 6u);
  EXPECT_EQ(cells.LowerBound(0, 3, 6), 3u);
  EXPECT_EQ(cells.LowerBound(2, 2, 1), 2u);
}

TEST(BlockVectorTest, GrowsFiltersAndTrims) {
  BlockVector<int> numbers;
  for (int i = 0; i < 10000; ++i) numbers.push_back(i);
  EXPECT_EQ(numbers.back(), 9999);
  EXPECT_EQ(numbers.PartitionPoint([](int n) { return n < 5000; }), 5000u);
  EXPECT_EQ(numbers.PartitionPoint([](int) { return true; }), 10000u);
  numbers.Filter([](int n) { return n % 3 == 0; });
  numbers.Trim();
  ASSERT_EQ(numbers.size(), 3334u);
  for (size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], static_cast<int>(3 * i));
  EXPECT_LE(numbers.heap_bytes(), 3334 * sizeof(int) + 64);
}

// Both beyond one slab, in memory of the blocks' own and in slabs from the start.
TEST(BlockVectorTest, GrowsBeyondASlab) {
  for (const bool expected : {false, true}) {
    BlockVector<uint64_t> numbers;
    if (expected) numbers.ExpectMany();
    constexpr uint64_t kCount = 700'001;
    for (uint64_t i = 0; i < kCount; ++i) numbers.push_back(i * 3);
    for (const bool trimmed : {false, true}) {
      if (trimmed) numbers.Trim();
      for (uint64_t i = 0; i < kCount; ++i) ASSERT_EQ(numbers[i], i * 3);
    }
    EXPECT_LE(numbers.heap_bytes(), kCount * sizeof(uint64_t) + 8192);
  }
}

TEST(BlockVectorTest, FiltersAwayWholeSlabs) {
  BlockVector<uint64_t> numbers;
  numbers.ExpectMany();
  for (uint64_t i = 0; i < 600'000; ++i) numbers.push_back(i);
  numbers.Filter([](uint64_t n) { return n % 10'000 == 7; });
  numbers.Trim();
  ASSERT_EQ(numbers.size(), 60u);
  for (uint64_t i = 0; i < 60; ++i) EXPECT_EQ(numbers[i], i * 10'000 + 7);
  EXPECT_LE(numbers.heap_bytes(), 1024u);
}

TEST(TextArenaTest, KeepsMuchText) {
  for (const bool expected : {false, true}) {
    TextArena arena;
    if (expected) arena.ExpectMuch();
    std::vector<uint32_t> places;
    constexpr int kTexts = 100'000;
    for (int i = 0; i < kTexts; ++i) {
      places.push_back(arena.Add(std::to_string(i) + std::string(i % 100, 'x')));
    }
    for (const bool trimmed : {false, true}) {
      if (trimmed) arena.Trim();
      for (int i = 0; i < kTexts; ++i) {
        const std::string text = std::to_string(i) + std::string(i % 100, 'x');
        ASSERT_EQ(arena.text(places[i], text.size()), text);
      }
    }
    EXPECT_LT(arena.heap_bytes(), 5'700'000u);
  }
}

TEST(TextArenaTest, KeepsTextsOfAllSizes) {
  TextArena arena;
  std::vector<std::string> texts;
  std::vector<uint32_t> places;
  for (const size_t size :
       {0, 1, 10, 1000, 3000, 60000, 5000, 65536, 1, 65537, 200000, 0, 7, 65535, 65536, 12}) {
    texts.push_back(std::string(size, static_cast<char>('a' + texts.size())));
    places.push_back(arena.Add(texts.back()));
  }
  for (const bool trimmed : {false, true}) {
    if (trimmed) arena.Trim();
    for (size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(arena.text(places[i], texts[i].size()), texts[i]) << i;
    }
  }
}

TEST(TextArenaTest, StaysSmallForFewTexts) {
  TextArena arena;
  EXPECT_EQ(arena.heap_bytes(), 0u);
  const uint32_t place = arena.Add("a few bytes");
  arena.Trim();
  EXPECT_EQ(arena.text(place, 11), "a few bytes");
  EXPECT_LT(arena.heap_bytes(), 64u);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
