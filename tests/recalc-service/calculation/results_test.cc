#include "recalc-service/calculation/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>

#include "spreadsheet/xlsx/xlsx.h"
#include "tests/recalc-service/testing/fake_engine.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellError;
using spreadsheet::CellType;
using spreadsheet::CellView;
using tests::HasReason;

CellView Number(double number) {
  CellView view;
  view.type = CellType::kNumber;
  view.number = number;
  return view;
}

CellView Boolean(bool value) {
  CellView view;
  view.type = CellType::kBoolean;
  view.boolean = value;
  return view;
}

CellView Text(std::string_view text) {
  CellView view;
  view.type = CellType::kText;
  view.text = text;
  return view;
}

CellView ErrorValue(CellError error) {
  CellView view;
  view.type = CellType::kError;
  view.error = error;
  return view;
}

using Kind = Verdict::Kind;

TEST(SameNumberTest, ComparesFifteenDigits) {
  EXPECT_TRUE(SameNumber(0.1 + 0.2, 0.3));
  EXPECT_TRUE(SameNumber(1234567890.12345, std::nextafter(1234567890.12345, 2e9)));
  EXPECT_TRUE(SameNumber(0, -0.0));
  EXPECT_FALSE(SameNumber(1.00000000000001, 1.00000000000002));
  EXPECT_FALSE(SameNumber(0, 1e-300));
  EXPECT_FALSE(SameNumber(1, -1));
}

TEST(JudgeTest, UnchangedValuesAreTheSame) {
  EXPECT_EQ(Judge(Number(2), 2.0).kind, Kind::kSame);
  EXPECT_EQ(Judge(Text("x"), std::string("x")).kind, Kind::kSame);
  EXPECT_EQ(Judge(Boolean(true), true).kind, Kind::kSame);
  EXPECT_EQ(Judge(ErrorValue(CellError::kDiv0), CellError::kDiv0).kind, Kind::kSame);
  EXPECT_EQ(Judge(CellView{}, std::string()).kind, Kind::kSame);
}

TEST(JudgeTest, OtherValuesAreChanges) {
  EXPECT_EQ(std::get<double>(Judge(Number(2), 3.0).value), 3);
  EXPECT_EQ(Judge(Number(2), 3.0).kind, Kind::kChanged);
  EXPECT_EQ(Judge(Number(2), std::string("2")).kind, Kind::kChanged);
  EXPECT_EQ(Judge(Text("x"), std::string()).kind, Kind::kChanged);
  EXPECT_EQ(Judge(Number(2), CellError::kNa).kind, Kind::kChanged);
  EXPECT_EQ(Judge(ErrorValue(CellError::kNa), CellError::kDiv0).kind, Kind::kChanged);
}

TEST(JudgeTest, WhatTheFormulaYieldedTellsTruthValuesFromNumbers) {
  EXPECT_EQ(Judge(Boolean(true), 1.0).kind, Kind::kSame);
  EXPECT_EQ(std::get<bool>(Judge(Boolean(true), 0.0).value), false);
  EXPECT_EQ(Judge(Number(1), true).kind, Kind::kSame);
  EXPECT_EQ(std::get<double>(Judge(Number(1), false).value), 0);
  EXPECT_EQ(std::get<double>(Judge(Boolean(true), 5.0).value), 5);
  EXPECT_EQ(std::get<bool>(Judge(CellView{}, true).value), true);
  EXPECT_EQ(std::get<double>(Judge(CellView{}, 1.0).value), 1);
}

TEST(JudgeTest, AnUnknownNameDoesNotReplaceAGoodValue) {
  EXPECT_EQ(Judge(Number(7), CellError::kName).kind, Kind::kKept);
  EXPECT_EQ(Judge(ErrorValue(CellError::kName), CellError::kName).kind, Kind::kSame);
  // A formula without a value has nothing to lose.
  EXPECT_EQ(Judge(CellView{}, CellError::kName).kind, Kind::kChanged);
}

TEST(JudgeTest, AnUncertainErrorLeavesAStoredErrorAlone) {
  const UncertainError uncertain{CellError::kNum};
  const Verdict same = Judge(ErrorValue(CellError::kRef), uncertain);
  EXPECT_EQ(same.kind, Kind::kSame);
  EXPECT_EQ(std::get<CellError>(same.value), CellError::kRef);
  const Verdict changed = Judge(Number(3), uncertain);
  EXPECT_EQ(changed.kind, Kind::kChanged);
  EXPECT_EQ(std::get<CellError>(changed.value), CellError::kNum);
}

TEST(JudgeTest, AValueErrorDoesNotReplaceANumberError) {
  const Verdict same = Judge(ErrorValue(CellError::kNum), CellError::kValue);
  EXPECT_EQ(same.kind, Kind::kSame);
  EXPECT_EQ(std::get<CellError>(same.value), CellError::kNum);
  EXPECT_EQ(Judge(ErrorValue(CellError::kValue), CellError::kNum).kind, Kind::kChanged);
  EXPECT_EQ(Judge(ErrorValue(CellError::kRef), CellError::kValue).kind, Kind::kChanged);
}

TEST(JudgeTest, StoresNoNumbersThatExcelDoesNotHave) {
  const Verdict zero = Judge(Number(1), -0.0);
  EXPECT_FALSE(std::signbit(std::get<double>(zero.value)));
  EXPECT_EQ(std::get<double>(Judge(Number(1), 4.9e-324).value), 0);
}

TEST(JudgeTest, WhatTheEngineCannotCalculateKeepsItsValue) {
  const Verdict verdict = Judge(Number(7), Uncalculated{"circular reference"});
  EXPECT_EQ(verdict.kind, Kind::kKept);
  EXPECT_EQ(verdict.reason, "circular reference");
}

class CompareResultsTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string bytes = tests::MakeXlsx(
        {{"S",
          R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>5</v></c><c r="C1"><f>1/0</f><v>6</v></c></row>)"
          R"(<row r="2"><c r="B2"><f>A1+1</f><v>2</v></c></row>)"}});
    ASSERT_OK_AND_ASSIGN(const auto workbook,
                         spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {}));
    ASSERT_OK_AND_ASSIGN(plan_, PlanCalculation(workbook, engine_, {}));
    // B1:C1, B2, then the probe A1.
    result_.sheets = {"S"};
    result_.values = {1.0, CellError::kDiv0, 2.0, 1.0};
  }

  tests::FakeEngine engine_;
  CalculationPlan plan_;
  EngineResult result_;
};

TEST_F(CompareResultsTest, FindsChangesAndErrors) {
  ASSERT_OK_AND_ASSIGN(const CalculationResults results, CompareResults(plan_, result_, {}));
  EXPECT_EQ(results.calculated, 3);
  ASSERT_EQ(results.changed.size(), 2u);
  EXPECT_EQ(FormatCell(results.changed[0].cell), "B1");
  EXPECT_EQ(FormatCell(results.changed[1].cell), "C1");
  ASSERT_EQ(results.errors.size(), 1u);
  EXPECT_EQ(FormatCell(results.errors[0].cell), "C1");
  EXPECT_EQ(results.errors[0].error, CellError::kDiv0);
}

TEST_F(CompareResultsTest, TellsNewErrorsFromOldAndResolvedOnes) {
  const std::string bytes = tests::MakeXlsx(
      {{"S",
        R"(<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1" t="e"><f>1+0</f><v>#REF!</v></c>)"
        R"(<c r="C1"><f>NA()</f><v>1</v></c><c r="D1"><f>NA()</f></c><c r="E1" t="e"><f>NA()</f><v>#REF!</v></c></row>)"}});
  ASSERT_OK_AND_ASSIGN(const auto workbook,
                       spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {}));
  ASSERT_OK_AND_ASSIGN(const CalculationPlan plan, PlanCalculation(workbook, engine_, {}));
  EngineResult result;
  result.sheets = {"S"};
  result.values = {CellError::kDiv0, 1.0, CellError::kNa, CellError::kNa, CellError::kNa};
  ASSERT_OK_AND_ASSIGN(const CalculationResults results, CompareResults(plan, result, {}));
  EXPECT_EQ(results.errors.size(), 4u);
  ASSERT_EQ(results.new_errors.size(), 2u);
  EXPECT_EQ(FormatCell(results.new_errors[0].cell), "C1");
  EXPECT_EQ(results.new_errors[0].error, CellError::kNa);
  EXPECT_EQ(FormatCell(results.new_errors[1].cell), "D1");
  ASSERT_EQ(results.resolved_errors.size(), 1u);
  EXPECT_EQ(FormatCell(results.resolved_errors[0].cell), "B1");
  EXPECT_EQ(results.resolved_errors[0].error, CellError::kRef);
}

TEST_F(CompareResultsTest, RefusesAWorkbookThatArrivedInPart) {
  result_.values[3] = 2.0;
  EXPECT_THAT(CompareResults(plan_, result_, {}),
              HasReason(platform::ErrorReason::kEnginePartialLoad));
  result_.values[3] = 1.0;
  result_.sheets.clear();
  EXPECT_THAT(CompareResults(plan_, result_, {}),
              HasReason(platform::ErrorReason::kEnginePartialLoad));
}

TEST_F(CompareResultsTest, KeepsValuesFromOtherWorkbooksThatTheEngineCannotSee) {
  const std::string bytes = tests::MakeXlsx(
      {{"S",
        R"(<row r="1"><c r="A1"><f>[1]Other!A1+1</f><v>778</v></c><c r="B1"><f>[1]Other!A2</f><v>5</v></c></row>)"}});
  ASSERT_OK_AND_ASSIGN(const auto workbook,
                       spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {}));
  ASSERT_OK_AND_ASSIGN(const CalculationPlan plan, PlanCalculation(workbook, engine_, {}));
  EngineResult result;
  result.sheets = {"S"};
  result.values = {CellError::kRef, 6.0};
  ASSERT_OK_AND_ASSIGN(const CalculationResults results, CompareResults(plan, result, {}));
  ASSERT_EQ(results.kept.size(), 1u);
  EXPECT_EQ(results.uncalculated.size(), 1u);
  EXPECT_EQ(results.kept[0].reason, "refers to another workbook");
  ASSERT_EQ(results.changed.size(), 1u);
  EXPECT_EQ(FormatCell(results.changed[0].cell), "B1");
}

TEST_F(CompareResultsTest, AFormulaWithADeletedReferenceStaysBroken) {
  const std::string bytes = tests::MakeXlsx(
      {{"S",
        R"(<row r="1"><c r="A1" t="e"><f>VLOOKUP(1,#REF!,1,0)</f><v>#REF!</v></c><c r="B1"><f>VLOOKUP(1,#REF!,1,0)</f><v>5</v></c>)"
        R"(<c r="C1" t="e"><f>VLOOKUP(1,D1,1,0)</f><v>#REF!</v></c></row>)"}});
  ASSERT_OK_AND_ASSIGN(const auto workbook,
                       spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {}));
  ASSERT_OK_AND_ASSIGN(const CalculationPlan plan, PlanCalculation(workbook, engine_, {}));
  EngineResult result;
  result.sheets = {"S"};
  result.values = {Uncalculated{"no"}, Uncalculated{"no"}, Uncalculated{"no"}};
  ASSERT_OK_AND_ASSIGN(const CalculationResults results, CompareResults(plan, result, {}));
  EXPECT_EQ(results.calculated, 1);
  EXPECT_EQ(results.errors.size(), 1u);
  ASSERT_EQ(results.kept.size(), 2u);
  EXPECT_EQ(FormatCell(results.kept[0].cell), "B1");
  EXPECT_EQ(FormatCell(results.kept[1].cell), "C1");
}

TEST_F(CompareResultsTest, RefusesTooFewValues) {
  result_.values.pop_back();
  EXPECT_THAT(CompareResults(plan_, result_, {}), HasReason(platform::ErrorReason::kInternal));
}

}  // namespace
}  // namespace sheetgate::recalc
