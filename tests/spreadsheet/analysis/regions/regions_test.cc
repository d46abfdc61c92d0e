// Regions of sheets drawn as text: one layout a test.
#include "spreadsheet/analysis/regions/regions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/analysis/regions/grid.h"
#include "spreadsheet/analysis/regions/sheet_class.h"
#include "spreadsheet/analysis/regions/splitter.h"
#include "tests/spreadsheet/analysis/regions/drawn_sheet.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;

std::shared_ptr<const SheetRegions> Find(const tests::WorkbookPtr& workbook) {
  const auto regions = RegionsOf(*workbook, 0, {});
  EXPECT_TRUE(regions.ok()) << regions.status();
  return regions.ok() ? *regions : std::make_shared<const SheetRegions>();
}

// "r1 A1:C4 data 1", with the header rows; pairs and totals rows are named.
std::string Show(const Region& region) {
  std::string text = Concat(region.id(), " ", FormatRange(region.range), " ",
                            RegionKindName(region.kind), " ", region.header_rows);
  if (region.layout == RegionLayout::kPairs) text += " pairs";
  if (region.layout == RegionLayout::kPairsAcross) text += " across";
  if (region.totals_rows > 0) text += Concat(" totals ", region.totals_rows);
  if (!region.table.empty()) text += Concat(" table ", region.table);
  return text;
}

std::vector<std::string> Show(const SheetRegions& regions) {
  std::vector<std::string> texts;
  for (const Region& region : regions.regions) texts.push_back(Show(region));
  return texts;
}

std::vector<std::string> RegionsIn(std::string_view picture, int first_row = 1) {
  return Show(*Find(DrawnWorkbook(picture, first_row)));
}

TEST(RegionsTest, AnEmptySheetHasNone) { EXPECT_THAT(RegionsIn(""), IsEmpty()); }

TEST(RegionsTest, AHeaderIsToldByTheTypesBelow) {
  EXPECT_THAT(RegionsIn(R"(
      item | price | due
      Rent | 1000  | 2026-01-31
      Food | 500   | 2026-02-28
      Fuel | 90    | 2026-03-31
  )"),
              ElementsAre("r1 A1:C4 data 1"));
}

TEST(RegionsTest, AHeaderOverTextsIsToldByItsLook) {
  EXPECT_THAT(RegionsIn(R"(
      *Name | *City
      Anna  | Paris
      Bert  | Rome
      Carl  | Oslo
  )"),
              ElementsAre("r1 A1:B4 data 1"));
}

TEST(RegionsTest, RowsAlikeHaveNoHeader) {
  EXPECT_THAT(RegionsIn(R"(
      1 | 4 | 7
      2 | 5 | 8
      3 | 6 | 9
  )"),
              ElementsAre("r1 A1:C3 data 0"));
}

TEST(RegionsTest, HeadersMergedOverGroupsAreHeaderRows) {
  EXPECT_THAT(RegionsIn(R"(
             | *2024 | <    | *2025 | <
      *Item  | *Net  | *Tax | *Net  | *Tax
      Rent   | 10    | 2    | 11    | 3
      Food   | 20    | 4    | 21    | 5
  )"),
              ElementsAre("r1 A1:E4 data 2"));
}

TEST(RegionsTest, YearsNameColumns) {
  EXPECT_THAT(RegionsIn(R"(
      Line    | 2023  | 2024  | 2025
      Revenue | 120.5 | 130.5 | 140.5
      Cost    | 80.5  | 90.5  | 95.5
  )"),
              ElementsAre("r1 A1:D3 data 1"));
}

TEST(RegionsTest, ATitleAndNotesDirectlyAtATableAreNotOfIt) {
  EXPECT_THAT(RegionsIn(R"(
      *Sales of the year
      Region | Units | Net
      North  | 3     | 30
      South  | 4     | 40
      East   | 5     | 50
      Source: the ledger of the sales department, as of the end of the year
  )"),
              ElementsAre("r1 A1 title 0", "r2 A2:C5 data 1", "r3 A6 title 0"));
}

TEST(RegionsTest, ATitleMergedOverTheTableIsATitle) {
  EXPECT_THAT(RegionsIn(R"(
      *Sales | <     | <
      Region | Units | Net
      North  | 3     | 30
      South  | 4     | 40
  )"),
              ElementsAre("r1 A1:C1 title 0", "r2 A2:C4 data 1"));
}

TEST(RegionsTest, ABlankRowWithinATableDoesNotSplitIt) {
  EXPECT_THAT(RegionsIn(R"(
      item | price
      Rent | 1000
      Food | 500
           |
      Fuel | 90
      Tax  | 70
  )"),
              ElementsAre("r1 A1:B6 data 1"));
}

TEST(RegionsTest, ABlankRowAboveANewHeaderSplits) {
  EXPECT_THAT(RegionsIn(R"(
      *Item | *Price
      Rent  | 1000
      Food  | 500
            |
      *Name | *Age
      Anna  | 41
      Bert  | 52
  )"),
              ElementsAre("r1 A1:B3 data 1", "r2 A5:B7 data 1"));
}

TEST(RegionsTest, ABlankRowAboveOtherColumnsSplits) {
  EXPECT_THAT(RegionsIn(R"(
           | 1 | 10 | 100
           | 2 | 20 | 200
           | 3 | 30 | 300
           |   |    |
      mean | 2 | 20 | 200
      max  | 3 | 30 | 300
  )"),
              ElementsAre("r1 B1:D3 data 0", "r2 A5:D6 data 0"));
}

TEST(RegionsTest, HeadingsOfSectionsStayInTheTable) {
  EXPECT_THAT(RegionsIn(R"(
      *Old | *New | *Kind
           |      |
      *Rates
           |      |
      aa   | ab   | type
      ba   | bb   | type
           |      |
      *Models
           |      |
      ca   | cb   | call
  )"),
              ElementsAre("r1 A1:C10 data 1"));
}

TEST(RegionsTest, AHeaderThatComesAgainStartsAnotherTable) {
  EXPECT_THAT(RegionsIn(R"(
      Tree  | Height | Age
      Apple | 18     | 20
      Pear  | 12     | 12
      Tree  | Height | Age
      Plum  | 8      | 9
      Nut   | 30     | 80
  )"),
              ElementsAre("r1 A1:C3 data 1", "r2 A4:C6 data 1"));
}

TEST(RegionsTest, TablesSideBySideAreTwo) {
  EXPECT_THAT(RegionsIn(R"(
      *Fruit | *Amount | | *Meat   | *Amount
      Apple  | 50      | | Beef    | 5
      Orange | 20      | | Chicken | 3
      Banana | 60      | | Pork    | 1
  )"),
              ElementsAre("r1 A1:B4 data 1", "r2 D1:E4 data 1"));
}

TEST(RegionsTest, ABlankColumnWithinATableDoesNotSplitIt) {
  EXPECT_THAT(RegionsIn(R"(
      *Fruit | *Amount | | *Price | *Total
      Apple  | 50      | | 2      | 100
      Orange | 20      | | 3      | 60
      Banana | 60      | | 1      | 60
  )"),
              ElementsAre("r1 A1:E4 data 1"));
}

TEST(RegionsTest, SideBySideOfOtherHeightsAreTwo) {
  EXPECT_THAT(RegionsIn(R"(
      id | net | | rate  | 0.05
      1  | 10  | | years | 10
      2  | 20  | |       |
      3  | 30  | |       |
      4  | 40  | |       |
      5  | 50  | |       |
  )"),
              ElementsAre("r1 A1:B6 data 1", "r2 D1:E2 parameters 0 pairs"));
}

TEST(RegionsTest, LabelsWithDigitsAreLabels) {
  EXPECT_THAT(RegionsIn(R"(
      Tier 1 rate | 0.05
      Tier 2 rate | 0.07
      2024 start  | 2024-01-01
      Owner 1     | Anna
  )"),
              ElementsAre("r1 A1:B4 parameters 0 pairs"));
}

TEST(RegionsTest, PairsOfFormulasAreOutputs) {
  EXPECT_THAT(RegionsIn(R"(
      Net present value | =NPV(A1,B1)
      Payback           | =B1*2
      Rate of return    | =IRR(A1)
  )"),
              ElementsAre("r1 A1:B3 outputs 0 pairs"));
}

TEST(RegionsTest, PairsBesideEachOther) {
  EXPECT_THAT(RegionsIn(R"(
      Rate:  | 0.05 | Start: | 2026-01-01
      Years: | 10   | End:   | 2036-01-01
      Owner: | Anna | Size:  | 12
  )"),
              ElementsAre("r1 A1:D3 parameters 0 pairs"));
}

TEST(RegionsTest, LabelsAboveTheirValuesArePairs) {
  EXPECT_THAT(RegionsIn(R"(
      Highest
      =MAX(A9)

      Lowest
      =MIN(A9)
  )"),
              ElementsAre("r1 A1:A2 outputs 0 across", "r2 A4:A5 outputs 0 across"));
}

TEST(RegionsTest, NeedsNoLatinLetters) {
  EXPECT_THAT(RegionsIn(R"(
      *工资表
      姓名   | 城市 | 工资
      王伟   | 北京 | 5334
      李娜   | 上海 | 6120
      合计   |      | =SUM(C3:C4)
  )"),
              ElementsAre("r1 A1 title 0", "r2 A2:C5 data 1 totals 1"));
}

TEST(RegionsTest, ARowThatSumsUpIsATotalsRow) {
  EXPECT_THAT(RegionsIn(R"(
      item | net | tax
      Rent | 10  | 2
      Food | 20  | 4
      Fuel | 30  | 6
      all  | =SUM(B2:B4) | =SUM(C2:C4)
  )"),
              ElementsAre("r1 A1:C5 data 1 totals 1"));
}

TEST(RegionsTest, RowsOfFormulasAreACalculator) {
  EXPECT_THAT(RegionsIn(R"(
      year | base    | growth  | end
      1    | =A2*10  | =B2*2   | =B2+C2
      2    | =A3*10  | =B3*2   | =B3+C3
      3    | =A4*10  | =B4*2   | =B4+C4
  )"),
              ElementsAre("r1 A1:D4 calculator 1"));
}

TEST(RegionsTest, ParagraphsAreOneText) {
  EXPECT_THAT(RegionsIn(R"(
      *About this file
      It holds what was counted at the end of each month by hand.

      Nothing in it may be copied without asking first.


      Ask the people who wrote it.
  )"),
              ElementsAre("r1 A1:A7 notes 0"));
}

TEST(RegionsTest, TablesAreRegionsOfTheirOwn) {
  const tests::WorkbookPtr workbook = tests::Open(
      tests::PackageBuilder()
          .Sheet("Sheet1", Concat(DrawnSheet(R"(
                            | name | count
                            | a    | 1
                            | b    | 2
                            | sum  | 3
                            | c    | 4
                        )"),
                                  "<tableParts xmlns:r=\"", tests::kRelationshipSpace,
                                  "\"><tablePart r:id=\"t\"/></tableParts>"))
          .Part("xl/worksheets/_rels/sheet1.xml.rels",
                Concat("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                       "relationships\"><Relationship Id=\"t\" Type=\"",
                       tests::kRelationshipSpace,
                       "/table\" Target=\"../tables/table1.xml\"/></Relationships>"),
                "application/vnd.openxmlformats-package.relationships+xml")
          .Part("xl/tables/table1.xml",
                Concat("<table xmlns=\"", tests::kMainSpace,
                       "\" name=\"T\" displayName=\"T\" ref=\"B1:C4\" totalsRowCount=\"1\">"
                       "<tableColumns><tableColumn name=\"name\"/><tableColumn name=\"count\"/>"
                       "</tableColumns></table>"),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml")
          .Build());
  EXPECT_THAT(Show(*Find(workbook)),
              ElementsAre("r1 B1:C4 data 1 totals 1 table T", "r2 B5:C5 parameters 0 pairs"));
  EXPECT_EQ(Find(workbook)->regions[0].confidence, 1);
}

TEST(RegionsTest, ANumberedRegionIsFoundByItsId) {
  const auto regions = Find(DrawnWorkbook(R"(
      *Item | *Price
      Rent  | 1000
      Food  | 500
            |
      *Name | *Age
      Anna  | 41
      Bert  | 52
  )"));
  const auto second = FindRegion(*regions, "R2");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(FormatRange((*second)->range), "A5:B7");
  EXPECT_EQ((*second)->data_rows(), 2);
  for (const std::string id : {"r3", "", "2", "r0"}) {
    const auto none = FindRegion(*regions, id);
    ASSERT_THAT(none, HasReason(ErrorReason::kInvalidArgument)) << id;
    EXPECT_THAT(std::string(none.status().message()), HasSubstr("r1 (A1:B3), r2 (A5:B7)"));
  }
  EXPECT_THAT(FindRegion(SheetRegions(), "r1"), HasReason(ErrorReason::kInvalidArgument));
}

TEST(RegionsTest, IsKeptWithTheWorkbook) {
  const tests::WorkbookPtr workbook = DrawnWorkbook("a | 1\nb | 2");
  EXPECT_EQ(Find(workbook), Find(workbook));
  EXPECT_GE(workbook->derived().memory_bytes(), Find(workbook)->memory_bytes());
  EXPECT_GT(Find(workbook)->memory_bytes(), sizeof(SheetRegions));
}

TEST(RegionsTest, StopsWhenCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_EQ(RegionsOf(*DrawnWorkbook("a | 1"), 0, source.token()).status().code(),
            absl::StatusCode::kCancelled);
}

RegionGrid GridOf(const tests::WorkbookPtr& workbook, int64_t max_cells) {
  const auto features = workbook->LoadFeatures(0, {});
  EXPECT_TRUE(features.ok()) << features.status();
  const auto grid = RegionGrid::Build(*tests::Load(workbook), **features, {}, max_cells, {});
  EXPECT_TRUE(grid.ok()) << grid.status();
  return *grid;
}

TEST(RegionsTest, TheWorkLimitLeavesACoarseAnswer) {
  const tests::WorkbookPtr workbook = DrawnWorkbook(R"(
      *Item | *Price
      Rent  | 1000
            |
      *Name | *Age
      Anna  | 41
  )");
  const RegionGrid grid = GridOf(workbook, 1000);
  const auto all = SplitIntoBlocks(grid, {}, 1'000'000, {});
  ASSERT_TRUE(all.ok());
  EXPECT_FALSE(all->exhausted);
  EXPECT_EQ(all->blocks.size(), 2u);
  const auto coarse = SplitIntoBlocks(grid, {}, -1, {});
  ASSERT_TRUE(coarse.ok());
  EXPECT_TRUE(coarse->exhausted);
  ASSERT_EQ(coarse->blocks.size(), 1u);
  EXPECT_TRUE(coarse->blocks[0].coarse);
  EXPECT_EQ(FormatRange(coarse->blocks[0].box), "A1:B5");
}

TEST(RegionsTest, TheCellLimitEndsAtAWholeRow) {
  const tests::WorkbookPtr workbook = DrawnWorkbook("a | 1\nb | 2\nc | 3\nd | 4");
  const RegionGrid grid = GridOf(workbook, 5);
  EXPECT_TRUE(grid.truncated());
  ASSERT_TRUE(grid.bounds().has_value());
  EXPECT_EQ(FormatRange(*grid.bounds()), "A1:B2");
}

TEST(RegionsTest, ScatteredCellsAreOneCoarseRegion) {
  std::string cells;
  for (int i = 0; i < 200; ++i) {
    const CellRef at{i + 1, 3 * i + 1};
    cells += Concat("<row r=\"", at.row, "\"><c r=\"", FormatCell(at), "\"><v>1</v></c></row>");
  }
  const tests::WorkbookPtr workbook =
      tests::Open(tests::PackageBuilder()
                      .Sheet("Sheet1", Concat("<sheetData>", cells, "</sheetData>"))
                      .Styles(kDrawnStyles)
                      .Build());
  const auto regions = Find(workbook);
  ASSERT_EQ(regions->regions.size(), 1u);
  EXPECT_TRUE(regions->partial);
  EXPECT_TRUE(regions->regions[0].coarse);
  EXPECT_LT(regions->regions[0].confidence, 0.5);
}

std::string ClassOf(std::string_view picture) {
  const tests::WorkbookPtr workbook = DrawnWorkbook(picture);
  return std::string(SheetClassName(ClassifySheet(*tests::Load(workbook), *Find(workbook))));
}

TEST(SheetClassTest, SaysWhatASheetIsFor) {
  EXPECT_EQ(ClassOf(""), "empty");
  EXPECT_EQ(ClassOf("id | net\n1 | 10\n2 | 20\n3 | 30"), "data");
  EXPECT_EQ(ClassOf("n | x | y\n1 | =A2 | =B2\n2 | =A3 | =B3\n3 | =A4 | =B4\n4 | =A5 | =B5"),
            "mixed");
  EXPECT_EQ(ClassOf("=A9 | =B9 | =C9\n=A8 | =B8 | 3"), "calculator");
  EXPECT_EQ(ClassOf("Rate | 0.05\nYears | 10\nOwner | Anna"), "parameters");
  EXPECT_EQ(ClassOf("*About\nIt holds what was counted at the end of each month by hand."),
            "notes");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
