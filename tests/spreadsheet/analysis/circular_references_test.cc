#include "spreadsheet/analysis/circular_references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/spreadsheet/testing/formula_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::FormulaWorkbook;
using tests::WorkbookPtr;

// "S!A1 S!B1 (2)": each circle, and how many cells depend on each other.
std::vector<std::string> Circles(const WorkbookPtr& workbook) {
  std::vector<std::string> circles;
  const auto graph = LoadDependencies(*workbook, {});
  EXPECT_THAT(graph, tests::IsOk());
  if (!graph.ok()) return circles;
  const auto found = FindCircularReferences(**graph, {});
  EXPECT_THAT(found, tests::IsOk());
  if (!found.ok()) return circles;
  for (const CircularReference& circular : *found) {
    std::string text;
    for (const SheetCell& step : circular.circle) {
      text += Concat(workbook->sheets()[step.sheet].name, "!", FormatCell(step.cell), " ");
    }
    circles.push_back(Concat(text, "(", circular.cells, ")"));
  }
  return circles;
}

TEST(CircularReferencesTest, ACellThatReadsItself) {
  EXPECT_THAT(Circles(FormulaWorkbook().Sheet("S").Cell("B2", "=B2+1").Cell("A1", "=B2").Open()),
              ElementsAre("S!B2 (1)"));
  EXPECT_THAT(Circles(FormulaWorkbook().Sheet("S").Cell("A10", "=SUM(A1:A10)").Open()),
              ElementsAre("S!A10 (1)"));
  EXPECT_THAT(Circles(FormulaWorkbook().Sheet("S").Cell("C3", "=SUM(C:C)").Open()),
              ElementsAre("S!C3 (1)"));
}

TEST(CircularReferencesTest, AcrossSheetsNamesAndTables) {
  EXPECT_THAT(Circles(FormulaWorkbook()
                          .Sheet("S")
                          .Cell("A1", "=T!B1")
                          .Cell("A2", "5")
                          .Sheet("T")
                          .Cell("B1", "=Rate*2")
                          .Cell("C1", "=B1")
                          .Name("Rate", "S!$A$1:$A$2")
                          .Open()),
              ElementsAre("S!A1 T!B1 (2)"));
  EXPECT_THAT(Circles(FormulaWorkbook()
                          .Sheet("S")
                          .Cell("B2", "=SUM(Sales[Net])")
                          .Table("Sales", "A1:B3", {"Item", "Net"})
                          .Open()),
              ElementsAre("S!B2 (1)"));
}

TEST(CircularReferencesTest, TheShortestCircleIsShown) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=A2")
                                   .Cell("A2", "=A3+A4")
                                   .Cell("A3", "=A1")
                                   .Cell("A4", "=A5")
                                   .Cell("A5", "=A1")
                                   .Open();
  EXPECT_THAT(Circles(workbook), ElementsAre("S!A1 S!A2 S!A3 (5)"));
}

TEST(CircularReferencesTest, RunningSumsAreNone) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("C1", "=B1").Shared("C2:C5000", "C1+B2");
  builder.Shared("D1:D5000", "SUM(C$1:C1)").Shared("E2:E5000", "SUM(E$1:E1)");
  EXPECT_THAT(Circles(builder.Open()), IsEmpty());
}

TEST(CircularReferencesTest, OneCellOfALongRunClosesACircle) {
  FormulaWorkbook builder;
  builder.Sheet("S").Shared("C2:C3000", "SUM(C$1:C1)").Cell("C1", "=C2500+1");
  const std::vector<std::string> circles = Circles(builder.Open());
  EXPECT_THAT(circles, ElementsAre("S!C1 S!C2500 (2500)"));
}

TEST(CircularReferencesTest, ArraysAreCirclesAsAWhole) {
  EXPECT_THAT(Circles(FormulaWorkbook()
                          .Sheet("S")
                          .Array("B1:B4", "A1:A4+1")
                          .Cell("A3", "=B1")
                          .Cell("A4", "=A1")
                          .Open()),
              ElementsAre("S!B1 S!A3 (5)"));
  EXPECT_THAT(Circles(FormulaWorkbook().Sheet("S").Array("B1:B4", "A1:A4+1").Open()), IsEmpty());
}

TEST(CircularReferencesTest, AskingForAPlaceIsNone) {
  EXPECT_THAT(Circles(FormulaWorkbook()
                          .Sheet("S")
                          .Cell("A1", "=ROWS(A$1:A1)+COLUMN(A1)")
                          .Cell("B9", "=SUM(B1:OFFSET(B9,-1,0))")
                          .Open()),
              IsEmpty());
}

TEST(CircularReferencesTest, LongChainsNeedNoRecursion) {
  FormulaWorkbook builder;
  builder.Sheet("S");
  constexpr int kLength = 60000;
  for (int row = 1; row < kLength; ++row) {
    builder.Cell(Concat("A", row), Concat("=A", row + 1, "+", row));
  }
  builder.Cell(Concat("A", kLength), "=A1");
  const auto circles = Circles(builder.Open());
  ASSERT_EQ(circles.size(), 1u);
  EXPECT_TRUE(circles[0].ends_with(Concat("(", kLength, ")")));
}

TEST(CircularReferencesTest, CanBeCancelled) {
  FormulaWorkbook builder;
  builder.Sheet("S").Shared("C2:C9000", "C1+B2");
  const WorkbookPtr workbook = builder.Open();
  ASSERT_OK_AND_ASSIGN(const auto graph, LoadDependencies(*workbook, {}));
  platform::CancellationSource cancel;
  cancel.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(FindCircularReferences(*graph, cancel.token()),
              tests::StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
