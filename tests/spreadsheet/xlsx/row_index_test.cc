#include "spreadsheet/xlsx/row_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<RowStart> Rows(const std::vector<int32_t>& numbers) {
  std::vector<RowStart> rows;
  for (const int32_t number : numbers) rows.emplace_back(number, rows.size(), true);
  return rows;
}

TEST(RowIndexTest, FindsRowsThatAscend) {
  const auto rows = Rows({2, 3, 7});
  const RowIndex index(rows);
  EXPECT_THAT(index.Find(2), ElementsAre(0));
  EXPECT_THAT(index.Find(7), ElementsAre(2));
  for (const int32_t missing : {1, 4, 8}) EXPECT_THAT(index.Find(missing), IsEmpty());
  EXPECT_EQ(index.PlaceOf(1), 0u);
  EXPECT_EQ(index.PlaceOf(5), 2u);
  EXPECT_EQ(index.PlaceOf(8), 3u);
}

TEST(RowIndexTest, FindsRowsThatRepeatAndGoBack) {
  const auto rows = Rows({5, 2, 5, 9, 1, 5});
  const RowIndex index(rows);
  EXPECT_THAT(index.Find(5), ElementsAre(0, 2, 5));
  EXPECT_THAT(index.Find(1), ElementsAre(4));
  EXPECT_THAT(index.Find(4), IsEmpty());
  EXPECT_EQ(index.PlaceOf(4), 0u) << "before the first higher one";
  EXPECT_EQ(index.PlaceOf(6), 3u);
  EXPECT_EQ(index.PlaceOf(10), 6u);
}

TEST(RowIndexTest, TakesSheetsWithoutRows) {
  const std::vector<RowStart> none;
  const RowIndex index(none);
  EXPECT_THAT(index.Find(1), IsEmpty());
  EXPECT_EQ(index.PlaceOf(1), 0u);
}

TEST(RowStartTest, HoldsTheLargestValues) {
  const RowStart row(kMaxRow, (uint64_t{1} << 42) - 1, false);
  EXPECT_EQ(row.row(), kMaxRow);
  EXPECT_EQ(row.begin(), (uint64_t{1} << 42) - 1);
  EXPECT_FALSE(row.numbered());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
