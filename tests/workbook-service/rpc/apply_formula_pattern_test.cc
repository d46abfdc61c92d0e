#include "workbook-service/rpc/apply_formula_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class ApplyFormulaPatternTest : public RpcTest {
 protected:
  ApplyFormulaPatternTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  v1::ApplyFormulaPatternRequest Request(std::string_view target, std::string_view formula) {
    v1::ApplyFormulaPatternRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name("Data");
    request.set_target_range(std::string(target));
    request.set_base_formula(std::string(formula));
    return request;
  }
  absl::StatusOr<v1::ApplyFormulaPatternResponse> Call(
      const v1::ApplyFormulaPatternRequest& request) {
    return ApplyFormulaPattern(request, context(), session());
  }

  std::string FormulaAt(std::string_view address) {
    const auto snapshot = session().Open(fork_, "", context());
    EXPECT_THAT(snapshot, IsOk());
    const auto sheet = (*snapshot)->workbook->LoadSheet(0, {});
    EXPECT_THAT(sheet, IsOk());
    return (*sheet)->Formula(*spreadsheet::ParseCell(address));
  }

  std::string fork_;
};

TEST_F(ApplyFormulaPatternTest, FillsAsExcelDoes) {
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request("E2:F4", "=B2*$C$1+D$1")));
  EXPECT_EQ(response.cells_filled(), 6);
  EXPECT_EQ(response.first_formula(), "=B2*$C$1+D$1");
  EXPECT_EQ(response.last_formula(), "=C4*$C$1+E$1");
  EXPECT_EQ(response.cells_losing_references(), 0);
  EXPECT_TRUE(response.stale_values());
  EXPECT_EQ(FormulaAt("F3"), "C3*$C$1+E$1");
}

TEST_F(ApplyFormulaPatternTest, TheModeSaysWhatMoves) {
  auto request = Request("E2:F3", "B2");
  request.set_relative_mode("fixed_columns");
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_EQ(FormulaAt("F3"), "B3");
  request.set_relative_mode("fixed_rows");
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_EQ(FormulaAt("F3"), "C2");
  request.set_relative_mode("fixed");
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_EQ(FormulaAt("F3"), "B2");
  request.set_relative_mode("r1c1");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(ApplyFormulaPatternTest, TheAnchorSaysWhereTheFormulaIsMeantFor) {
  auto request = Request("E3:E4", "=B2");
  request.set_anchor_cell("E2");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.first_formula(), "=B3");
  request = Request("E1:E3", "=B2");
  request.set_anchor_cell("E3");
  ASSERT_OK_AND_ASSIGN(const auto above, Call(request));
  EXPECT_EQ(above.first_formula(), "=#REF!");
  EXPECT_EQ(above.cells_losing_references(), 1);
}

TEST_F(ApplyFormulaPatternTest, ADirectionTakesOneColumnOrOneRow) {
  const auto expect_refused = [&](v1::ApplyFormulaPatternRequest request, std::string_view text) {
    const auto refused = Call(request);
    EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidRange));
    EXPECT_EQ(FieldOf(refused.status()), "target_range");
    EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr(text));
  };
  auto request = Request("E2:F4", "=B2");
  request.set_fill_direction("down");
  expect_refused(request, "2 columns");
  request.set_fill_direction("right");
  expect_refused(request, "3 rows");
  request.set_fill_direction("both");
  EXPECT_THAT(Call(request), IsOk());
  request.set_fill_direction("up");
  EXPECT_EQ(FieldOf(Call(request).status()), "fill_direction");

  request = Request("G2:G4", "=B2");
  request.set_fill_direction("down");
  EXPECT_THAT(Call(request), IsOk());
  request = Request("G6:I6", "=B2");
  request.set_fill_direction("right");
  EXPECT_THAT(Call(request), IsOk());
  EXPECT_EQ(FormulaAt("I6"), "D2");
}

TEST_F(ApplyFormulaPatternTest, IsSafeToRepeatToPreviewAndToRace) {
  auto request = Request("E2:E3", "=B2");
  request.set_request_id("r1");
  request.set_expected_revision(HeadOf(fork_));
  ASSERT_OK_AND_ASSIGN(const auto first, Call(request));
  ASSERT_OK_AND_ASSIGN(const auto again, Call(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("r2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kRevisionConflict));
  request = Request("E2:E3", "=B2*2");
  request.set_mode("preview");
  ASSERT_OK_AND_ASSIGN(const auto preview, Call(request));
  EXPECT_EQ(preview.impact().formulas_set(), 2);
  EXPECT_EQ(FormulaAt("E2"), "B2");
}

TEST_F(ApplyFormulaPatternTest, SaysWhatIsWrong) {
  const std::string head = HeadOf(fork_);
  EXPECT_THAT(Call(Request("E2:E3", "=B2*")), HasReason(ErrorReason::kInvalidFormula));
  EXPECT_THAT(Call(Request("E", "=B2")), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Call(Request("E1:E200001", "=B2")), HasReason(ErrorReason::kLimitExceeded));
  auto request = Request("E2", "=B2");
  request.set_anchor_cell("2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidAddress));
  request.set_anchor_cell("");
  request.set_sheet_name("Chart");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kNotAWorksheet));
  EXPECT_EQ(HeadOf(fork_), head);
}

}  // namespace
}  // namespace sheetgate::workbook
