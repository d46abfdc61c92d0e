#include "recalc-service/rpc/goal_seek.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/recalc-service/testing/what_if_fixture.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::StatusIs;
using v1::GoalSeekResult;

class GoalSeekTest : public tests::WhatIfFixture {
 protected:
  GoalSeekTest() {
    request_.set_workbook_id("wb-1");
    request_.set_formula("M!B1");
    request_.set_goal(123);
    request_.set_input("Rate");
  }
  absl::StatusOr<GoalSeekResult> Result() {
    return ResultOf(GoalSeek(request_, context_, Dependencies()));
  }

  v1::GoalSeekRequest request_;
};

TEST_F(GoalSeekTest, FindsTheInput) {
  ASSERT_OK_AND_ASSIGN(const GoalSeekResult result, Result());
  EXPECT_TRUE(result.found());
  EXPECT_NEAR(result.input_value(), 12.3, 1e-5);
  EXPECT_NEAR(result.formula_value(), 123, 1e-4);
  EXPECT_EQ(result.present_input(), 2);
  EXPECT_EQ(result.present_value(), 20);
  EXPECT_GT(result.evaluations(), 1);
  EXPECT_EQ(result.explanation(), "");
  EXPECT_EQ(service_.commits(), 0);
  EXPECT_EQ(engine_.jobs(), 1);
}

TEST_F(GoalSeekTest, SaysWhyThereIsNone) {
  request_.set_maximum(5);
  ASSERT_OK_AND_ASSIGN(const GoalSeekResult result, Result());
  EXPECT_FALSE(result.found());
  EXPECT_EQ(result.input_value(), 5);
  EXPECT_EQ(result.formula_value(), 50);
  EXPECT_THAT(result.explanation(), HasSubstr("lies between"));
}

TEST_F(GoalSeekTest, RefusesWhatTheEngineCannotCalculate) {
  UseLookup();
  request_.set_formula("B2");
  request_.set_sheet_name("M");
  EXPECT_THAT(Result(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("depends on M!B1 (XLOOKUP)")));
  // The input is not what the lookup depends on.
  request_.set_input("A3");
  EXPECT_THAT(Result(), tests::IsOk());
}

TEST_F(GoalSeekTest, RefusesWhatExcelRefuses) {
  request_.set_input("B2");
  EXPECT_THAT(Result(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a formula")));
  request_.set_input("A1");
  request_.set_formula("A2");
  EXPECT_THAT(Result(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is no formula")));
  request_.set_formula("B1");
  request_.set_minimum(4);
  request_.set_maximum(4);
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidArgument));
  request_.set_goal(std::numeric_limits<double>::infinity());
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(GoalSeekTest, AFormulaThatIsTextIsNoNumber) {
  request_.set_formula("B2");
  ASSERT_OK_AND_ASSIGN(const GoalSeekResult result, Result());
  EXPECT_FALSE(result.found());
  EXPECT_FALSE(result.has_present_value());
  EXPECT_THAT(result.explanation(), HasSubstr("not a number"));
}

}  // namespace
}  // namespace sheetgate::recalc
