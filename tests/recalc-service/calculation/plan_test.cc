#include "recalc-service/calculation/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "spreadsheet/xlsx/xlsx.h"
#include "tests/recalc-service/testing/fake_engine.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;
using tests::MakeXlsx;

class PlanCalculationTest : public testing::Test {
 protected:
  absl::StatusOr<CalculationPlan> Plan(const std::vector<tests::SheetXml>& sheets,
                                       const platform::CancellationToken& token = {}) {
    auto workbook =
        spreadsheet::OpenXlsx(std::make_shared<const std::string>(MakeXlsx(sheets)), {}, {});
    if (!workbook.ok()) return workbook.status();
    return PlanCalculation(*std::move(workbook), engine_, token);
  }

  static std::vector<std::string> Ranges(const CalculationPlan& plan) {
    std::vector<std::string> ranges;
    for (const EngineRange& range : RangesForEngine(plan)) {
      ranges.push_back(range.sheet + "!" + FormatRange(range.range));
    }
    return ranges;
  }

  tests::FakeEngine engine_;
};

TEST_F(PlanCalculationTest, ReadsFormulasAndSomeConstants) {
  ASSERT_OK_AND_ASSIGN(
      const CalculationPlan plan,
      Plan({{"One", R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>)"
                    R"(<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f>A2*2</f><v>4</v></c></row>)"
                    R"(<row r="3"><c r="A3"><v>3</v></c><c r="C3" s="0"/></row>)"},
            {"Empty", ""},
            {"Two", R"(<row r="9"><c r="C9"><f>One!A1</f></c><c r="D9"><v>8</v></c></row>)"}}));
  EXPECT_THAT(Ranges(plan),
              ElementsAre("One!B1:B2", "Two!C9", "One!A1", "One!A2", "One!A3", "Two!D9"));
  EXPECT_THAT(plan.kept, IsEmpty());
}

TEST_F(PlanCalculationTest, UnsupportedFunctionsBecomeTheirValuesForTheEngine) {
  engine_.unsupported = {"XLOOKUP"};
  ASSERT_OK_AND_ASSIGN(
      const CalculationPlan plan,
      Plan(
          {{"S",
            R"(<row r="1"><c r="A1"><f>_xlfn.XLOOKUP(1,D2:D3,E2:E3)</f><v>7</v></c>)"
            R"(<c r="B1"><f>A1+1</f><v>8</v></c><c r="C1"><f>_xlfn.XLOOKUP(1,D1,D1)</f></c></row>)"}}));
  ASSERT_EQ(plan.kept.size(), 2u);
  EXPECT_EQ(plan.kept[0].reason, "XLOOKUP");
  EXPECT_EQ(FormatCell(plan.kept[0].cell), "A1");
  EXPECT_THAT(Ranges(plan), ElementsAre("S!B1"));

  ASSERT_OK_AND_ASSIGN(const auto sheet, plan.for_engine->LoadSheet(0, {}));
  const auto constant = sheet->Find({1, 1});
  ASSERT_TRUE(constant.has_value());
  EXPECT_FALSE(constant->has_formula());
  EXPECT_EQ(constant->number, 7);
  // Never calculated: what depends on it must show that.
  const auto unknown = sheet->Find({1, 3});
  ASSERT_TRUE(unknown.has_value());
  EXPECT_FALSE(unknown->has_formula());
  EXPECT_EQ(unknown->error, spreadsheet::CellError::kNa);
  EXPECT_EQ(sheet->Formula({1, 2}), "A1+1");
}

TEST_F(PlanCalculationTest, SpilledResultsOfAnUnsupportedFunctionStay) {
  engine_.unsupported = {"SEQUENCE"};
  ASSERT_OK_AND_ASSIGN(
      const CalculationPlan plan,
      Plan(
          {{"S",
            R"(<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B2">_xlfn.SEQUENCE(2,2)</f><v>1</v></c>)"
            R"(<c r="B1"><v>2</v></c><c r="C1"><f t="array" ref="C1:C2">A1:A2*2</f><v>2</v></c></row>)"
            R"(<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c><c r="C2"><v>6</v></c></row>)"}}));
  EXPECT_EQ(plan.kept.size(), 4u);
  // The other array is calculated as ever.
  EXPECT_THAT(Ranges(plan), testing::Contains("S!C1:C2"));
  for (const PlannedRange& range : plan.ranges) EXPECT_FALSE(range.range.Contains({2, 2}));
  ASSERT_OK_AND_ASSIGN(const auto sheet, plan.for_engine->LoadSheet(0, {}));
  for (const auto& [cell, value] : {std::pair<spreadsheet::CellRef, double>{{1, 1}, 1},
                                    {{1, 2}, 2},
                                    {{2, 1}, 3},
                                    {{2, 2}, 4}}) {
    const auto constant = sheet->Find(cell);
    ASSERT_TRUE(constant.has_value()) << FormatCell(cell);
    EXPECT_FALSE(constant->has_formula()) << FormatCell(cell);
    EXPECT_EQ(constant->number, value) << FormatCell(cell);
  }
  EXPECT_TRUE(sheet->Find({2, 3})->has_formula());
}

TEST_F(PlanCalculationTest, OldArrayFormulasOfUnsupportedFunctionsKeepAllTheirCells) {
  engine_.unsupported = {"MYMACRO"};
  ASSERT_OK_AND_ASSIGN(
      const CalculationPlan plan,
      Plan(
          {{"S",
            R"(<row r="1"><c r="A1"><f t="array" ref="A1:A2">MYMACRO()</f><v>1</v></c><c r="B1"><f>A2</f><v>2</v></c>)"
            R"(</row><row r="2"><c r="A2"><v>2</v></c></row>)"}}));
  // B1 too: the engine has the array as it is, and calculates B1 from what it makes of it.
  EXPECT_EQ(plan.kept.size(), 3u);
  EXPECT_THAT(Ranges(plan), IsEmpty());
}

TEST_F(PlanCalculationTest, WithoutReplacementsTheEngineGetsTheSameWorkbook) {
  ASSERT_OK_AND_ASSIGN(const CalculationPlan plan,
                       Plan({{"S", R"(<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>)"}}));
  EXPECT_EQ(plan.for_engine, plan.workbook);
}

TEST_F(PlanCalculationTest, ProbesAreFewAndIncludeTheLastConstant) {
  std::string rows;
  for (int row = 1; row <= 1000; ++row) {
    const std::string r = std::to_string(row);
    rows += "<row r=\"" + r + "\"><c r=\"A" + r + "\"><v>" + r + "</v></c></row>";
  }
  ASSERT_OK_AND_ASSIGN(const CalculationPlan plan, Plan({{"S", rows}}));
  EXPECT_LE(plan.probes.size(), 17u);
  EXPECT_GE(plan.probes.size(), 8u);
  EXPECT_EQ(plan.probes.front().cell, (spreadsheet::CellRef{1, 1}));
  EXPECT_EQ(plan.probes.back().cell, (spreadsheet::CellRef{1000, 1}));
}

TEST_F(PlanCalculationTest, KeepsWhatItIsTold) {
  const std::string bytes = MakeXlsx(
      {{"S",
        R"(<row r="1"><c r="A1"><f>B1</f><v>5</v></c><c r="B1"><f>A1</f><v>6</v></c></row>)"}});
  ASSERT_OK_AND_ASSIGN(const auto workbook,
                       spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {}));
  const std::vector<KeptFormula> kept = {{0, {1, 2}, "circular reference"}};
  ASSERT_OK_AND_ASSIGN(const CalculationPlan plan,
                       PlanCalculation(workbook, engine_, {}, {.also_kept = kept}));
  EXPECT_THAT(Ranges(plan), ElementsAre("S!A1"));
  ASSERT_EQ(plan.kept.size(), 1u);
  EXPECT_EQ(plan.kept[0].reason, "circular reference");
  ASSERT_OK_AND_ASSIGN(const auto sheet, plan.for_engine->LoadSheet(0, {}));
  EXPECT_FALSE(sheet->Find({1, 2})->has_formula());
  EXPECT_EQ(sheet->Find({1, 2})->number, 6);
}

TEST_F(PlanCalculationTest, DataTablesKeepTheirValues) {
  ASSERT_OK_AND_ASSIGN(
      const CalculationPlan plan,
      Plan(
          {{"S",
            R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="dataTable" ref="B1:B2" dt2D="0" dtr="0" r1="A1"/>)"
            R"(<v>3</v></c></row><row r="2"><c r="B2"><v>4</v></c></row>)"}}));
  ASSERT_FALSE(plan.kept.empty());
  EXPECT_EQ(plan.kept[0].reason, "data table");
  EXPECT_EQ(FormatCell(plan.kept[0].cell), "B1");
  for (const PlannedRange& range : plan.ranges) EXPECT_FALSE(range.range.Contains({1, 2}));
}

TEST_F(PlanCalculationTest, RefusesASheetThatIsCutOff) {
  EXPECT_THAT(Plan({{"S", R"(<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>)", 150}}),
              HasReason(platform::ErrorReason::kFileCorrupt));
}

TEST_F(PlanCalculationTest, StopsWhenCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_EQ(Plan({{"S", R"(<row r="1"><c r="A1"><f>1+1</f></c></row>)"}}, source.token())
                .status()
                .message(),
            "enough");
}

}  // namespace
}  // namespace sheetgate::recalc
