#include "workbook-service/rpc/chart_batch.h"

#include <string>
#include <vector>

#include "tests/workbook-service/rpc/batch_test_base.h"
#include "workbook-service/rpc/apply_staged_change.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/list_objects.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

// The head of operations that name a chart.
std::string On(const std::string& kind, const std::string& rest) {
  return "kind: '" + kind + "' sheet_name: 'Data' " + rest;
}

const char* const kColumns = "chart_type: 'column' data_range: 'A1:B3' cell: 'F2' ";

class ChartBatchTest : public BatchTest<v1::ChartBatchRequest, v1::ChartBatchResponse, ChartBatch> {
 protected:
  ChartBatchTest() : BatchTest(On("create", kColumns)) {}

  // "Chart 1 F2:M16 column" for each chart of the fork.
  std::vector<std::string> Charts() {
    v1::ListObjectsRequest request;
    request.set_workbook_id(request_.workbook_id());
    request.add_kinds("charts");
    const auto response = ListObjects(request, context(), session(), {});
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> lines;
    if (!response.ok()) return lines;
    for (const v1::ObjectGroup& group : response->groups()) {
      for (const v1::ObjectInfo& chart : group.objects()) {
        lines.push_back(chart.name() + " " + chart.range() + " " + chart.summary());
      }
    }
    return lines;
  }
};

TEST_F(ChartBatchTest, OperationsSeeWhatThoseBeforeMade) {
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Call(
          {good_,
           On("create", "chart_type: 'pie' data_range: 'Data!$A$1:$B$3' cell: 'F20' name: 'Share'"),
           On("update", "name: 'Chart 1' chart_type: 'line' title: 'Amounts' legend: 'right'"),
           On("move", "name: 'Share' cell: 'H30' width: 128 height: 60")}));
  EXPECT_EQ(response.operations_applied(), 4);
  EXPECT_FALSE(response.stale_values());
  EXPECT_THAT(Charts(),
              ElementsAre(HasSubstr("Chart 1 F2:M16 line"), HasSubstr("Share H30:I32 pie")));
  EXPECT_THAT(Charts().front(), HasSubstr("Amounts"));
  ASSERT_THAT(Call({On("delete", "name: 'Chart 1'")}), IsOk());
  EXPECT_THAT(Charts(), ElementsAre(HasSubstr("Share")));
}

TEST_F(ChartBatchTest, EveryFieldOfAChartIsTaken) {
  ASSERT_THAT(
      Call({On(
          "create",
          "chart_type: 'column' grouping: 'stacked' cell: 'F2' offset_x: 3 offset_y: 4 anchor: "
          "'one_cell' columns: 3 rows: 9 alt_text: 'amounts' name: 'All' title: '=A1' "
          "x_axis_title: 'x' y_axis_title: 'y' secondary_axis_title: 'z' legend: 'top' "
          "data_labels: true grid_lines: false y_min: 0 y_max: 2000 y_number_format: '#,##0' "
          "series { values: 'B2:B3' categories: 'A2:A3' name: '=B1' color: '#4472c4' } "
          "series { values: 'D2:D3' name: 'Double' chart_type: 'line' secondary_axis: true }")}),
      IsOk());
  EXPECT_THAT(Charts(), ElementsAre(HasSubstr("All F2")));
  ASSERT_THAT(
      Call({On("create", "chart_type: 'bar' data_range: 'A1:B3' series_in: 'rows' cell: 'F30'")}),
      IsOk());
}

TEST_F(ChartBatchTest, UndoAndRevisionsMadeAgain) {
  ASSERT_THAT(Call({good_}), IsOk());
  ASSERT_THAT(session().Close(request_.workbook_id(), context()), IsOk());
  EXPECT_THAT(Charts(), ElementsAre(HasSubstr("Chart 1 F2:M16")));
  v1::UndoRequest undo;
  undo.set_workbook_id(request_.workbook_id());
  undo.set_steps(1);
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_THAT(Charts(), ElementsAre());
}

TEST_F(ChartBatchTest, GetEditsTellsTheOperation) {
  ASSERT_THAT(Call({good_}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(request_.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  ASSERT_EQ(edits.revisions_size(), 1);
  ASSERT_EQ(edits.revisions(0).operations_size(), 1);
  const v1::EditOperation& edit = edits.revisions(0).operations(0);
  EXPECT_EQ(edit.kind(), "chart");
  EXPECT_EQ(edit.sheet_name(), "Data");
  EXPECT_EQ(edit.chart().data_range(), "A1:B3");
}

TEST_F(ChartBatchTest, APreviewIsWhatIsApplied) {
  request_.set_mode("preview");
  ASSERT_OK_AND_ASSIGN(const auto preview, Call({good_}));
  EXPECT_THAT(Charts(), ElementsAre());
  v1::ApplyStagedChangeRequest apply;
  apply.set_workbook_id(request_.workbook_id());
  apply.set_change_id(preview.change_id());
  ASSERT_THAT(ApplyStagedChange(apply, context(), session()), IsOk());
  EXPECT_EQ(HeadOf(request_.workbook_id()), preview.revision());
  EXPECT_THAT(Charts(), ElementsAre(HasSubstr("Chart 1")));
}

TEST_F(ChartBatchTest, IsSafeToRepeatAndToRace) { ExpectSafeToRepeatAndToRace(); }

TEST_F(ChartBatchTest, SaysWhatIsWrongWithAnOperation) {
  const std::string columns = kColumns;
  ExpectRefused(On("add", ""), ErrorReason::kInvalidArgument, "create, update, move, delete");
  ExpectRefused(On("create", "data_range: 'A1:B3' cell: 'F2'"), ErrorReason::kMissingArgument,
                "chart_type");
  ExpectRefused(On("create", "chart_type: 'column' cell: 'F2'"), ErrorReason::kMissingArgument,
                "data_range or series");
  ExpectRefused(On("create", "chart_type: 'column' data_range: 'A1:B3'"),
                ErrorReason::kMissingArgument, "cell");
  ExpectRefused(On("create", "chart_type: 'columns' data_range: 'A1:B3' cell: 'F2'"),
                ErrorReason::kInvalidArgument, "is none of column, bar, line, area, pie");
  ExpectRefused(On("create", columns + "occurrence: 1"), ErrorReason::kUnknownArgument,
                "occurrence");
  ExpectRefused(On("create", columns + "grouping: 'layered'"), ErrorReason::kInvalidArgument,
                "percent_stacked");
  ExpectRefused(On("create", columns + "legend: 'middle'"), ErrorReason::kInvalidArgument,
                "legend");
  ExpectRefused(On("create", columns + "series_in: 'both'"), ErrorReason::kInvalidArgument,
                "columns, rows");
  ExpectRefused(On("create", columns + "series { values: 'B2:B3' }"), ErrorReason::kInvalidArgument,
                "data_range too");
  ExpectRefused(On("create", columns + "y_min: inf"), ErrorReason::kInvalidArgument, "y_min");
  ExpectRefused(On("create", columns + "title: '\\x01'"), ErrorReason::kInvalidArgument, "title");
  ExpectRefused(On("create", columns + "title: '=B1+1'"), ErrorReason::kInvalidRange, "title");
  ExpectRefused(On("create", "chart_type: 'column' cell: 'F2' series { name: 'x' }"),
                ErrorReason::kMissingArgument, "series[0].values");
  ExpectRefused(
      On("create", "chart_type: 'column' cell: 'F2' series { values: 'B2:B3' color: 'red' }"),
      ErrorReason::kInvalidArgument, "series[0].color");
  ExpectRefused(
      On("create", "chart_type: 'column' cell: 'F2' series_in: 'rows' series { values: 'B2' }"),
      ErrorReason::kMissingArgument, "data_range");
  ExpectRefused(On("create", "chart_type: 'column' data_range: 'Chart!A1' cell: 'F2'"),
                ErrorReason::kNotAWorksheet, "Chart");
  ExpectRefused(On("update", "title: 'x'"), ErrorReason::kMissingArgument, "name");
  ExpectRefused(On("update", "name: 'Chart 1'"), ErrorReason::kMissingArgument, "something else");
  ExpectRefused(On("update", "name: 'Chart 1' cell: 'B2'"), ErrorReason::kUnknownArgument, "cell");
  ExpectRefused(On("update", "name: 'Chart 2' title: 'x'"), ErrorReason::kInvalidArgument,
                "'Chart 1'");
  ExpectRefused(On("update",
                   "name: 'Chart 1' chart_type: 'pie' series { values: 'B2:B3' } "
                   "series { values: 'D2:D3' }"),
                ErrorReason::kInvalidArgument, "a pie shows one series");
  ExpectRefused(On("move", "name: 'Chart 1'"), ErrorReason::kMissingArgument, "cell");
  ExpectRefused(On("move", "name: 'Chart 1' title: 'x'"), ErrorReason::kUnknownArgument, "title");
  ExpectRefused(On("delete", "name: 'Chart 1' occurrence: 2"), ErrorReason::kInvalidArgument,
                "occurrence");
}

TEST_F(ChartBatchTest, FilesAreReadOnly) {
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Call({good_}), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
