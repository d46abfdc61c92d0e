#include "recalc-service/rpc/evaluate_formula.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/recalc-service/testing/what_if_fixture.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::StatusIs;
using v1::EvaluateFormulaResult;

class EvaluateFormulaTest : public tests::WhatIfFixture {
 protected:
  EvaluateFormulaTest() {
    request_.set_workbook_id("wb-1");
    request_.set_sheet_name("M");
    request_.set_formula("=SUM(A1:A2)");
    // The first cell below and beside the used ones.
    engine_.results[{"M", {3, 3}}] = 42.0;
  }
  absl::StatusOr<EvaluateFormulaResult> Result() {
    return ResultOf(EvaluateFormula(request_, context_, Dependencies()));
  }

  v1::EvaluateFormulaRequest request_;
};

TEST_F(EvaluateFormulaTest, IsSetInACellNobodyUses) {
  v1::AssumedCell* input = request_.add_inputs();
  input->set_target("A1");
  input->mutable_value()->set_number(5);
  ASSERT_OK_AND_ASSIGN(const EvaluateFormulaResult result, Result());
  EXPECT_EQ(result.value().number(), 42);
  EXPECT_EQ(result.revision(), "rev-1");
  const EngineQuestion asked = engine_.asked();
  ASSERT_EQ(asked.scenarios.size(), 1u);
  ASSERT_EQ(asked.scenarios[0].size(), 2u);
  EXPECT_EQ(asked.scenarios[0][0].cell, (spreadsheet::CellRef{1, 1}));
  EXPECT_EQ(std::get<EngineFormula>(asked.scenarios[0][1].content).text, "SUM(A1:A2)");
  EXPECT_EQ(asked.scenarios[0][1].cell, (spreadsheet::CellRef{3, 3}));
  EXPECT_EQ(engine_.jobs(), 1);
}

TEST_F(EvaluateFormulaTest, NeedsWhatItReadsToBeCalculated) {
  UseLookup();
  request_.set_formula("B2*2");
  engine_.results[{"M", {4, 3}}] = 42.0;
  EXPECT_THAT(Result(), tests::IsOk());
  v1::AssumedCell* input = request_.add_inputs();
  input->set_target("A3");
  input->mutable_value()->set_number(5);
  EXPECT_THAT(Result(), tests::IsOk());
  input->set_target("Rate");
  EXPECT_THAT(Result(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("depends on M!B1 (XLOOKUP)")));
  request_.set_formula("B3*2");
  EXPECT_THAT(Result(), tests::IsOk());
}

TEST_F(EvaluateFormulaTest, WhatCannotBeSetIsLoadedWithTheWorkbook) {
  request_.set_formula("SUM(A1)+NOTSETTABLE");
  ASSERT_OK_AND_ASSIGN(const EvaluateFormulaResult result, Result());
  EXPECT_EQ(result.value().number(), 42);
  EXPECT_EQ(engine_.jobs(), 2);
  ASSERT_OK_AND_ASSIGN(const auto workbook,
                       spreadsheet::OpenXlsx(engine_.opened().package, {}, {}));
  ASSERT_OK_AND_ASSIGN(const auto sheet, workbook->LoadSheet(0, {}));
  EXPECT_EQ(sheet->Formula({3, 3}), "SUM(A1)+NOTSETTABLE");
  // The workbook's own document stays, the other one does not.
  EXPECT_EQ(engine_.closed(), 1);
}

TEST_F(EvaluateFormulaTest, RefusesWhatIsNoneOrCannotBeCalculated) {
  request_.set_formula("=SUM(A1");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidFormula));
  engine_.unsupported = {"XLOOKUP"};
  request_.set_formula("=XLOOKUP(1,A1:A2,B1:B2)");
  EXPECT_THAT(Result(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot calculate XLOOKUP")));
  request_.set_formula("=A1");
  request_.set_sheet_name("Nobody");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_EQ(engine_.questions(), 0);
}

}  // namespace
}  // namespace sheetgate::recalc
