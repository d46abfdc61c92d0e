// Inserted and deleted rows, known and found.
#include "spreadsheet/analysis/align_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/spreadsheet/testing/grid.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::Grid;
using tests::GridRows;
using tests::InsertRows;
using tests::SheetOf;
using tests::StatusIs;

std::vector<RowPrint> Prints(const GridRows& rows) {
  auto prints = PrintsOf(*SheetOf(Grid(rows)), {});
  EXPECT_TRUE(prints.ok());
  return prints.value_or(std::vector<RowPrint>());
}

// "+5:7" for inserted, "-2:2" for deleted rows.
std::vector<std::string> Show(const RowAlignment& alignment) {
  std::vector<std::string> texts;
  for (const RowRun& rows : alignment.inserted()) {
    texts.push_back(Concat("+", rows.first, ":", rows.last));
  }
  for (const RowRun& rows : alignment.deleted()) {
    texts.push_back(Concat("-", rows.first, ":", rows.last));
  }
  return texts;
}

std::vector<std::string> Align(const GridRows& before, const GridRows& after) {
  return Show(AlignRows(Prints(before), Prints(after)));
}

// Rows with a label, a number and a formula.
GridRows Ledger(int rows) {
  GridRows grid;
  for (int i = 0; i < rows; ++i) {
    grid.push_back({Concat("item ", i), std::to_string(i * 7 % 31), Concat("=B", i + 1, "*2|0")});
  }
  return grid;
}

TEST(RowAlignmentTest, NoRowMovedAtFirst) {
  const RowAlignment alignment;
  EXPECT_TRUE(alignment.identity());
  EXPECT_EQ(alignment.After(kMaxRow), kMaxRow);
  EXPECT_EQ(alignment.Before(1), 1);
}

TEST(RowAlignmentTest, FollowsRowsBothWays) {
  RowAlignment alignment;
  alignment.Insert(5, 3);   // rows 5:7 are new
  alignment.Delete(10, 2);  // rows 10:11 are gone
  EXPECT_EQ(alignment.After(4), 4);
  EXPECT_EQ(alignment.After(5), 8);
  EXPECT_EQ(alignment.After(9), 12);
  EXPECT_EQ(alignment.After(10), std::nullopt);
  EXPECT_EQ(alignment.After(11), std::nullopt);
  EXPECT_EQ(alignment.After(12), 13);
  EXPECT_EQ(alignment.Before(6), std::nullopt);
  EXPECT_EQ(alignment.Before(8), 5);
  EXPECT_EQ(alignment.Before(13), 12);
}

TEST(RowAlignmentTest, RangesGrowAndShrinkAsReferencesDo) {
  RowAlignment alignment;
  alignment.Insert(5, 3);
  alignment.Delete(10, 2);
  EXPECT_EQ(alignment.After(RowRun{1, 20}), (RowRun{1, 21}));
  EXPECT_EQ(alignment.After(RowRun{4, 5}), (RowRun{4, 8}));
  EXPECT_EQ(alignment.After(RowRun{9, 10}), (RowRun{12, 12}));
  EXPECT_EQ(alignment.After(RowRun{11, 12}), (RowRun{13, 13}));
  EXPECT_EQ(alignment.After(RowRun{10, 11}), std::nullopt);
  EXPECT_EQ(alignment.After(RowRun{1, kMaxRow}), (RowRun{1, kMaxRow}));
}

TEST(RowAlignmentTest, RowsAtTheTop) {
  RowAlignment inserted;
  inserted.Insert(1, 2);
  EXPECT_EQ(inserted.After(1), 3);
  EXPECT_EQ(inserted.Before(2), std::nullopt);
  RowAlignment deleted;
  deleted.Delete(1, 2);
  EXPECT_EQ(deleted.After(1), std::nullopt);
  EXPECT_EQ(deleted.After(3), 1);
  EXPECT_EQ(deleted.After(RowRun{1, 4}), (RowRun{1, 2}));
}

TEST(AlignRowsTest, FindsInsertedRows) {
  GridRows after = Ledger(20);
  InsertRows(&after, 5, {{"new a", "1"}, {"new b", "2"}, {"new c", "3"}});
  EXPECT_THAT(Align(Ledger(20), after), ElementsAre("+5:7"));
}

TEST(AlignRowsTest, FindsDeletedRows) {
  GridRows after = Ledger(20);
  after.erase(after.begin() + 9, after.begin() + 11);
  EXPECT_THAT(Align(Ledger(20), after), ElementsAre("-10:11"));
}

TEST(AlignRowsTest, FindsSeveralAndEditsBetweenThem) {
  GridRows after = Ledger(60);
  after[30][1] = "999";
  after.erase(after.begin() + 49);
  InsertRows(&after, 41, GridRows{{"new", "5"}});
  InsertRows(&after, 1, GridRows{{"title"}});
  EXPECT_THAT(Align(Ledger(60), after), ElementsAre("+1:1", "+42:42", "-50:50"));
}

TEST(AlignRowsTest, FindsInsertedEmptyRows) {
  GridRows after = Ledger(20);
  InsertRows(&after, 11, GridRows(2));
  EXPECT_THAT(Align(Ledger(20), after), ElementsAre("+11:12"));
}

TEST(AlignRowsTest, FindsRowsAmongEqualOnes) {
  GridRows before(30, {"0", "0"});
  before.front() = {"first"};
  before.back() = {"last"};
  GridRows after = before;
  InsertRows(&after, 11, GridRows(3, {"0", "0"}));
  const RowAlignment alignment = AlignRows(Prints(before), Prints(after));
  ASSERT_EQ(alignment.inserted().size(), 1u);
  EXPECT_EQ(alignment.inserted()[0].rows(), 3);
  EXPECT_EQ(alignment.After(30), 33);
}

TEST(AlignRowsTest, LabelsHoldWhenAllNumbersChanged) {
  GridRows after = Ledger(30);
  for (auto& row : after) row[1] = "1234";
  InsertRows(&after, 13, GridRows{{"new", "5"}});
  EXPECT_THAT(Align(Ledger(30), after), IsEmpty())
      << "no row is equal, so nothing speaks for it but the labels";
  after[5][1] = "4";  // as before
  for (size_t i = 20; i < after.size(); ++i) after[i][1] = Ledger(30)[i - 1][1];
  EXPECT_THAT(Align(Ledger(30), after), ElementsAre("+13:13"));
}

TEST(AlignRowsTest, AppendedAndRemovedRowsAtTheEndMoveNothing) {
  EXPECT_THAT(Align(Ledger(20), Ledger(25)), IsEmpty());
  EXPECT_THAT(Align(Ledger(25), Ledger(20)), IsEmpty());
}

TEST(AlignRowsTest, EditsMoveNothing) {
  std::mt19937 random(3);
  for (int round = 0; round < 30; ++round) {
    GridRows after = Ledger(50);
    for (int edit = 0; edit < 20; ++edit) {
      after[random() % 50][random() % 2] = random() % 4 == 0 ? "" : std::to_string(random() % 10);
    }
    ASSERT_THAT(Align(Ledger(50), after), IsEmpty()) << round;
  }
}

TEST(AlignRowsTest, EmptySheetsAndOneRow) {
  EXPECT_THAT(Align({}, {}), IsEmpty());
  EXPECT_THAT(Align({}, Ledger(3)), IsEmpty());
  EXPECT_THAT(Align(Ledger(3), {}), IsEmpty());
  EXPECT_THAT(Align({{"a"}}, {{"b"}}), IsEmpty());
}

// Random insertions and deletions in rows that are all different are found exactly.
TEST(AlignRowsTest, FindsWhatWasDoneToDifferentRows) {
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    const int rows = 40 + static_cast<int>(random() % 100);
    const GridRows before = Ledger(rows);
    GridRows after;
    std::vector<std::string> inserted, deleted;
    for (int row = 0; row < rows; ++row) {
      // Never next to each other, which would read as rows that changed.
      if (row > 1 && row % 9 == 0 && row < rows - 2) {
        const int count = 1 + static_cast<int>(random() % 3);
        if (random() % 2 == 0) {
          const int first = static_cast<int>(after.size()) + 1;
          inserted.push_back(Concat("+", first, ":", first + count - 1));
          for (int i = 0; i < count; ++i) after.push_back({Concat("new ", row, " ", i)});
        } else {
          deleted.push_back(Concat("-", row + 1, ":", row + 1));
          continue;
        }
      }
      after.push_back(before[row]);
    }
    std::vector<std::string> expected = inserted;
    expected.insert(expected.end(), deleted.begin(), deleted.end());
    ASSERT_EQ(Align(before, after), expected) << round;
  }
}

TEST(AlignRowsTest, ReadingStopsWhenCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  const auto sheet = SheetOf(Grid(Ledger(5000)));
  EXPECT_THAT(PrintsOf(*sheet, source.token()), StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
