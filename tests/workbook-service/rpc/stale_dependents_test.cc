#include "workbook-service/rpc/stale_dependents.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "platform/base/strings.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::SheetRange;

// What an edit of the cell A1 of the first sheet puts out of date.
StaleDependents CountFor(const std::vector<TestSheet>& sheets,
                         const std::vector<SheetRange>& cells = {{0, {{1, 1}, {1, 1}}}}) {
  const auto workbook =
      spreadsheet::OpenXlsx(std::make_shared<const std::string>(BuildWorkbook(sheets)), {}, {});
  EXPECT_THAT(workbook, tests::IsOk());
  const auto graph = spreadsheet::LoadDependencies(**workbook, {});
  EXPECT_THAT(graph, tests::IsOk());
  const auto dependents = CountStaleDependents(**graph, cells, {});
  EXPECT_THAT(dependents, tests::IsOk());
  return dependents.value_or(StaleDependents());
}

std::string Row(int row, std::string_view cells) {
  return platform::StrCat("<row r=\"", row, "\">", cells, "</row>");
}

TEST(StaleDependentsTest, FollowsFormulasThroughSheetsOnceEach) {
  const std::string first =
      Row(1,
          "<c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>A1+1</f></c><c r=\"C1\"><f>A1+B1</f></c>"
          "<c r=\"D1\"><f>Z9</f></c>");
  const std::string second = Row(1, "<c r=\"A1\"><f>SUM(One!B1:C1)</f></c>");
  EXPECT_EQ(CountFor({{"One", first}, {"Two", second}}).formulas, 3);
}

TEST(StaleDependentsTest, WrittenCellsDoNotCountAndEndNoPath) {
  const std::string rows =
      Row(1, "<c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>A1</f></c><c r=\"C1\"><f>B1</f></c>");
  EXPECT_EQ(CountFor({{"One", rows}}, {{0, {{1, 1}, {1, 1}}}, {0, {{1, 2}, {1, 2}}}}).formulas, 1);
}

TEST(StaleDependentsTest, CirclesEnd) {
  const std::string rows =
      Row(1, "<c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>A1+C1</f></c><c r=\"C1\"><f>B1</f></c>");
  EXPECT_EQ(CountFor({{"One", rows}}).formulas, 2);
}

TEST(StaleDependentsTest, GivesUpOnAVeryLongChainAndSaysSo) {
  // Each formula is one of its kind, so every cell is a step of its own.
  std::string rows = Row(1, "<c r=\"A1\"><v>1</v></c>");
  for (int row = 2; row <= kMostDependentSteps + 100; ++row) {
    rows += Row(row, platform::StrCat("<c r=\"A", row, "\"><f>A", row - 1, "+", row, "</f></c>"));
  }
  const StaleDependents dependents = CountFor({{"One", rows}});
  EXPECT_TRUE(dependents.truncated);
  EXPECT_EQ(dependents.formulas, kMostDependentSteps);
}

}  // namespace
}  // namespace sheetgate::workbook
