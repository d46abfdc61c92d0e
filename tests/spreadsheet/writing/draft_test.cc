#include "spreadsheet/writing/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using sheetgate::tests::HasReason;
using sheetgate::tests::IsOk;
using tests::At;
using tests::Edit;
using tests::Load;
using tests::SetDate;
using tests::SetValue;
using tests::ValueAt;

// A1 (format 1), A2 (format 2), A3 (no format).
tests::WorkbookPtr Sample() {
  return tests::Open(
      tests::PackageBuilder()
          .Sheet("S",
                 "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c></row>"
                 "<row r=\"2\"><c r=\"A2\" s=\"2\"><v>2</v></c></row>"
                 "<row r=\"3\"><c r=\"A3\"><v>3</v></c></row></sheetData>")
          .Styles(
              "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"2\"/><xf numFmtId=\"10\"/></cellXfs>")
          .Build());
}

CellChange Moved(std::string_view from, std::string_view to, double value) {
  CellChange change = SetValue(to, value);
  change.format_of = At(from);
  return change;
}

TEST(DraftTest, LaterEditsSeeEarlierOnesAndTheLastWins) {
  const auto workbook = Sample();
  Draft draft(*workbook, 100, {});
  ASSERT_THAT(draft.Write({SetValue("A1", 10.0), SetValue("B1", 5.0)}), IsOk());
  EXPECT_EQ(ValueAt(**draft.Load(0), "A1"), "10");
  ASSERT_THAT(draft.Write({SetValue("A1", 11.0)}), IsOk());
  EXPECT_EQ(ValueAt(*Load(workbook), "A1"), "1");
  const auto changes = draft.Take();
  ASSERT_EQ(changes.size(), 2u);
  const auto after = Edit(workbook, changes);
  EXPECT_EQ(ValueAt(*Load(after), "A1"), "11");
  EXPECT_EQ(ValueAt(*Load(after), "B1"), "5");
}

TEST(DraftTest, FormatsEndWhereTheSameEditsOneByOneEnd) {
  const auto workbook = Sample();
  const std::vector<std::vector<CellChange>> steps = {
      {Moved("A2", "A1", 2), Moved("A3", "A2", 3), Moved("A1", "A3", 1)},
      {Moved("A2", "A1", 3), Moved("A1", "A2", 2)},
      {SetDate("A3", 46053)},
      {Moved("A3", "B1", 46053), SetValue("A3", 4.0)},
  };
  Draft draft(*workbook, 100, {});
  tests::WorkbookPtr one_by_one = workbook;
  for (const auto& step : steps) {
    ASSERT_THAT(draft.Write(step), IsOk());
    one_by_one = Edit(one_by_one, step);
  }
  const auto at_once = Edit(workbook, draft.Take());
  for (const char* address : {"A1", "A2", "A3", "B1"}) {
    const CellView expected = *Load(one_by_one)->Find(At(address));
    const CellView cell = *Load(at_once)->Find(At(address));
    EXPECT_EQ(at_once->NumberFormat(cell.style), one_by_one->NumberFormat(expected.style))
        << address;
    EXPECT_TRUE(SameValue(cell, expected)) << address;
  }
}

TEST(DraftTest, WritesAtMostAsManyCellsAsAllowed) {
  const auto workbook = Sample();
  Draft draft(*workbook, 3, {});
  ASSERT_THAT(draft.Write({SetValue("A1", 1.0), SetValue("A2", 1.0)}), IsOk());
  EXPECT_THAT(draft.CheckRoom(1), IsOk());
  EXPECT_THAT(draft.CheckRoom(2), HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(draft.Write({SetValue("A1", 1.0), SetValue("A2", 1.0)}),
              HasReason(ErrorReason::kLimitExceeded));
}

TEST(DraftTest, ARefusedWriteChangesNothing) {
  const auto workbook = Sample();
  Draft draft(*workbook, 100, {});
  CellChange bad = tests::SetFormula("A2", "SUM(");
  EXPECT_THAT(draft.Write({SetValue("A1", 9.0), bad}), HasReason(ErrorReason::kInvalidFormula));
  EXPECT_EQ(ValueAt(**draft.Load(0), "A1"), "1");
  EXPECT_TRUE(draft.Take().empty());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
