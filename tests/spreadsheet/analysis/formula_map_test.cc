#include "spreadsheet/analysis/formula_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/formula_sheet.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::CellTexts;
using tests::Filled;
using tests::IsOk;
using tests::SheetPtr;
using tests::With;

SheetPtr SheetOf(const CellTexts& cells) { return tests::SheetOf(tests::SheetXml(cells)); }

std::shared_ptr<const FormulaMap> MapOf(const SheetPtr& sheet) {
  auto map = MakeFormulaMap(*sheet, {});
  EXPECT_THAT(map, IsOk());
  return map.ok() ? *map : std::make_shared<const FormulaMap>();
}

// "=A1*2 x3: B1:B2 B4" of every group.
std::vector<std::string> Groups(const SheetPtr& sheet) {
  const auto map = MapOf(sheet);
  std::vector<std::string> groups;
  for (const FormulaGroup& group : map->groups()) {
    std::string text = Concat("=", sheet->Formula(group.first), " x", group.count, ":");
    for (const RangeRef& range : map->ranges(group)) text += " " + FormatRange(range);
    groups.push_back(std::move(text));
  }
  return groups;
}

// "B5 constant, not =A5*2 of B2:B9" of every outlier.
std::vector<std::string> Outliers(const SheetPtr& sheet) {
  const auto map = MapOf(sheet);
  std::vector<std::string> outliers;
  for (const FormulaOutlier& outlier : map->outliers()) {
    const std::string found = outlier.constant ? "constant" : "=" + sheet->Formula(outlier.cell);
    outliers.push_back(Concat(FormatCell(outlier.cell), " ", found, ", not =",
                              ExpectedFormula(*sheet, outlier), " of ", FormatRange(outlier.run)));
  }
  return outliers;
}

TEST(FormulaMapTest, AFilledColumnIsOneGroup) {
  EXPECT_THAT(Groups(SheetOf(Filled("B2:B400", "A2*$D$1"))), ElementsAre("=A2*$D$1 x399: B2:B400"));
  EXPECT_THAT(Groups(SheetOf(Filled("B2:D9", "B1+1"))), ElementsAre("=B1+1 x24: B2:D9"));
}

TEST(FormulaMapTest, GroupsComeByTheirFirstCell) {
  EXPECT_THAT(Groups(SheetOf({{"C1", "=A1+1"},
                              {"B1", "=SUM(A:A)"},
                              {"C3", "=A3+1"},
                              {"A9", "=5"},
                              {"D1", "7"},
                              {"E1", "\"x"}})),
              ElementsAre("=SUM(A:A) x1: B1", "=A1+1 x2: C1 C3", "=5 x1: A9"));
  EXPECT_THAT(Groups(SheetOf({{"A1", "1"}})), IsEmpty());
}

TEST(FormulaMapTest, SharedFormulasAreOfTheGroupOfTheirText) {
  const SheetPtr sheet = tests::SheetOf(
      "<sheetData><row r=\"1\"><c r=\"B1\"><f>A1*2</f></c></row>"
      "<row r=\"2\"><c r=\"B2\"><f t=\"shared\" si=\"0\" ref=\"B2:B4\">A2*2</f></c>"
      "<c r=\"C2\"><f t=\"shared\" si=\"1\" ref=\"C2:C3\">A2*3</f></c></row>"
      "<row r=\"3\"><c r=\"B3\"><f t=\"shared\" si=\"0\"/></c>"
      "<c r=\"C3\"><f t=\"shared\" si=\"1\"/></c></row>"
      "<row r=\"4\"><c r=\"B4\"><f t=\"shared\" si=\"0\"/></c></row></sheetData>");
  EXPECT_THAT(Groups(sheet), ElementsAre("=A1*2 x4: B1:B4", "=A2*3 x2: C2:C3"));
  const auto map = MapOf(sheet);
  EXPECT_TRUE(map->groups()[0].has_shared);
  EXPECT_FALSE(MapOf(SheetOf(Filled("B2:B4", "A2")))->groups()[0].has_shared);
}

TEST(FormulaMapTest, ArrayFormulasAreGroupsOfTheirOwn) {
  const SheetPtr sheet = SheetOf({{"A1", "=SUM(C1:C3)"},
                                  {"B1", "{B1:B3}C1:C3*2"},
                                  {"A5", "=SUM(C5:C7)"},
                                  {"A6", "{A6}SUM(C6:C8)"},
                                  {"B5", "{B5:B7}C5:C7*2"}});
  EXPECT_THAT(Groups(sheet), ElementsAre("=SUM(C1:C3) x2: A1 A5", "=C1:C3*2 x2: B1:B3 B5:B7",
                                         "=SUM(C6:C8) x1: A6"));
  const auto map = MapOf(sheet);
  EXPECT_EQ(map->groups()[0].kind, FormulaKind::kNormal);
  EXPECT_EQ(map->groups()[1].kind, FormulaKind::kArray);
  EXPECT_EQ(map->groups()[2].kind, FormulaKind::kArray) << "{=SUM()} is not =SUM()";
}

TEST(FormulaMapTest, KnowsVolatileFunctionsAndComplexity) {
  const auto map = MapOf(SheetOf({{"A1", "=TODAY()-B1"},
                                  {"A2", "=IF(B2>0,OFFSET(B2,1,0),\"today()\")"},
                                  {"A3", "=\"NOW()\"&INDEX(B:B,2)"}}));
  ASSERT_EQ(map->groups().size(), 3u);
  EXPECT_TRUE(map->groups()[0].is_volatile);
  EXPECT_TRUE(map->groups()[1].is_volatile);
  EXPECT_FALSE(map->groups()[2].is_volatile) << "INDEX is not, and text is not a call";
  EXPECT_EQ(map->groups()[0].complexity, 3u);
  EXPECT_EQ(map->groups()[1].complexity, 9u);
}

TEST(FormulaMapTest, AnOverwrittenCellIsAnOutlier) {
  const CellTexts column = Filled("B2:B9", "A2*2");
  EXPECT_THAT(Outliers(SheetOf(column)), IsEmpty());
  EXPECT_THAT(Outliers(SheetOf(With(column, {{"B5", "42"}}))),
              ElementsAre("B5 constant, not =A5*2 of B2:B9"));
  EXPECT_THAT(Outliers(SheetOf(With(column, {{"B5", "\"n/a"}}))),
              ElementsAre("B5 constant, not =A5*2 of B2:B9"));
  EXPECT_THAT(Outliers(SheetOf(With(column, {{"B5", "=A5*3"}}))),
              ElementsAre("B5 =A5*3, not =A5*2 of B2:B9"));
  EXPECT_THAT(Outliers(SheetOf(With(column, {{"B3", "=A5*2"}}))),
              ElementsAre("B3 =A5*2, not =A3*2 of B2:B9"));
}

TEST(FormulaMapTest, RowsAreRunsToo) {
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B7:H7", "SUM(B2:B6)"), {{"F7", "=SUM(F2:F5)"}}))),
              ElementsAre("F7 =SUM(F2:F5), not =SUM(F2:F6) of B7:H7"));
}

TEST(FormulaMapTest, OfTwoRunsTheLongerOneTells) {
  EXPECT_THAT(
      Outliers(SheetOf(With(Filled("B2:D12", "B1+$A2"), {{"C5", "1"}, {"C9", "2"}}))),
      ElementsAre("C5 constant, not =C4+$A5 of C2:C8", "C9 constant, not =C8+$A9 of C6:C12"));
}

TEST(FormulaMapTest, TheEndOfARunIsNoOutlier) {
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B9", "A2*2"), {{"B10", "=SUM(B2:B9)"}}))),
              IsEmpty());
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B9", "A2*2"), {{"B2", "1"}}))), IsEmpty());
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B5", "A2*2"), Filled("B7:B12", "A7*2")))), IsEmpty())
      << "an empty cell separates";
}

TEST(FormulaMapTest, ThreeEqualNeighboursAreNeeded) {
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B4", "A2*2"), {{"B3", "1"}}))), IsEmpty());
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B5", "A2*2"), {{"B3", "1"}}))),
              ElementsAre("B3 constant, not =A3*2 of B2:B5"));
  // For each outlier.
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B8", "A2*2"), {{"B4", "1"}, {"B5", "1"}}))),
              IsEmpty());
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B9", "A2*2"), {{"B4", "1"}, {"B5", "1"}}))),
              ElementsAre("B4 constant, not =A4*2 of B2:B9", "B5 constant, not =A5*2 of B2:B9"));
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:B40", "A2*2"), Filled("B10:B13", "5")))), IsEmpty())
      << "four are another block";
}

TEST(FormulaMapTest, SubtotalsOfColumnsSideBySideAreNoOutliers) {
  EXPECT_THAT(Outliers(SheetOf(With(Filled("B2:D9", "B1*2"), Filled("B5:D5", "SUM(B2:B4)")))),
              IsEmpty());
}

TEST(FormulaMapTest, ADeviationThatComesBackIsHowTheSheetIsBuilt) {
  CellTexts column = Filled("B2:B30", "A2*2");
  column = With(column, {{"B6", "=SUM(B2:B5)"}, {"B11", "=SUM(B7:B10)"}});
  EXPECT_EQ(Outliers(SheetOf(column)).size(), 2u);
  column = With(column, {{"B16", "=SUM(B12:B15)"}});
  EXPECT_THAT(Outliers(SheetOf(column)), IsEmpty());
  EXPECT_EQ(
      Outliers(SheetOf(With(Filled("B2:B30", "A2*2"), {{"B6", "1"}, {"B11", "2"}, {"B16", "3"}})))
          .size(),
      3u)
      << "constants never are";
}

TEST(FormulaMapTest, CellsOfArrayFormulasAreNoOutliers) {
  EXPECT_THAT(
      Outliers(SheetOf(With(Filled("B1:F1", "A9*2"), {{"C1", "{C1:C2}A1:A2"}, {"C2", "5"}}))),
      ElementsAre("C1 =A1:A2, not =B9*2 of B1:F1"))
      << "the first cell has a formula";
  EXPECT_THAT(
      Outliers(SheetOf(With(Filled("B2:F2", "A9*2"), {{"D1", "{D1:D2}A1:A2"}, {"D2", "5"}}))),
      IsEmpty());
}

TEST(FormulaMapTest, AnEditedSheetIsMappedAsItIsNow) {
  const auto workbook = tests::Open(
      tests::PackageBuilder().Sheet("S", tests::SheetXml(Filled("B2:B9", "A2*2"))).Build());
  const auto before = LoadFormulaMap(*workbook, 0, {});
  ASSERT_THAT(before, IsOk());
  EXPECT_THAT((*before)->outliers(), IsEmpty());
  const auto edited =
      tests::Edit(workbook, {tests::SetValue("B4", 1.0), tests::SetFormula("C2", "A2*2")});
  const auto after = LoadFormulaMap(*edited, 0, {});
  ASSERT_THAT(after, IsOk());
  ASSERT_EQ((*after)->outliers().size(), 1u);
  EXPECT_EQ((*after)->groups().size(), 2u);
  EXPECT_EQ(LoadFormulaMap(*workbook, 0, {})->get(), before->get()) << "made once a state";
  EXPECT_GT(workbook->derived().memory_bytes(), sizeof(FormulaMap));
}

TEST(FormulaMapTest, StopsWhenCancelled) {
  const SheetPtr sheet = SheetOf(Filled("A1:D2000", "1+1"));
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_EQ(MakeFormulaMap(*sheet, source.token()).status(), absl::CancelledError("enough"));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
