#include "workbook-service/rpc/column_size_batch.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/grid_export.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

class ColumnSizeBatchTest : public RpcTest {
 protected:
  ColumnSizeBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  // Operations on sheet Data in protobuf's text form.
  absl::StatusOr<v1::ColumnSizeBatchResponse> Call(const std::vector<std::string>& operations) {
    v1::ColumnSizeBatchRequest request;
    request.set_workbook_id(fork_);
    for (const std::string& text : operations) {
      v1::SizeOperation& operation = *request.add_operations();
      operation.set_sheet_name("Data");
      EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &operation)) << text;
    }
    request.set_request_id(request_id_);
    request.set_expected_revision(expected_revision_);
    return ColumnSizeBatch(request, context(), session());
  }

  v1::GridExportResponse Grid() {
    v1::GridExportRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name("Data");
    request.set_range("A1:D9");
    const auto grid = GridExport(request, context(), session(), {});
    EXPECT_THAT(grid, IsOk());
    return grid.value_or(v1::GridExportResponse());
  }

  void ExpectRefused(const std::string& bad, ErrorReason reason, const std::string& message) {
    const auto response = Call({"kind: 'hide_rows' rows: '2'", bad});
    ASSERT_THAT(response, HasReason(reason)) << bad;
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(message));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
    EXPECT_EQ(Grid().row_sizes_size(), 0);
  }

  std::string fork_;
  std::string request_id_;
  std::string expected_revision_;
};

TEST_F(ColumnSizeBatchTest, SizesAreReadAsTheyWereGiven) {
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Call({"kind: 'set_column_width' columns: 'B:C' width: 20.5",
            "kind: 'hide_columns' columns: 'C'", "kind: 'set_row_height' rows: '2' height: 30",
            "kind: 'fit_columns' columns: 'A' min_width: 12"}));
  EXPECT_EQ(response.operations_applied(), 4);
  EXPECT_FALSE(response.stale_values());
  const v1::GridExportResponse grid = Grid();
  ASSERT_EQ(grid.columns_size(), 3);
  EXPECT_EQ(grid.columns(0).size(), 12);
  EXPECT_EQ(grid.columns(1).size(), 20.5);
  EXPECT_FALSE(grid.columns(1).hidden());
  EXPECT_TRUE(grid.columns(2).hidden());
  ASSERT_EQ(grid.row_sizes_size(), 1);
  EXPECT_EQ(grid.row_sizes(0).size(), 30);
}

TEST_F(ColumnSizeBatchTest, SurvivesEvictionAndUndo) {
  ASSERT_THAT(Call({"kind: 'hide_rows' rows: '2:3'"}), IsOk());
  ASSERT_THAT(session().Close(fork_, context()), IsOk());
  ASSERT_EQ(Grid().row_sizes_size(), 1);
  ASSERT_THAT(Call({"kind: 'show_rows' rows: '1:9'"}), IsOk());
  EXPECT_EQ(Grid().row_sizes_size(), 0);
  v1::UndoRequest undo;
  undo.set_workbook_id(fork_);
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_EQ(Grid().row_sizes_size(), 1);
}

TEST_F(ColumnSizeBatchTest, IsSafeToRepeatAndToRace) {
  request_id_ = "r1";
  ASSERT_OK_AND_ASSIGN(const auto first, Call({"kind: 'hide_rows' rows: '2'"}));
  ASSERT_OK_AND_ASSIGN(const auto again, Call({"kind: 'hide_rows' rows: '2'"}));
  EXPECT_EQ(again.revision(), first.revision());
  request_id_.clear();
  expected_revision_ = first.previous_revision();
  EXPECT_THAT(Call({"kind: 'hide_rows' rows: '2'"}), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(ColumnSizeBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({"kind: 'hide_rows' rows: '2'"}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(fork_);
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  const v1::EditOperation& operation = edits.revisions(0).operations(0);
  EXPECT_EQ(operation.kind(), "layout");
  EXPECT_EQ(operation.sheet_name(), "Data");
  EXPECT_EQ(operation.layout().size().rows(), "2");
}

TEST_F(ColumnSizeBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused("kind: 'hide_row'", ErrorReason::kInvalidArgument, "did you mean hide_rows");
  ExpectRefused("kind: 'hide_rows'", ErrorReason::kMissingArgument, "rows");
  ExpectRefused("kind: 'hide_columns'", ErrorReason::kMissingArgument, "columns");
  ExpectRefused("kind: 'hide_columns' columns: 'A1:B2'", ErrorReason::kInvalidRange, "A:C");
  ExpectRefused("kind: 'hide_columns' columns: '3'", ErrorReason::kInvalidRange, "A:C");
  ExpectRefused("kind: 'hide_rows' rows: 'B'", ErrorReason::kInvalidRange, "2:5");
  ExpectRefused("kind: 'hide_rows' rows: '1:1048577'", ErrorReason::kInvalidRange, "1048576");
  ExpectRefused("kind: 'hide_rows' rows: '2' width: 3", ErrorReason::kUnknownArgument, "width");
  ExpectRefused("kind: 'set_column_width' columns: 'A'", ErrorReason::kMissingArgument, "width");
  ExpectRefused("kind: 'set_row_height' rows: '3'", ErrorReason::kMissingArgument, "height");
  ExpectRefused("kind: 'fit_columns' columns: 'A' min_width: 9 max_width: 8",
                ErrorReason::kInvalidArgument, "max_width");
  ExpectRefused("kind: 'hide_rows' rows: '1:300000'", ErrorReason::kLimitExceeded, "200000");
  ExpectRefused("kind: 'hide_rows' rows: '1' sheet_name: 'Chart'", ErrorReason::kNotAWorksheet,
                "Chart");
}

}  // namespace
}  // namespace sheetgate::workbook
