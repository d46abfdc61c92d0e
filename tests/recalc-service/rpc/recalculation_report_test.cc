#include "recalc-service/rpc/recalculation_report.h"

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

using spreadsheet::CellError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::RecalculateResult;

class RecalculationReportTest : public testing::Test {
 protected:
  // A plan of one sheet and whatever `results` says.
  absl::StatusOr<RecalculateResult> Report(const std::string& rows,
                                           const CalculationResults& results = {},
                                           const std::string& behind = "",
                                           const PlanOptions& options = {}) {
    const std::string bytes = tests::MakeXlsx({{"My sheet", rows}}, "", "", behind);
    auto workbook = spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {});
    if (!workbook.ok()) return workbook.status();
    auto plan = PlanCalculation(*std::move(workbook), engine_, {}, options);
    if (!plan.ok()) return plan.status();
    return ReportRecalculation(*plan, results, {});
  }

  template <typename List>
  static std::vector<std::string> Texts(const List& errors) {
    std::vector<std::string> texts;
    for (const v1::FormulaError& error : errors) {
      texts.push_back(error.sheet_name() + "!" + error.address() + " " + error.error());
    }
    return texts;
  }

  tests::FakeEngine engine_;
};

TEST_F(RecalculationReportTest, CountsAndListsErrors) {
  CalculationResults results;
  results.calculated = 5;
  results.errors = {{0, {1, 1}, CellError::kNa}, {0, {2, 1}, CellError::kDiv0}};
  results.new_errors = {{0, {2, 1}, CellError::kDiv0}};
  results.resolved_errors = {{0, {3, 1}, CellError::kRef}};
  ASSERT_OK_AND_ASSIGN(const RecalculateResult report, Report("", results));
  EXPECT_EQ(report.formulas_calculated(), 5);
  EXPECT_EQ(report.error_count(), 2);
  EXPECT_THAT(Texts(report.errors()), ElementsAre("My sheet!A1 #N/A", "My sheet!A2 #DIV/0!"));
  EXPECT_EQ(report.new_error_count(), 1);
  EXPECT_THAT(Texts(report.new_errors()), ElementsAre("My sheet!A2 #DIV/0!"));
  EXPECT_EQ(report.resolved_error_count(), 1);
  EXPECT_THAT(Texts(report.resolved_errors()), ElementsAre("My sheet!A3 #REF!"));
}

TEST_F(RecalculationReportTest, ListsEndCountsDoNot) {
  CalculationResults results;
  for (int row = 1; row <= 60; ++row) {
    results.errors.push_back({0, {row, 1}, CellError::kNa});
    results.kept.push_back({0, {row, 2}, "XLOOKUP"});
  }
  ASSERT_OK_AND_ASSIGN(const RecalculateResult report, Report("", results));
  EXPECT_EQ(report.error_count(), 60);
  EXPECT_EQ(report.errors_size(), 50);
  EXPECT_EQ(report.not_recalculated_count(), 60);
  ASSERT_EQ(report.not_recalculated_size(), 50);
  EXPECT_EQ(report.not_recalculated(49).address(), "B50");
}

TEST_F(RecalculationReportTest, NamesTheFunctionsTheEngineLacks) {
  engine_.unsupported = {"LET", "XLOOKUP"};
  ASSERT_OK_AND_ASSIGN(
      const RecalculateResult report,
      Report(
          R"(<row r="1"><c r="A1"><f>_xlfn.LET(_xlpm.x,1,_xlfn.XLOOKUP(_xlpm.x,D1,E1))</f><v>1</v></c>)"
          R"(<c r="B1"><f>_xlfn.XLOOKUP(1,D1,E1)</f><v>1</v></c></row>)"));
  ASSERT_EQ(report.unsupported_functions_size(), 2);
  EXPECT_EQ(report.unsupported_functions(0).name(), "XLOOKUP");
  EXPECT_EQ(report.unsupported_functions(0).formulas(), 2);
  EXPECT_EQ(report.unsupported_functions(1).name(), "LET");
  EXPECT_EQ(report.unsupported_functions(1).formulas(), 1);
}

TEST_F(RecalculationReportTest, FindsVolatileCells) {
  ASSERT_OK_AND_ASSIGN(
      const RecalculateResult report,
      Report(
          R"(<row r="1"><c r="A1"><f>TODAY()</f><v>1</v></c><c r="B1"><f>A1+1</f><v>1</v></c></row>)"
          R"(<row r="2"><c r="A2"><f>OFFSET(B2,0,0)+NOW()</f><v>1</v></c><c r="B2"><f>Later</f><v>1</v></c></row>)"
          R"(<row r="3"><c r="A3"><f>OFFSET(B3,0,0)+NOW()</f><v>1</v></c></row>)",
          {}, "<definedNames><definedName name=\"Later\">NOW()+1</definedName></definedNames>"));
  EXPECT_EQ(report.volatile_count(), 4);
  EXPECT_THAT(report.volatile_cells(),
              ElementsAre("'My sheet'!A1", "'My sheet'!A2:A3", "'My sheet'!B2"));
}

constexpr char kCircle[] =
    R"(<row r="1"><c r="A1"><f>B1</f><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c><c r="C1"><f>A1</f><v>1</v></c></row>)";

TEST_F(RecalculationReportTest, ShowsTheCirclesTheEngineFound) {
  const std::vector<KeptFormula> kept = {{0, {1, 1}, "circular reference"}};
  ASSERT_OK_AND_ASSIGN(RecalculateResult report, Report(kCircle, {}, "", {.also_kept = kept}));
  EXPECT_EQ(report.circular_count(), 2);
  EXPECT_THAT(report.circular_references(), ElementsAre("'My sheet'!A1, 'My sheet'!B1"));
  // Nobody complained.
  ASSERT_OK_AND_ASSIGN(report, Report(kCircle));
  EXPECT_THAT(report.circular_references(), IsEmpty());
}

TEST_F(RecalculationReportTest, ShowsTheCirclesThatAreIterated) {
  ASSERT_OK_AND_ASSIGN(const RecalculateResult report,
                       Report(kCircle, {}, "<calcPr iterate=\"1\"/>"));
  EXPECT_EQ(report.circular_count(), 2);
}

TEST_F(RecalculationReportTest, ALongCircleIsCutShort) {
  std::string rows = R"(<row r="1"><c r="A1"><f>A30</f><v>1</v></c></row>)";
  for (int row = 2; row <= 30; ++row) {
    const std::string r = std::to_string(row);
    rows += "<row r=\"" + r + "\"><c r=\"A" + r + "\"><f>A" + std::to_string(row - 1) +
            "</f><v>1</v></c></row>";
  }
  ASSERT_OK_AND_ASSIGN(const RecalculateResult report, Report(rows, {}, "<calcPr iterate=\"1\"/>"));
  EXPECT_EQ(report.circular_count(), 30);
  ASSERT_EQ(report.circular_references_size(), 1);
  EXPECT_THAT(report.circular_references(0), testing::EndsWith(" and 10 more"));
}

}  // namespace
}  // namespace sheetgate::recalc
