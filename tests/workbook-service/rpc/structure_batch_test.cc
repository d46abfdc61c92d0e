#include "workbook-service/rpc/structure_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/apply_staged_change.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/sheet_page.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

v1::StructureOperation Rows(std::string_view kind, int32_t at, int32_t count) {
  v1::StructureOperation operation;
  operation.set_kind(std::string(kind));
  operation.set_sheet_name("Data");
  operation.set_at_row(at);
  operation.set_count(count);
  return operation;
}

v1::StructureOperation Sheet(std::string_view kind, std::string_view name) {
  v1::StructureOperation operation;
  operation.set_kind(std::string(kind));
  operation.set_sheet_name(std::string(name));
  return operation;
}

class StructureBatchTest : public RpcTest {
 protected:
  StructureBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  absl::StatusOr<v1::StructureBatchResponse> Call(
      const std::vector<v1::StructureOperation>& operations, std::string_view mode = "") {
    v1::StructureBatchRequest request;
    request.set_workbook_id(fork_);
    for (const v1::StructureOperation& operation : operations) {
      *request.add_operations() = operation;
    }
    request.set_mode(std::string(mode));
    request.set_request_id(request_id_);
    request.set_expected_revision(expected_revision_);
    return StructureBatch(request, context(), session());
  }

  void ExpectRefused(const v1::StructureOperation& bad, ErrorReason reason,
                     std::string_view message) {
    const std::string head = HeadOf(fork_);
    const auto response = Call({Rows("insert_rows", 1, 1), bad});
    ASSERT_THAT(response, HasReason(reason)) << bad.ShortDebugString();
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(std::string(message)));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
    EXPECT_EQ(HeadOf(fork_), head);
  }

  std::string FormulaAt(std::string_view address, const std::string& revision = "") {
    const auto snapshot = session().Open(fork_, revision, context());
    EXPECT_THAT(snapshot, IsOk());
    const auto sheet = (*snapshot)->workbook->LoadSheet(0, {});
    EXPECT_THAT(sheet, IsOk());
    return (*sheet)->Formula(*spreadsheet::ParseCell(address));
  }

  std::string fork_;
  std::string request_id_;
  std::string expected_revision_;
};

TEST_F(StructureBatchTest, OperationsSeeWhatThoseBeforeMade) {
  v1::StructureOperation rename = Sheet("rename_sheet", "Data");
  rename.set_new_name("Costs");
  v1::StructureOperation rows = Rows("insert_rows", 3, 2);
  rows.set_sheet_name("Costs");
  ASSERT_OK_AND_ASSIGN(const auto response, Call({rename, rows}));
  EXPECT_EQ(response.operations_applied(), 2);
  EXPECT_TRUE(response.stale_values());
  EXPECT_EQ(response.revision(), HeadOf(fork_));
  EXPECT_EQ(FormulaAt("D7"), "SUM(B2:B5)");
  EXPECT_EQ(FormulaAt("D5"), "B5*2");
}

TEST_F(StructureBatchTest, WhatHidesLeavesResultsAsGoodAsTheyWere) {
  ASSERT_OK_AND_ASSIGN(const auto response, Call({Sheet("show_sheet", "Notes")}));
  EXPECT_FALSE(response.stale_values());
}

TEST_F(StructureBatchTest, ASheetIsCopiedAndItsCopyChanged) {
  v1::StructureOperation copy = Sheet("copy_sheet", "Data");
  v1::StructureOperation again = Sheet("copy_sheet", "Data (2)");
  again.set_new_name("Third");
  again.set_position(0);
  v1::StructureOperation rows = Rows("delete_rows", 2, 1);
  rows.set_sheet_name("Third");
  ASSERT_OK_AND_ASSIGN(const auto response, Call({copy, again, rows}));
  const auto snapshot = session().Open(fork_, "", context());
  ASSERT_THAT(snapshot, IsOk());
  std::vector<std::string> names;
  for (const auto& sheet : (*snapshot)->workbook->sheets()) names.push_back(sheet.name);
  EXPECT_THAT(names, ElementsAre("Third", "Data", "Data (2)", "Notes", "Chart"));
  EXPECT_EQ(FormulaAt("D4"), "SUM(B2:B2)");
  const auto second = (*snapshot)->workbook->LoadSheet(2, {});
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ((*second)->Formula(*spreadsheet::ParseCell("D5")), "SUM(B2:B3)");
  ExpectRefused(Rows("copy_sheet", 3, 0), ErrorReason::kUnknownArgument, "at_row");
  copy.set_new_name("notes");
  ExpectRefused(copy, ErrorReason::kInvalidArgument, "notes");
}

TEST_F(StructureBatchTest, SurvivesEvictionAndUndo) {
  Edit(fork_, {NumberEdit("B2", 5)});
  ASSERT_OK_AND_ASSIGN(const auto response, Call({Rows("insert_rows", 1, 1)}));
  const std::string after = Edit(fork_, {NumberEdit("B3", 6)});
  ASSERT_THAT(session().Close(fork_, context()), IsOk());
  EXPECT_EQ(FormulaAt("D3"), "B3*2");
  EXPECT_EQ(FormulaAt("D2", response.previous_revision()), "B2*2");
  v1::UndoRequest undo;
  undo.set_workbook_id(fork_);
  undo.set_steps(2);
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_EQ(FormulaAt("D2"), "B2*2");
}

TEST_F(StructureBatchTest, APreviewIsWhatIsApplied) {
  const std::string head = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(const auto preview, Call({Rows("delete_rows", 2, 1)}, "preview"));
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_EQ(preview.impact().formulas_deleted(), 1);
  EXPECT_EQ(preview.impact().cells_deleted(), 4);
  EXPECT_EQ(preview.impact().formulas_rewritten(), 2);
  ASSERT_EQ(preview.impact().reference_samples_size(), 2);
  EXPECT_EQ(preview.impact().reference_samples(1).old_formula(), "=SUM(B2:B3)");
  EXPECT_EQ(preview.impact().reference_samples(1).new_formula(), "=SUM(B2:B2)");
  v1::ApplyStagedChangeRequest apply;
  apply.set_workbook_id(fork_);
  apply.set_change_id(preview.change_id());
  ASSERT_THAT(ApplyStagedChange(apply, context(), session()), IsOk());
  EXPECT_EQ(HeadOf(fork_), preview.revision());
  EXPECT_EQ(FormulaAt("D4"), "SUM(B2:B2)");
}

TEST_F(StructureBatchTest, IsSafeToRepeatAndToRace) {
  request_id_ = "r1";
  ASSERT_OK_AND_ASSIGN(const auto first, Call({Rows("insert_rows", 1, 1)}));
  ASSERT_OK_AND_ASSIGN(const auto again, Call({Rows("insert_rows", 1, 1)}));
  EXPECT_EQ(again.revision(), first.revision());
  EXPECT_EQ(HeadOf(fork_), first.revision());
  request_id_.clear();
  expected_revision_ = first.previous_revision();
  EXPECT_THAT(Call({Rows("insert_rows", 1, 1)}), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(StructureBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({Rows("insert_rows", 4, 2)}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(fork_);
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  ASSERT_EQ(edits.revisions_size(), 1);
  ASSERT_EQ(edits.revisions(0).operations_size(), 1);
  EXPECT_EQ(edits.revisions(0).operations(0).kind(), "structure");
  EXPECT_EQ(edits.revisions(0).operations(0).structure().kind(), "insert_rows");
  EXPECT_EQ(edits.revisions(0).operations(0).structure().at_row(), 4);
}

TEST_F(StructureBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused(Sheet("insert_row", "Data"), ErrorReason::kInvalidArgument,
                "did you mean insert_rows");
  ExpectRefused(Sheet("insert_rows", "Data"), ErrorReason::kMissingArgument, "at_row");
  ExpectRefused(Sheet("insert_cols", "Data"), ErrorReason::kMissingArgument, "at_col");
  ExpectRefused(Sheet("merge_cells", "Data"), ErrorReason::kMissingArgument, "range");
  ExpectRefused(Sheet("rename_sheet", "Data"), ErrorReason::kMissingArgument, "new_name");
  ExpectRefused(Sheet("move_sheet", "Data"), ErrorReason::kMissingArgument, "position");
  ExpectRefused(Sheet("delete_sheet", "Nowhere"), ErrorReason::kSheetNotFound, "Nowhere");
  ExpectRefused(Rows("insert_rows", 1048576, 2), ErrorReason::kInvalidRange, "count");
  ExpectRefused(Rows("hide_sheet", 3, 0), ErrorReason::kUnknownArgument, "at_row");
  v1::StructureOperation operation = Sheet("insert_cols", "Data");
  operation.set_at_col("1");
  ExpectRefused(operation, ErrorReason::kInvalidAddress, "at_col");
  operation = Sheet("merge_cells", "Data");
  operation.set_range("A1:");
  ExpectRefused(operation, ErrorReason::kInvalidRange, "range");
  operation = Sheet("set_tab_color", "Data");
  operation.set_color("blue");
  ExpectRefused(operation, ErrorReason::kInvalidArgument, "RRGGBB");
  operation = Rows("insert_rows", 1, 1);
  operation.set_sheet_name("Chart");
  ExpectRefused(operation, ErrorReason::kNotAWorksheet, "Chart");
}

TEST_F(StructureBatchTest, BlocksOfCellsAreInsertedDeletedMovedAndCopied) {
  v1::StructureOperation insert = Sheet("insert_cells", "Data");
  insert.set_range("B2");
  insert.set_shift("down");
  ASSERT_THAT(Call({insert}), IsOk());
  EXPECT_EQ(FormulaAt("D5"), "SUM(B3:B4)");
  EXPECT_EQ(FormulaAt("D2"), "B3*2");
  v1::StructureOperation remove = insert;
  remove.set_kind("delete_cells");
  remove.set_shift("up");
  ASSERT_THAT(Call({remove}), IsOk());
  EXPECT_EQ(FormulaAt("D5"), "SUM(B2:B3)");
  v1::StructureOperation move = Sheet("move_range", "Data");
  move.set_range("B2:B3");
  move.set_target("F7");
  ASSERT_OK_AND_ASSIGN(const auto moved, Call({move}, "preview"));
  EXPECT_GT(moved.impact().formulas_rewritten(), 0);
  ASSERT_THAT(Call({move}), IsOk());
  EXPECT_EQ(FormulaAt("D5"), "SUM(F7:F8)");
  v1::StructureOperation copy = Sheet("copy_range", "Data");
  copy.set_range("D5");
  copy.set_target("D7");
  ASSERT_THAT(Call({copy}), IsOk());
  EXPECT_EQ(FormulaAt("D7"), "SUM(F9:F10)");
}

TEST_F(StructureBatchTest, WholeRowsAndColumnsAreMovedAndCopied) {
  v1::StructureOperation rows = Rows("move_rows", 2, 1);
  rows.set_target("4");
  v1::StructureOperation columns = Sheet("copy_cols", "Data");
  columns.set_at_col("D");
  columns.set_target("B");
  ASSERT_OK_AND_ASSIGN(const auto preview, Call({rows, columns}, "preview"));
  EXPECT_EQ(preview.impact().formulas_losing_references(), 0);
  EXPECT_GT(preview.impact().formulas_rewritten(), 0);
  ASSERT_THAT(Call({rows, columns}), IsOk());
  // Data has Rent in row 3 now, and a copy of column D in front of B.
  EXPECT_EQ(FormulaAt("E3"), "C3*2");
  EXPECT_EQ(FormulaAt("E5"), "SUM(C2:C3)");
  EXPECT_EQ(FormulaAt("B3"), "#REF!*2");
  const v1::GetEditsResponse edits = [&] {
    v1::GetEditsRequest request;
    request.set_workbook_id(fork_);
    const auto response = GetEdits(request, context(), session(), {});
    EXPECT_THAT(response, IsOk());
    return response.ok() ? *response : v1::GetEditsResponse();
  }();
  ASSERT_EQ(edits.revisions_size(), 1);
  EXPECT_EQ(edits.revisions(0).operations(0).structure().target(), "4");

  rows.set_target("D5");
  ExpectRefused(rows, ErrorReason::kInvalidAddress, "'D5' is no row");
  rows.clear_target();
  ExpectRefused(rows, ErrorReason::kMissingArgument, "target");
  rows.set_target("2");
  ExpectRefused(rows, ErrorReason::kInvalidRange, "where they are already");
  columns.set_target("3");
  ExpectRefused(columns, ErrorReason::kInvalidAddress, "'3' is no column");
}

TEST_F(StructureBatchTest, SaysWhatIsWrongWithABlock) {
  v1::StructureOperation operation = Sheet("insert_cells", "Data");
  ExpectRefused(operation, ErrorReason::kMissingArgument, "shift");
  operation.set_shift("up");
  ExpectRefused(operation, ErrorReason::kInvalidArgument, "neither down nor right");
  operation.set_shift("down");
  ExpectRefused(operation, ErrorReason::kMissingArgument, "range");
  operation.set_range("2:3");
  ExpectRefused(operation, ErrorReason::kInvalidRange, "insert_rows");
  operation = Sheet("move_range", "Data");
  operation.set_range("A1");
  ExpectRefused(operation, ErrorReason::kMissingArgument, "target");
  operation.set_target("A0");
  ExpectRefused(operation, ErrorReason::kInvalidAddress, "target");
  operation.set_target("A2");
  operation.set_target_sheet_name("Nowhere");
  ExpectRefused(operation, ErrorReason::kSheetNotFound, "Nowhere");
  operation.set_paste("all");
  ExpectRefused(operation, ErrorReason::kUnknownArgument, "paste");
  operation = Sheet("copy_range", "Data");
  operation.set_range("A1");
  operation.set_target("A2");
  operation.set_paste("looks");
  ExpectRefused(operation, ErrorReason::kInvalidArgument, "none of all, formulas, values");
}

TEST_F(StructureBatchTest, FilesAreReadOnly) {
  fork_ = FileId("a.xlsx");
  EXPECT_THAT(Call({Rows("insert_rows", 1, 1)}), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
