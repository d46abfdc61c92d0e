#include "workbook-service/rpc/sheet_layout_batch.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/model/sheet_objects.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::HasReason;
using tests::IsOk;

class SheetLayoutBatchTest : public RpcTest {
 protected:
  SheetLayoutBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  // Operations on sheet Data in protobuf's text form.
  absl::StatusOr<v1::SheetLayoutBatchResponse> Call(const std::vector<std::string>& operations) {
    v1::SheetLayoutBatchRequest request;
    request.set_workbook_id(fork_);
    for (const std::string& text : operations) {
      v1::SheetLayoutOperation& operation = *request.add_operations();
      operation.set_sheet_name("Data");
      EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &operation)) << text;
    }
    request.set_request_id(request_id_);
    request.set_expected_revision(expected_revision_);
    return SheetLayoutBatch(request, context(), session());
  }

  std::shared_ptr<const spreadsheet::SheetObjects> Objects() {
    const auto snapshot = session().Open(fork_, "", context());
    EXPECT_THAT(snapshot, IsOk());
    auto objects = (*snapshot)->workbook->LoadObjects(0, {});
    EXPECT_THAT(objects, IsOk());
    return *objects;
  }

  void ExpectRefused(const std::string& bad, ErrorReason reason, const std::string& message) {
    const std::string head = HeadOf(fork_);
    const auto response = Call({"kind: 'freeze_panes' rows_frozen: 1", bad});
    ASSERT_THAT(response, HasReason(reason)) << bad;
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(message));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
    EXPECT_EQ(HeadOf(fork_), head);
  }

  std::string fork_;
  std::string request_id_;
  std::string expected_revision_;
};

TEST_F(SheetLayoutBatchTest, WhatIsSetIsRead) {
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Call({"kind: 'freeze_panes' rows_frozen: 1 columns_frozen: 2",
            "kind: 'set_view' zoom: 85 grid_lines: false right_to_left: true",
            "kind: 'set_page_setup' orientation: 'landscape' paper_size: 'A4' fit_to_width: 1",
            "kind: 'set_page_margins' margin_left: 0.25",
            "kind: 'set_page_breaks' row_breaks: 3 column_breaks: 'C'",
            "kind: 'set_header_footer' header: '&CData'", "kind: 'set_print_area' ranges: 'A1:D5'",
            "kind: 'set_print_titles' rows: '1'", "kind: 'group_columns' columns: 'C:D'",
            "kind: 'set_auto_filter' range: 'A1:D3'", "kind: 'protect_sheet' allow: 'sort'"}));
  EXPECT_EQ(response.operations_applied(), 11);
  EXPECT_FALSE(response.stale_values());
  const auto objects = Objects();
  EXPECT_EQ(objects->view.frozen_rows, 1u);
  EXPECT_EQ(objects->view.frozen_columns, 2u);
  EXPECT_EQ(objects->view.zoom, 85u);
  EXPECT_FALSE(objects->view.grid_lines);
  EXPECT_TRUE(objects->view.right_to_left);
  ASSERT_TRUE(objects->print.has_value());
  EXPECT_TRUE(objects->print->fit_to_page);
  EXPECT_EQ(objects->print->fit_width, 1u);
  EXPECT_EQ(objects->print->fit_height, 0u);
  EXPECT_EQ(objects->print->margins[0], "0.25");
  EXPECT_TRUE(objects->protection.enabled);
  EXPECT_FALSE(objects->protection.password);
}

TEST_F(SheetLayoutBatchTest, SurvivesEvictionAndUndo) {
  ASSERT_THAT(Call({"kind: 'freeze_panes' rows_frozen: 1"}), IsOk());
  ASSERT_THAT(session().Close(fork_, context()), IsOk());
  EXPECT_EQ(Objects()->view.frozen_rows, 1u);
  v1::UndoRequest undo;
  undo.set_workbook_id(fork_);
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_EQ(Objects()->view.frozen_rows, 0u);
}

TEST_F(SheetLayoutBatchTest, IsSafeToRepeatAndToRace) {
  request_id_ = "r1";
  ASSERT_OK_AND_ASSIGN(const auto first, Call({"kind: 'freeze_panes' rows_frozen: 1"}));
  ASSERT_OK_AND_ASSIGN(const auto again, Call({"kind: 'freeze_panes' rows_frozen: 1"}));
  EXPECT_EQ(again.revision(), first.revision());
  request_id_.clear();
  expected_revision_ = first.previous_revision();
  EXPECT_THAT(Call({"kind: 'freeze_panes' rows_frozen: 1"}),
              HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(SheetLayoutBatchTest, PasswordsAreNotKept) {
  ASSERT_THAT(Call({"kind: 'protect_sheet' password: 'open sesame'"}), IsOk());
  EXPECT_TRUE(Objects()->protection.password);
  v1::GetEditsRequest request;
  request.set_workbook_id(fork_);
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  EXPECT_THAT(edits.DebugString(), Not(HasSubstr("sesame")));
  const auto& operation = edits.revisions(0).operations(0).layout().sheet();
  EXPECT_FALSE(operation.password_hash().empty());
  ExpectRefused("kind: 'unprotect_sheet'", ErrorReason::kStructureConflict, "password");
}

TEST_F(SheetLayoutBatchTest, SaysWhatIsWrongWithAnOperation) {
  constexpr ErrorReason kBad = ErrorReason::kInvalidArgument;
  constexpr ErrorReason kMissing = ErrorReason::kMissingArgument;
  ExpectRefused("kind: 'freeze'", kBad, "freeze_panes");
  ExpectRefused("kind: 'freeze_panes' zoom: 50", ErrorReason::kUnknownArgument, "zoom");
  ExpectRefused("kind: 'set_view'", kMissing, "zoom");
  ExpectRefused("kind: 'set_view' view: 'page'", kBad, "pageLayout");
  ExpectRefused("kind: 'set_page_margins'", kMissing, "margin_left");
  ExpectRefused("kind: 'set_page_setup'", kMissing, "orientation");
  ExpectRefused("kind: 'set_page_setup' orientation: 'wide'", kBad, "landscape");
  ExpectRefused("kind: 'set_page_setup' paper_size: 'A99'", kBad, "Letter");
  ExpectRefused("kind: 'set_page_setup' scale: 50 fit_to_width: 1", kBad, "scale");
  ExpectRefused("kind: 'set_header_footer'", kMissing, "header");
  ExpectRefused("kind: 'set_header_footer' footer: '" + std::string(256, 'x') + "'", kBad, "255");
  ExpectRefused("kind: 'set_print_area' ranges: 'A1:'", ErrorReason::kInvalidRange, "ranges");
  ExpectRefused("kind: 'set_print_titles' rows: 'A'", ErrorReason::kInvalidRange, "rows");
  ExpectRefused("kind: 'set_page_breaks' column_breaks: 'A'", ErrorReason::kInvalidAddress, "XFD");
  ExpectRefused("kind: 'group_rows'", kMissing, "rows");
  ExpectRefused("kind: 'ungroup_columns' columns: 'B'", ErrorReason::kStructureConflict, "B:B");
  ExpectRefused("kind: 'set_auto_filter'", kMissing, "range");
  ExpectRefused("kind: 'set_auto_filter' range: 'x'", ErrorReason::kInvalidRange, "range");
  ExpectRefused("kind: 'protect_sheet' allow: 'everything'", kBad, "formatCells");
  ExpectRefused("kind: 'protect_sheet' unselectable: 'some'", kBad, "locked");
  ExpectRefused("kind: 'unprotect_sheet' password: 'x'", ErrorReason::kUnknownArgument, "password");
}

}  // namespace
}  // namespace sheetgate::workbook
