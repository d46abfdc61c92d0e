#include "workbook-service/rpc/grid_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/grid_export.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;
using tests::IsOk;

class GridImportTest : public RpcTest {
 protected:
  GridImportTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  // Data!A1:D5 as a grid.
  v1::GridExportResponse Grid() {
    v1::GridExportRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name("Data");
    request.set_range("A1:D5");
    const auto grid = GridExport(request, context(), session(), {});
    EXPECT_THAT(grid, IsOk());
    return grid.value_or(v1::GridExportResponse());
  }
  v1::GridImportRequest Request(const v1::GridExportResponse& grid, std::string_view sheet,
                                std::string_view anchor) {
    v1::GridImportRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name(std::string(sheet));
    request.set_anchor(std::string(anchor));
    *request.mutable_grid() = grid;
    return request;
  }
  absl::StatusOr<v1::GridImportResponse> Call(const v1::GridImportRequest& request) {
    return GridImport(request, context(), session());
  }

  std::string fork_;
};

TEST_F(GridImportTest, WhatWasExportedIsThereAgain) {
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request(Grid(), "Notes", "B3")));
  EXPECT_EQ(response.range(), "B3:E7");
  EXPECT_EQ(response.formulas_written(), 3);
  EXPECT_EQ(response.values_written(), 10);
  EXPECT_EQ(response.looks_skipped(), 2);
  EXPECT_THAT(ReadCells(fork_, "Notes", {"B3", "C4", "D4", "E4", "B7", "C7"}),
              ElementsAre("'Item'", "1000", "date 2026-01-31", "=B2*2", "TRUE", "#DIV/0!"));
}

TEST_F(GridImportTest, FormulasMoveWhenAskedTo) {
  auto request = Request(Grid(), "Notes", "B3");
  request.set_shift_formulas(true);
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_THAT(ReadCells(fork_, "Notes", {"E4", "E7"}), ElementsAre("=C4*2", "=SUM(C4:C5)"));
}

TEST_F(GridImportTest, MergedCellsComeRelativeToTheAnchor) {
  v1::GridExportResponse grid;
  grid.add_merges("0,0:0,2");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request(grid, "Notes", "B3")));
  EXPECT_THAT(response.merged_ranges(), ElementsAre("B3:D3"));
  grid.set_merges(0, "0,2:0,0");
  EXPECT_THAT(Call(Request(grid, "Notes", "B9")), HasReason(ErrorReason::kInvalidRange));
  grid.set_merges(0, "A1:B2");
  EXPECT_THAT(Call(Request(grid, "Notes", "B9")), HasReason(ErrorReason::kInvalidRange));
}

TEST_F(GridImportTest, TheTargetIsClearedOnlyWhenAskedTo) {
  v1::GridExportResponse grid;
  grid.set_row_count(3);
  grid.set_column_count(2);
  v1::GridRow& row = *grid.add_rows();
  row.set_row(1);
  row.add_cells()->mutable_value()->set_text("x");
  ASSERT_THAT(Call(Request(grid, "Data", "A1")), IsOk());
  EXPECT_THAT(ReadCells(fork_, "Data", {"A1", "A2", "B2"}), ElementsAre("'Item'", "'x'", "1000"));
  auto request = Request(grid, "Data", "A1");
  request.set_clear_target(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.cells_cleared(), 5);
  EXPECT_THAT(ReadCells(fork_, "Data", {"A1", "A2", "B2", "C2"}),
              ElementsAre("-", "'x'", "-", "date 2026-01-31"));
}

TEST_F(GridImportTest, ArraysBecomeTheirResults) {
  v1::GridExportResponse grid;
  v1::GridCell& cell = *grid.add_rows()->add_cells();
  cell.mutable_value()->set_number(7);
  cell.set_formula("=SUM(A1:A2*2)");
  cell.set_fills("0,0:0,0");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request(grid, "Notes", "A1")));
  EXPECT_EQ(response.arrays_as_values(), 1);
  EXPECT_THAT(ReadCells(fork_, "Notes", {"A1"}), ElementsAre("7"));
}

TEST_F(GridImportTest, IsSafeToRepeatToPreviewAndToRace) {
  auto request = Request(Grid(), "Notes", "A1");
  request.set_mode("preview");
  const std::string head = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(const auto preview, Call(request));
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_EQ(preview.impact().formulas_set(), 3);
  request.set_mode("apply");
  request.set_request_id("r1");
  request.set_expected_revision(head);
  ASSERT_OK_AND_ASSIGN(const auto first, Call(request));
  ASSERT_OK_AND_ASSIGN(const auto again, Call(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("r2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(GridImportTest, SaysWhatIsWrong) {
  v1::GridExportResponse grid;
  v1::GridCell& cell = *grid.add_rows()->add_cells();
  cell.set_formula("=1+");
  EXPECT_THAT(Call(Request(grid, "Notes", "A1")), HasReason(ErrorReason::kInvalidFormula));
  auto request = Request(grid, "Notes", "A1");
  request.set_formula_policy("off");
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_THAT(ReadCells(fork_, "Notes", {"A1"}), ElementsAre("'=1+'"));
  request.set_shift_formulas(true);
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidAddress)) << "no anchor";
  EXPECT_THAT(Call(Request(grid, "Notes", "7")), HasReason(ErrorReason::kInvalidAddress));
  EXPECT_THAT(Call(Request(grid, "Chart", "A1")), HasReason(ErrorReason::kNotAWorksheet));
  cell.set_column(16384);
  EXPECT_THAT(Call(Request(grid, "Notes", "A1")), HasReason(ErrorReason::kInvalidRange));
  cell.set_column(0);
  cell.clear_formula();
  cell.mutable_value()->set_error("#HUH!");
  EXPECT_THAT(Call(Request(grid, "Notes", "A1")), HasReason(ErrorReason::kInvalidArgument));
  v1::GridExportResponse merges;
  for (int i = 0; i <= 200; ++i) merges.add_merges("0,0:0,1");
  EXPECT_THAT(Call(Request(merges, "Notes", "A1")), HasReason(ErrorReason::kLimitExceeded));
}

}  // namespace
}  // namespace sheetgate::workbook
