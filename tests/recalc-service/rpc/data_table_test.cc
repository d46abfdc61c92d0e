#include "recalc-service/rpc/data_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recalc-service/testing/what_if_fixture.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using v1::DataTableResult;

class DataTableTest : public tests::WhatIfFixture {
 protected:
  DataTableTest() {
    request_.set_workbook_id("wb-1");
    request_.add_formulas("B1");
    request_.set_input("Rate");
    for (const double value : {1.0, 2.5, -3.0}) request_.add_values()->set_number(value);
  }
  absl::StatusOr<DataTableResult> Result() {
    return ResultOf(DataTable(request_, context_, Dependencies()));
  }

  v1::DataTableRequest request_;
};

TEST_F(DataTableTest, OneInputAndSeveralFormulas) {
  request_.add_formulas("B2");
  ASSERT_OK_AND_ASSIGN(const DataTableResult result, Result());
  ASSERT_EQ(result.rows_size(), 3);
  EXPECT_EQ(result.rows(1).input().number(), 2.5);
  ASSERT_EQ(result.rows(1).values_size(), 2);
  EXPECT_EQ(result.rows(1).values(0).number(), 25);
  EXPECT_EQ(result.rows(1).values(1).text(), "a!");
  EXPECT_EQ(result.rows(2).values(0).number(), -30);
}

TEST_F(DataTableTest, WhatTheInputReachesByAFormulaTheEngineLacksHasNoValue) {
  UseLookup();
  request_.set_sheet_name("M");
  request_.set_formulas(0, "B2");
  request_.add_formulas("B3");
  ASSERT_OK_AND_ASSIGN(const DataTableResult result, Result());
  EXPECT_EQ(result.rows(2).values(0).error(), "#N/A");
  EXPECT_EQ(result.rows(2).values(1).number(), 8);
  ASSERT_EQ(result.not_calculated_size(), 3);
  EXPECT_EQ(result.not_calculated(0).reason(), "depends on M!B1 (XLOOKUP)");
}

TEST_F(DataTableTest, TwoInputs) {
  request_.set_second_input("A2");
  for (const char* text : {"x", "y"}) request_.add_second_values()->set_text(text);
  request_.set_formulas(0, "B1");
  engine_.formulas[{"M", {1, 2}}] = [](const tests::FakeEngine::Contents& cells) {
    return EngineValue(std::get<std::string>(cells.at({"M", {2, 1}})) +
                       std::to_string(static_cast<int>(std::get<double>(cells.at({"M", {1, 1}})))));
  };
  ASSERT_OK_AND_ASSIGN(const DataTableResult result, Result());
  ASSERT_EQ(result.rows_size(), 3);
  ASSERT_EQ(result.rows(0).values_size(), 2);
  EXPECT_EQ(result.rows(0).values(0).text(), "x1");
  EXPECT_EQ(result.rows(0).values(1).text(), "y1");
  EXPECT_EQ(result.rows(2).values(1).text(), "y-3");
}

TEST_F(DataTableTest, RefusesShapesThatAreNone) {
  request_.set_second_input("A2");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidArgument));
  request_.add_second_values()->set_number(1);
  request_.add_formulas("B2");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidArgument));
  request_.mutable_formulas()->RemoveLast();
  for (int i = 0; i < 4000; ++i) {
    request_.add_second_values()->set_number(i);
  }
  EXPECT_THAT(Result(), HasReason(ErrorReason::kLimitExceeded));
  request_.clear_second_input();
  request_.clear_second_values();
  request_.set_formulas(0, "A1:B1");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidRange));
}

}  // namespace
}  // namespace sheetgate::recalc
