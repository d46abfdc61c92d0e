#include "recalc-service/calculation/range_collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace sheetgate::recalc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Collect(const std::vector<std::string>& cells) {
  RangeCollector collector;
  for (const std::string& cell : cells) collector.Add(*spreadsheet::ParseCell(cell));
  std::vector<std::string> ranges;
  for (const spreadsheet::RangeRef& range : collector.Finish())
    ranges.push_back(FormatRange(range));
  return ranges;
}

TEST(RangeCollectorTest, NothingGivesNothing) { EXPECT_THAT(Collect({}), IsEmpty()); }

TEST(RangeCollectorTest, ColumnsOfFormulasBecomeOneRectangle) {
  EXPECT_THAT(Collect({"B2", "C2", "B3", "C3", "B4", "C4"}), ElementsAre("B2:C4"));
}

TEST(RangeCollectorTest, RectanglesNeverHoldOtherCells) {
  EXPECT_THAT(Collect({"A1", "C1", "A2", "B2", "C2", "A3", "C3", "A5"}),
              UnorderedElementsAre("A1", "C1", "A2:C2", "A3", "C3", "A5"));
}

TEST(RangeCollectorTest, CoversRandomCellsExactlyOnce) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::set<spreadsheet::CellRef> cells;
    const int density = 1 + round % 9;
    for (int row = 1; row <= 12; ++row) {
      for (int column = 1; column <= 9; ++column) {
        if (static_cast<int>(random() % 10) < density) cells.insert({row, column});
      }
    }
    RangeCollector collector;
    for (const spreadsheet::CellRef cell : cells) collector.Add(cell);
    std::vector<spreadsheet::CellRef> covered;
    for (const spreadsheet::RangeRef& range : collector.Finish()) {
      for (int row = range.first.row; row <= range.last.row; ++row) {
        for (int column = range.first.column; column <= range.last.column; ++column) {
          covered.push_back({row, column});
        }
      }
    }
    std::sort(covered.begin(), covered.end());
    EXPECT_EQ(covered, std::vector<spreadsheet::CellRef>(cells.begin(), cells.end()))
        << "round " << round;
  }
}

}  // namespace
}  // namespace sheetgate::recalc
