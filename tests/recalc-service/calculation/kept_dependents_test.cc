#include "recalc-service/calculation/kept_dependents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/recalc-service/testing/fake_engine.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// The plans of workbooks whose engine has no XLOOKUP, SEQUENCE and MYMACRO.
class KeptDependentsTest : public testing::Test {
 protected:
  KeptDependentsTest() { engine_.unsupported = {"XLOOKUP", "SEQUENCE", "MYMACRO"}; }

  // Leaves the plan in plan_.
  void Plan(const std::vector<tests::SheetXml>& sheets, bool stale_values,
            const std::vector<KeptFormula>& also_kept = {}, const std::string& behind = "") {
    const std::string bytes = tests::MakeXlsx(sheets, "", "", behind);
    ASSERT_OK_AND_ASSIGN(auto workbook,
                         spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {}));
    ASSERT_OK_AND_ASSIGN(
        plan_,
        PlanCalculation(std::move(workbook), engine_, {},
                        {.stale_values = stale_values, .edited = edited_, .also_kept = also_kept}));
  }

  // "A1: XLOOKUP".
  std::vector<std::string> Kept() const {
    std::vector<std::string> texts;
    for (const KeptFormula& kept : plan_.kept) {
      texts.push_back(FormatCell(kept.cell) + ": " + kept.reason);
    }
    return texts;
  }
  std::vector<std::string> Calculated() const {
    std::vector<std::string> texts;
    for (const PlannedRange& range : plan_.ranges) texts.push_back(FormatRange(range.range));
    return texts;
  }

  // What is known of the edit from now on.
  void Edited(std::vector<spreadsheet::SheetRange> cells) {
    edited_ = std::make_shared<const std::vector<spreadsheet::SheetRange>>(std::move(cells));
  }

  tests::FakeEngine engine_;
  EditedCells edited_;
  CalculationPlan plan_;
};

// B1 looks A1 up; C1 and D1 depend on it, E1 does not.
constexpr char kLookup[] =
    R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>_xlfn.XLOOKUP(A1,F1:F2,G1:G2)</f><v>7</v></c>)"
    R"(<c r="C1"><f>B1+1</f><v>8</v></c><c r="D1"><f>C1+1</f><v>9</v></c><c r="E1"><f>A1+1</f><v>2</v></c></row>)";

TEST_F(KeptDependentsTest, AGoodValueIsCalculatedWith) {
  Plan({{"S", kLookup}}, /*stale_values=*/false);
  EXPECT_THAT(Kept(), ElementsAre("B1: XLOOKUP"));
  EXPECT_THAT(Calculated(), ElementsAre("C1:E1"));
  EXPECT_FALSE(plan_.keeps_stale_values);
}

TEST_F(KeptDependentsTest, AnOldValueIsNotCalculatedWith) {
  Plan({{"My sheet", kLookup}}, /*stale_values=*/true);
  EXPECT_THAT(Kept(), ElementsAre("B1: XLOOKUP", "C1: depends on 'My sheet'!B1 (XLOOKUP)",
                                  "D1: depends on 'My sheet'!B1 (XLOOKUP)"));
  EXPECT_THAT(Calculated(), ElementsAre("E1"));
  EXPECT_TRUE(plan_.keeps_stale_values);
  EXPECT_THAT(plan_.unsupported_functions, ElementsAre(std::pair("XLOOKUP", 1)));
}

TEST_F(KeptDependentsTest, AValueIsAsOldAsWhatItsFormulaReads) {
  // E1 feeds nothing, A1 feeds the lookup.
  Edited({{0, {{1, 5}, {1, 5}}}});
  Plan({{"S", kLookup}}, /*stale_values=*/true);
  EXPECT_THAT(Calculated(), ElementsAre("C1:E1"));
  EXPECT_FALSE(plan_.keeps_stale_values);
  EXPECT_EQ(plan_.edited, edited_);
  Edited({{0, {{1, 1}, {1, 1}}}});
  Plan({{"S", kLookup}}, /*stale_values=*/true);
  EXPECT_THAT(Calculated(), ElementsAre("E1"));
  EXPECT_TRUE(plan_.keeps_stale_values);
  // What the file says counts more.
  Edited({});
  Plan({{"S", kLookup}}, /*stale_values=*/false, {}, "<calcPr fullCalcOnLoad=\"1\"/>");
  EXPECT_TRUE(plan_.keeps_stale_values);
}

TEST_F(KeptDependentsTest, AnEditReachesFormulasFarAwayAndThoseOfComputedAddresses) {
  // B1 reads A1 by way of another sheet; D1 looks up what INDIRECT reads.
  const std::vector<tests::SheetXml> sheets = {
      {"S",
       R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>_xlfn.XLOOKUP(T!A1,F1:F2,G1:G2)</f><v>7</v></c>)"
       R"(<c r="C1"><f>INDIRECT("H"&amp;1)</f><v>7</v></c><c r="D1"><f>_xlfn.XLOOKUP(C1,F1:F2,G1:G2)</f><v>7</v></c></row>)"},
      {"T", R"(<row r="1"><c r="A1"><f>S!A1*2</f><v>2</v></c></row>)"}};
  Edited({{0, {{1, 1}, {1, 1}}}});
  Plan(sheets, /*stale_values=*/true);
  EXPECT_THAT(Kept(), ElementsAre("B1: XLOOKUP", "D1: XLOOKUP",
                                  "C1: may depend on S!B1 (XLOOKUP) through INDIRECT"));
  Edited({});
  Plan(sheets, /*stale_values=*/true);
  EXPECT_THAT(Kept(), ElementsAre("B1: XLOOKUP", "D1: XLOOKUP"));
  EXPECT_FALSE(plan_.keeps_stale_values);
}

TEST_F(KeptDependentsTest, AnEditedFormulaHasNoGoodValue) {
  Edited({{0, {{1, 2}, {1, 2}}}});
  Plan({{"S", kLookup}}, /*stale_values=*/true);
  EXPECT_TRUE(plan_.keeps_stale_values);
  EXPECT_THAT(Calculated(), ElementsAre("E1"));
}

TEST_F(KeptDependentsTest, AFileThatWantsToBeCalculatedHasOldValues) {
  Plan({{"S", kLookup}}, /*stale_values=*/false, {}, "<calcPr fullCalcOnLoad=\"1\"/>");
  EXPECT_THAT(Calculated(), ElementsAre("E1"));
  EXPECT_TRUE(plan_.keeps_stale_values);
}

TEST_F(KeptDependentsTest, WhatReadsNoCellsIsNeverOld) {
  Plan(
      {{"S",
        R"(<row r="1"><c r="A1"><f>_xlfn.SEQUENCE(1)</f><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c></row>)"}},
      /*stale_values=*/true);
  EXPECT_THAT(Kept(), ElementsAre("A1: SEQUENCE"));
  EXPECT_THAT(Calculated(), ElementsAre("B1"));
  EXPECT_FALSE(plan_.keeps_stale_values);
}

TEST_F(KeptDependentsTest, WhatReadsOtherWorkbooksOnlyIsNeverOld) {
  const std::vector<KeptFormula> external = {{0, {1, 1}, "refers to another workbook"}};
  const std::string rows =
      R"(<row r="1"><c r="A1"><f>[1]S!A1</f><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c></row>)";
  Plan({{"S", rows}}, /*stale_values=*/true, external);
  EXPECT_THAT(Kept(), ElementsAre("A1: refers to another workbook"));
  EXPECT_TRUE(plan_.lacked_results);
}

TEST_F(KeptDependentsTest, AMissingValueIsNotCalculatedWith) {
  Plan(
      {{"S",
        R"(<row r="1"><c r="A1"><f>_xlfn.SEQUENCE(1)</f></c><c r="B1"><f>A1+1</f><v>2</v></c></row>)"}},
      /*stale_values=*/false);
  EXPECT_THAT(Kept(), ElementsAre("A1: SEQUENCE", "B1: depends on S!A1 (SEQUENCE)"));
  EXPECT_FALSE(plan_.keeps_stale_values);
}

TEST_F(KeptDependentsTest, SpilledCellsAndTheirReadersBelongToTheFormula) {
  Plan(
      {{"S",
        R"(<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A2">_xlfn.SEQUENCE(C1)</f><v>1</v></c>)"
        R"(<c r="B1"><f>A2</f><v>2</v></c><c r="C1"><v>2</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>)"}},
      /*stale_values=*/true);
  EXPECT_THAT(Kept(), UnorderedElementsAre("A1: SEQUENCE",
                                           "A2: part of an array formula that keeps its values",
                                           "B1: depends on S!A1 (SEQUENCE)"));
  EXPECT_THAT(Calculated(), IsEmpty());
}

TEST_F(KeptDependentsTest, AnArrayTheEngineGetsAsItIsIsNotCalculatedWith) {
  Plan(
      {{"S",
        R"(<row r="1"><c r="A1"><f t="array" ref="A1:A2">MYMACRO()</f><v>1</v></c><c r="B1"><f>A2</f><v>2</v></c>)"
        R"(</row><row r="2"><c r="A2"><v>2</v></c></row>)"}},
      /*stale_values=*/false);
  EXPECT_THAT(Kept(), Contains("B1: depends on S!A2 (part of an array formula that keeps its "
                               "values)"));
  EXPECT_THAT(Calculated(), IsEmpty());
}

TEST_F(KeptDependentsTest, AComputedAddressMayBeThatOfAnOldValue) {
  const std::string rows =
      R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>_xlfn.XLOOKUP(A1,F1:F2,G1:G2)</f><v>7</v></c>)"
      R"(<c r="C1"><f>INDIRECT("B"&amp;A1)</f><v>7</v></c><c r="D1"><f>C1+1</f><v>8</v></c><c r="E1"><f>A1+1</f><v>2</v></c></row>)";
  Plan({{"S", rows}}, /*stale_values=*/true);
  EXPECT_THAT(Kept(),
              ElementsAre("B1: XLOOKUP", "C1: may depend on S!B1 (XLOOKUP) through INDIRECT",
                          "D1: depends on S!C1 (INDIRECT)"));
  EXPECT_THAT(Calculated(), ElementsAre("E1"));
  Plan({{"S", rows}}, /*stale_values=*/false);
  EXPECT_THAT(Calculated(), ElementsAre("C1:E1"));
}

TEST_F(KeptDependentsTest, ACircleKeepsWhatDependsOnIt) {
  const std::vector<KeptFormula> circle = {{0, {1, 1}, "circular reference"},
                                           {0, {1, 2}, "circular reference"}};
  const std::string rows =
      R"(<row r="1"><c r="A1"><f>B1</f><v>5</v></c><c r="B1"><f>A1</f><v>5</v></c><c r="C1"><f>A1</f><v>5</v></c></row>)";
  Plan({{"S", rows}}, /*stale_values=*/false, circle);
  EXPECT_THAT(Calculated(), ElementsAre("C1"));
  Plan({{"S", rows}}, /*stale_values=*/true, circle);
  EXPECT_THAT(Kept(), ElementsAre("A1: circular reference", "B1: circular reference",
                                  "C1: depends on S!A1 (circular reference)"));
}

}  // namespace
}  // namespace sheetgate::recalc
