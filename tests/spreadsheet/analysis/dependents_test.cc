#include "spreadsheet/analysis/dependents.h"

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
using ::testing::UnorderedElementsAre;
using tests::FormulaWorkbook;
using tests::WorkbookPtr;

// "S!B1:B3 0": ranges with the root they depend on. The roots are places on the first sheet.
std::vector<std::string> Found(const WorkbookPtr& workbook,
                               const std::vector<std::string>& root_ranges) {
  std::vector<SheetRange> roots;
  for (const std::string& range : root_ranges) roots.push_back({0, *TryParseRange(range)});
  std::vector<std::string> texts;
  const auto graph = LoadDependencies(*workbook, {});
  EXPECT_THAT(graph, tests::IsOk());
  if (!graph.ok()) return texts;
  const auto found = FindDependents(**graph, roots, {});
  EXPECT_THAT(found, tests::IsOk());
  if (!found.ok()) return texts;
  for (const Dependents& group : *found) {
    texts.push_back(Concat(workbook->sheets()[group.cells.sheet].name, "!",
                           FormatRange(group.cells.range), " ", group.root));
  }
  return texts;
}

TEST(FindDependentsTest, FollowsSheetsAndNames) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "5")
                                   .Cell("B1", "=A1*2")
                                   .Cell("C1", "=7")
                                   .Cell("C2", "=ROW(A1)")
                                   .Sheet("T")
                                   .Cell("A1", "=Total+1")
                                   .Cell("A2", "=A1")
                                   .Name("Total", "S!$B$1")
                                   .Open();
  EXPECT_THAT(Found(workbook, {"A1"}), ElementsAre("S!B1 0", "T!A1 0", "T!A2 0"));
  EXPECT_THAT(Found(workbook, {"C1"}), IsEmpty());
}

TEST(FindDependentsTest, EachFormulaComesOnceWithTheNearestRoot) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "5")
                                   .Cell("A2", "5")
                                   .Cell("B1", "=A1")
                                   .Cell("C1", "=B1+A2")
                                   .Cell("D1", "=A1+A2+B1+C1")
                                   .Open();
  EXPECT_THAT(Found(workbook, {"A1", "A2"}), UnorderedElementsAre("S!B1 0", "S!C1 1", "S!D1 0"));
}

TEST(FindDependentsTest, RootsThatDependOnRootsComeToo) {
  const WorkbookPtr workbook =
      FormulaWorkbook().Sheet("S").Cell("A1", "=B1").Cell("B1", "=A1").Open();
  EXPECT_THAT(Found(workbook, {"A1"}), ElementsAre("S!B1 0", "S!A1 0"));
}

TEST(FindDependentsTest, ARunningSumOfManyRowsIsFollowedOnce) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Shared("A1:A20000", "ROW(A1)*2")
                                   .Shared("B1:B20000", "SUM(A$1:A1)")
                                   .Open();
  std::vector<std::string> roots;
  for (int row = 20000; row >= 1; --row) roots.push_back(Concat("A", row));
  EXPECT_EQ(Found(workbook, roots).size(), 20000u);
  EXPECT_THAT(Found(workbook, {"A5"}), ElementsAre("S!B5:B20000 0"));
}

TEST(FindDependentsTest, FollowsFormulasFilledAcross) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "1")
                                   .Shared("B1:Z1", "A1+1")
                                   .Shared("A2:Z3", "A$1*2")
                                   .Open();
  // Z1 comes last; each cell of the two rows below once.
  const std::vector<std::string> found = Found(workbook, {"Y1"});
  EXPECT_THAT(found, UnorderedElementsAre("S!Z1 0", "S!Y2 0", "S!Y3 0", "S!Z2 0", "S!Z3 0"));
}

TEST(FindDependentsTest, ArraysDependAsAWhole) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "1")
                                   .Cell("A2", "1")
                                   .Array("B1:B2", "A1:A2*2")
                                   .Cell("C1", "=B2")
                                   .Open();
  EXPECT_THAT(Found(workbook, {"A1"}), ElementsAre("S!B1:B2 0", "S!C1 0"));
}

TEST(FindDependentsTest, StopsWhenCancelled) {
  const WorkbookPtr workbook = FormulaWorkbook().Sheet("S").Cell("A1", "=B1").Open();
  ASSERT_OK_AND_ASSIGN(const auto graph, LoadDependencies(*workbook, {}));
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  const SheetRange root{0, {{1, 2}, {1, 2}}};
  EXPECT_EQ(FindDependents(*graph, {&root, 1}, source.token()).status().message(), "enough");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
