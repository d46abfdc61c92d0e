#include "spreadsheet/edit/line_move.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "spreadsheet/edit/table_operation.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

LineMove Rows(int32_t first, int32_t count, int32_t before, bool copy = false) {
  return {.sheet_name = "Data", .first = first, .count = count, .before = before, .copy = copy};
}
LineMove Columns(int32_t first, int32_t count, int32_t before, bool copy = false) {
  LineMove move = Rows(first, count, before, copy);
  move.axis = Axis::kColumns;
  return move;
}

// 1 to 5 in A1:A5; B3 is A3 doubled, B5 the sum; row 3 is high, row 4 hidden, column B wide.
WorkbookPtr Book() {
  return Open(
      PackageBuilder()
          .Sheet("Data",
                 "<cols><col min=\"2\" max=\"2\" width=\"30\" customWidth=\"1\"/></cols><sheetData>"
                 "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c>"
                 "</row><row r=\"3\" ht=\"40\" customHeight=\"1\"><c r=\"A3\"><v>3</v></c><c "
                 "r=\"B3\"><f>A3*2</f><v>6</v></c></row><row r=\"4\" hidden=\"1\"><c "
                 "r=\"A4\"><v>4</v></c></row><row r=\"5\"><c r=\"A5\"><v>5</v></c><c "
                 "r=\"B5\"><f>SUM(A1:A4)+A3</f><v>13</v></c></row></sheetData>")
          .Build());
}

WorkbookPtr Do(const LineMove& move) {
  auto after = ApplyOperation(*Book(), LineMoveOperation(move), {});
  EXPECT_THAT(after, IsOk());
  return after.value_or(nullptr);
}

SheetGeometry GeometryOf(const WorkbookPtr& workbook) {
  auto geometry = LoadSheetGeometry(*workbook, 0, {});
  EXPECT_THAT(geometry, IsOk());
  return geometry.ok() ? **geometry : SheetGeometry();
}

TEST(LineMoveTest, MovedRowsTakeReferencesAndSizesAlong) {
  const WorkbookPtr down = Do(Rows(3, 2, 6));
  EXPECT_THAT(Cells(*Load(down)),
              ElementsAre("A1 1", "A2 2", "A3 5", HasSubstr("+A4"), "A4 3", "B4 6 =A4*2", "A5 4"));
  EXPECT_FALSE(GeometryOf(down).RowHidden(3));
  EXPECT_TRUE(GeometryOf(down).RowHidden(5));
  ASSERT_FALSE(GeometryOf(down).rows.empty());
  EXPECT_EQ(GeometryOf(down).rows.front().first, 4);
  EXPECT_EQ(GeometryOf(down).rows.front().size, 40);

  const WorkbookPtr up = Do(Rows(3, 1, 1));
  EXPECT_THAT(Cells(*Load(up)),
              ElementsAre("A1 3", "B1 6 =A1*2", "A2 1", "A3 2", "A4 4", "A5 5", HasSubstr("+A1")));
  EXPECT_EQ(GeometryOf(up).rows.front().first, 1);
  EXPECT_TRUE(GeometryOf(up).RowHidden(4));
}

TEST(LineMoveTest, CopiedRowsReadAsPasted) {
  const WorkbookPtr after = Do(Rows(3, 1, 2, /*copy=*/true));
  EXPECT_THAT(Cells(*Load(after)),
              ElementsAre("A1 1", "A2 3", HasSubstr("=A2*2"), "A3 2", "A4 3", "B4 6 =A4*2", "A5 4",
                          "A6 5", HasSubstr("=SUM(A1:A5)+A4")));
  EXPECT_EQ(GeometryOf(after).rows.front().first, 2);
  EXPECT_EQ(GeometryOf(after).rows.front().size, 40);
}

TEST(LineMoveTest, ColumnsMoveAndAreCopied) {
  const WorkbookPtr moved = Do(Columns(2, 1, 1));
  EXPECT_EQ(Load(moved)->Formula({3, 1}), "B3*2");
  EXPECT_EQ(GeometryOf(moved).ColumnWidth(1), 30);
  EXPECT_EQ(GeometryOf(moved).ColumnWidth(2), GeometryOf(moved).default_column_width);

  const WorkbookPtr copied = Do(Columns(2, 1, 5, /*copy=*/true));
  EXPECT_EQ(Load(copied)->Formula({3, 2}), "A3*2");
  EXPECT_EQ(Load(copied)->Formula({3, 5}), "D3*2");
  EXPECT_EQ(GeometryOf(copied).ColumnWidth(5), 30);
}

TEST(LineMoveTest, RowsOfATableMoveAmongItsData) {
  const auto table =
      ApplyOperation(*Book(), CreateTableOperation("Data", *ParseRange("A1:A5"), "Sales", {}), {});
  ASSERT_THAT(table, IsOk());
  const auto after = ApplyOperation(**table, LineMoveOperation(Rows(3, 1, 5)), {});
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(ValueAt(*Load(*after), "A4"), "3");
  ASSERT_OK_AND_ASSIGN(const auto features, (*after)->LoadFeatures(0, {}));
  EXPECT_EQ(FormatRange(features->tables.at(0).range), "A1:A5");
  for (const LineMove& move : {Rows(1, 1, 4), Rows(3, 1, 1), Rows(3, 1, 7), Columns(1, 1, 4)}) {
    const auto moved = ApplyOperation(**table, LineMoveOperation(move), {});
    if (move.axis == Axis::kColumns) {
      EXPECT_THAT(moved, IsOk()) << "the whole table";
    } else {
      EXPECT_THAT(moved, HasReason(ErrorReason::kStructureConflict)) << move.before;
    }
  }
}

TEST(LineMoveTest, RefusesPlacesThatAreNone) {
  for (const LineMove& move : {Rows(3, 2, 3), Rows(3, 2, 5), Rows(3, 2, 4), Rows(3, 2, 4, true),
                               Columns(2, 3, 3, true), Rows(1048576, 2, 1)}) {
    EXPECT_THAT(ApplyOperation(*Book(), LineMoveOperation(move), {}),
                HasReason(ErrorReason::kInvalidRange))
        << move.first << " before " << move.before;
  }
  LineMove elsewhere = Rows(1, 1, 3);
  elsewhere.sheet_name = "Nowhere";
  EXPECT_THAT(ApplyOperation(*Book(), LineMoveOperation(elsewhere), {}),
              HasReason(ErrorReason::kSheetNotFound));
}

TEST(LineMoveTest, RefusesTooManyDifferentSizes) {
  std::string rows;
  for (int row = 1; row <= 101; ++row) {
    const std::string number = std::to_string(row);
    rows += "<row r=\"" + number + "\" ht=\"" + std::to_string(20 + row % 2) +
            "\" customHeight=\"1\"><c r=\"A" + number + "\"><v>1</v></c></row>";
  }
  const WorkbookPtr book =
      Open(PackageBuilder().Sheet("Data", "<sheetData>" + rows + "</sheetData>").Build());
  EXPECT_THAT(ApplyOperation(*book, LineMoveOperation(Rows(1, 101, 200)), {}),
              HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(ApplyOperation(*book, LineMoveOperation(Rows(1, 100, 200)), {}), IsOk());
}

TEST(LineMoveTest, CopiesMayStandBesideTheirLines) {
  EXPECT_THAT(ApplyOperation(*Book(), LineMoveOperation(Rows(3, 1, 3, true)), {}), IsOk());
  EXPECT_THAT(ApplyOperation(*Book(), LineMoveOperation(Rows(3, 1, 4, true)), {}), IsOk());
}

}  // namespace
}  // namespace sheetgate::tests
