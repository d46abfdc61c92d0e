#include "workbook-service/rpc/replace_in_formulas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

class ReplaceInFormulasTest : public RpcTest {
 protected:
  ReplaceInFormulasTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  v1::ReplaceInFormulasRequest Request(std::string_view find, std::string_view replacement) {
    v1::ReplaceInFormulasRequest request;
    request.set_workbook_id(fork_);
    request.set_find(std::string(find));
    request.set_replace_with(std::string(replacement));
    return request;
  }
  absl::StatusOr<v1::ReplaceInFormulasResponse> Call(const v1::ReplaceInFormulasRequest& request) {
    return ReplaceInFormulas(request, context(), session());
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

TEST_F(ReplaceInFormulasTest, ReplacesInAllSheetsAndShowsSamples) {
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request("2", "3")));
  EXPECT_EQ(response.formulas_checked(), 3);
  EXPECT_EQ(response.formulas_changed(), 2);
  ASSERT_EQ(response.samples_size(), 2);
  EXPECT_EQ(response.samples(0).sheet_name(), "Data");
  EXPECT_EQ(response.samples(0).address(), "D2");
  EXPECT_EQ(response.samples(0).old_formula(), "=B2*2");
  EXPECT_EQ(response.samples(0).new_formula(), "=B2*3");
  EXPECT_EQ(FormulaAt("D5"), "SUM(B2:B3)");
  EXPECT_TRUE(response.stale_values());
}

TEST_F(ReplaceInFormulasTest, ARangeLimitsIt) {
  auto request = Request("2", "3");
  request.set_sheet_name("Data");
  request.set_range("D3:D9");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.formulas_changed(), 1);
  EXPECT_EQ(FormulaAt("D2"), "B2*2");
  request.set_sheet_name("");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kMissingArgument));
}

TEST_F(ReplaceInFormulasTest, NothingFoundIsNothingDone) {
  const std::string head = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request("VLOOKUP", "XLOOKUP")));
  EXPECT_EQ(response.formulas_changed(), 0);
  EXPECT_EQ(response.revision(), head);
}

TEST_F(ReplaceInFormulasTest, OneFormulaThatDoesNotParseStopsAll) {
  auto request = Request("B2", "(");
  request.set_match("text");
  const std::string head = HeadOf(fork_);
  const auto refused = Call(request);
  ASSERT_THAT(refused, HasReason(ErrorReason::kInvalidFormula));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("Data!D2"));
  EXPECT_EQ(HeadOf(fork_), head);
  request.set_formula_policy("warn");
  ASSERT_OK_AND_ASSIGN(const auto warned, Call(request));
  EXPECT_EQ(warned.formulas_changed(), 0);
  EXPECT_EQ(warned.formula_diagnostics().count(), 2);
  EXPECT_EQ(FormulaAt("D2"), "B2*2");
}

TEST_F(ReplaceInFormulasTest, ArrayFormulasAreSkipped) {
  WriteFile("b.xlsx",
            BuildWorkbook({{"Data",
                            "<row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A2\">"
                            "B1:B2*2</f><v>1</v></c><c r=\"C1\"><f>B1*2</f></c></row>"}}));
  fork_ = ForkOf("b.xlsx");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request("2", "3")));
  EXPECT_EQ(response.formulas_skipped(), 1);
  EXPECT_EQ(response.formulas_changed(), 1);
  EXPECT_EQ(FormulaAt("A1"), "B1:B2*2");
}

TEST_F(ReplaceInFormulasTest, IsSafeToRepeatToPreviewAndToRace) {
  auto request = Request("2", "3");
  request.set_mode("preview");
  ASSERT_OK_AND_ASSIGN(const auto preview, Call(request));
  EXPECT_EQ(preview.impact().formulas_set(), 2);
  EXPECT_EQ(FormulaAt("D2"), "B2*2");
  request.set_mode("apply");
  request.set_request_id("r1");
  request.set_expected_revision(HeadOf(fork_));
  ASSERT_OK_AND_ASSIGN(const auto first, Call(request));
  ASSERT_OK_AND_ASSIGN(const auto again, Call(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("r2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(ReplaceInFormulasTest, SaysWhatIsWrong) {
  EXPECT_THAT(Call(Request("\"open", "x")), HasReason(ErrorReason::kInvalidArgument));
  auto request = Request("2", "3");
  request.set_match("regex");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request.set_match("");
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Data");
  request.set_range("?");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidRange));
}

}  // namespace
}  // namespace sheetgate::workbook
