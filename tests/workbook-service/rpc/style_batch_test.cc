#include "workbook-service/rpc/style_batch.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/styled_workbook.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/grid_export.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

// An operation on sheet Data in protobuf's text form.
v1::StyleOperation Style(const std::string& text) {
  v1::StyleOperation operation;
  operation.set_sheet_name("Data");
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &operation)) << text;
  return operation;
}

class StyleBatchTest : public RpcTest {
 protected:
  StyleBatchTest() {
    WriteFile("a.xlsx", StyledWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  absl::StatusOr<v1::StyleBatchResponse> Call(const std::vector<v1::StyleOperation>& operations,
                                              const std::string& mode = "") {
    v1::StyleBatchRequest request;
    request.set_workbook_id(fork_);
    for (const v1::StyleOperation& operation : operations) *request.add_operations() = operation;
    request.set_mode(mode);
    request.set_request_id(request_id_);
    request.set_expected_revision(expected_revision_);
    return StyleBatch(request, context(), session());
  }

  // What the cell has besides what a cell without any format has.
  v1::CellLook LookAt(const std::string& address) {
    v1::GridExportRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name("Data");
    request.set_range(address);
    const auto grid = GridExport(request, context(), session(), {});
    EXPECT_THAT(grid, IsOk());
    if (!grid.ok() || grid->rows_size() != 1) return {};
    const int style = grid->rows(0).cells(0).style();
    return style == 0 ? grid->default_style() : grid->styles(style - 1);
  }

  void ExpectRefused(const std::string& bad, ErrorReason reason, const std::string& message) {
    const std::string head = HeadOf(fork_);
    const auto response = Call({Style("ranges: 'A1' look { bold: true }"), Style(bad)});
    ASSERT_THAT(response, HasReason(reason)) << bad;
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(message));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
    EXPECT_EQ(HeadOf(fork_), head);
  }

  std::string fork_;
  std::string request_id_;
  std::string expected_revision_;
};

TEST_F(StyleBatchTest, ALookThatIsReadCanBeGiven) {
  const v1::CellLook header = LookAt("A1");
  v1::StyleOperation copy = Style("ranges: 'A2'");
  ASSERT_TRUE(copy.mutable_look()->ParseFromString(header.SerializeAsString()));
  ASSERT_OK_AND_ASSIGN(const auto response, Call({copy}));
  EXPECT_EQ(response.operations_applied(), 1);
  EXPECT_FALSE(response.stale_values());
  EXPECT_EQ(LookAt("A2").SerializeAsString(), header.SerializeAsString());
}

TEST_F(StyleBatchTest, OperationsSeeWhatThoseBeforeMade) {
  ASSERT_THAT(Call({Style("ranges: 'A2:B3' look { italic: true underline: 'double' }"),
                    Style("ranges: 'B:B' clear: 'underline' look { number_format: '0.0%' }")}),
              IsOk());
  EXPECT_EQ(LookAt("A2").underline(), "double");
  EXPECT_EQ(LookAt("B3").underline(), "");
  EXPECT_TRUE(LookAt("B3").italic());
  EXPECT_EQ(LookAt("B3").number_format(), "0.0%");
}

TEST_F(StyleBatchTest, FalseIsAValue) {
  ASSERT_THAT(Call({Style("ranges: 'A1' look { bold: false }")}), IsOk());
  EXPECT_FALSE(LookAt("A1").bold());
  EXPECT_EQ(LookAt("A1").fill_color(), "FFFFE0");
}

TEST_F(StyleBatchTest, SurvivesEvictionAndUndo) {
  const std::string before = LookAt("A2").SerializeAsString();
  ASSERT_THAT(Call({Style("ranges: 'A2' look { borders { edge: 'outline' style: 'thick' } }")}),
              IsOk());
  Edit(fork_, {NumberEdit("A2", 5)});
  ASSERT_THAT(session().Close(fork_, context()), IsOk());
  EXPECT_EQ(LookAt("A2").borders_size(), 4);
  v1::UndoRequest undo;
  undo.set_workbook_id(fork_);
  undo.set_steps(2);
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_EQ(LookAt("A2").SerializeAsString(), before);
}

TEST_F(StyleBatchTest, APreviewChangesNothingYet) {
  ASSERT_OK_AND_ASSIGN(const auto preview,
                       Call({Style("ranges: 'A2' look { bold: true }")}, "preview"));
  EXPECT_FALSE(preview.change_id().empty());
  EXPECT_FALSE(LookAt("A2").bold());
}

TEST_F(StyleBatchTest, IsSafeToRepeatAndToRace) {
  request_id_ = "r1";
  ASSERT_OK_AND_ASSIGN(const auto first, Call({Style("ranges: 'A2' look { bold: true }")}));
  ASSERT_OK_AND_ASSIGN(const auto again, Call({Style("ranges: 'A2' look { bold: true }")}));
  EXPECT_EQ(again.revision(), first.revision());
  request_id_.clear();
  expected_revision_ = first.previous_revision();
  EXPECT_THAT(Call({Style("ranges: 'A2' look { bold: true }")}),
              HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(StyleBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({Style("ranges: 'A2' look { bold: true }")}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(fork_);
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  ASSERT_EQ(edits.revisions(0).operations_size(), 1);
  EXPECT_EQ(edits.revisions(0).operations(0).kind(), "style");
  EXPECT_EQ(edits.revisions(0).operations(0).sheet_name(), "Data");
  EXPECT_TRUE(edits.revisions(0).operations(0).style().look().bold());
}

TEST_F(StyleBatchTest, SaysWhatIsWrongWithAnOperation) {
  constexpr ErrorReason kBad = ErrorReason::kInvalidArgument;
  ExpectRefused("ranges: 'A1:'", ErrorReason::kInvalidRange, "ranges");
  ExpectRefused("ranges: 'A1'", ErrorReason::kMissingArgument, "look");
  ExpectRefused("ranges: 'A1' clear: 'bolt'", kBad, "did you mean bold");
  ExpectRefused("ranges: 'A1' look { underline: 'singel' }", kBad, "did you mean single");
  ExpectRefused("ranges: 'A1' look { vertical_align: 'top' }", kBad, "baseline");
  ExpectRefused("ranges: 'A1' look { font_color: 'red' }", kBad, "RRGGBB");
  ExpectRefused("ranges: 'A1' look { fill: 'dotted' }", kBad, "look.fill");
  ExpectRefused("ranges: 'A1' look { fill: 'none' fill_color: 'FF0000' }", kBad, "solid");
  ExpectRefused("ranges: 'A1' look { fill_background: 'theme:99' }", kBad, "fill_background");
  ExpectRefused("ranges: 'A1' look { borders { style: 'thin' } }", ErrorReason::kMissingArgument,
                "edge");
  ExpectRefused("ranges: 'A1' look { borders { edge: 'middle' } }", kBad, "outline");
  ExpectRefused("ranges: 'A1' look { borders { edge: 'all' style: 'fat' } }", kBad, "medium");
  ExpectRefused("ranges: 'A1' look { borders { edge: 'all' color: 'x' } }", kBad, "color");
  ExpectRefused("ranges: 'A1' look { horizontal: 'middle' }", kBad, "center");
  ExpectRefused("ranges: 'A1' look { vertical: 'middle' }", kBad, "center");
  ExpectRefused("ranges: 'A1' look { reading_order: 'up' }", kBad, "left_to_right");
  ExpectRefused("ranges: 'A1' look { rotation: 100 }", kBad, "rotation");
  ExpectRefused("ranges: 'A1' look { number_format: '0.00 USD' }", kBad, "quotes");
  ExpectRefused("ranges: 'A1' look { named_style: 'Nice' }", kBad, "'Input'");
  ExpectRefused("sheet_name: 'Chart' ranges: 'A1' look { bold: true }", ErrorReason::kNotAWorksheet,
                "Chart");
}

TEST_F(StyleBatchTest, FilesAreReadOnly) {
  fork_ = FileId("a.xlsx");
  EXPECT_THAT(Call({Style("ranges: 'A2' look { bold: true }")}),
              HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
