#include "workbook-service/rpc/table_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/batch_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/sheet_features.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

class TableBatchTest : public BatchTest<v1::TableBatchRequest, v1::TableBatchResponse, TableBatch> {
 protected:
  TableBatchTest()
      : BatchTest("kind: 'create_table' sheet_name: 'Data' range: 'A1:D3' table_name: 'Costs'") {}
};

TEST_F(TableBatchTest, SheetFeaturesReadsWhatWasWritten) {
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Call({good_, "kind: 'rename_table' table_name: 'Costs' new_name: 'Outlays'",
            "kind: 'resize_table' table_name: 'Outlays' range: 'A1:C3'",
            "kind: 'set_totals_row' table_name: 'Outlays' totals_row: true totals { column: "
            "'Amount' function: 'max' }",
            "kind: 'resize_table' table_name: 'Outlays' range: 'A1:C6'",
            "kind: 'set_table_style' table_name: 'Outlays' style: 'none' column_stripes: true"}));
  EXPECT_EQ(response.operations_applied(), 6);
  EXPECT_TRUE(response.stale_values());
  v1::SheetFeaturesRequest request;
  request.set_workbook_id(request_.workbook_id());
  request.set_sheet_name("Data");
  ASSERT_OK_AND_ASSIGN(const auto features, SheetFeatures(request, context(), session(), {}));
  ASSERT_EQ(features.tables_size(), 1);
  EXPECT_EQ(features.tables(0).name() + " " + features.tables(0).range(), "Outlays A1:C7");
  ASSERT_EQ(features.tables(0).formulas_size(), 1);
  EXPECT_EQ(features.tables(0).formulas(0).total(), "max");
}

TEST_F(TableBatchTest, APreviewCountsWhatFollows) {
  ASSERT_THAT(Call({good_}), IsOk());
  Edit(request_.workbook_id(), {FormulaEdit("F1", "=SUM(Costs[Amount])")});
  request_.set_mode("preview");
  ASSERT_OK_AND_ASSIGN(const auto preview,
                       Call({"kind: 'rename_table' table_name: 'Costs' new_name: 'Outlays'",
                             "kind: 'delete_table' table_name: 'Outlays'"}));
  EXPECT_EQ(preview.impact().formulas_rewritten(), 2);
  EXPECT_FALSE(preview.change_id().empty());
}

TEST_F(TableBatchTest, IsSafeToRepeatAndToRace) { ExpectSafeToRepeatAndToRace(); }

TEST_F(TableBatchTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call({good_}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(request_.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  EXPECT_EQ(edits.revisions(0).operations(0).kind(), "table");
  EXPECT_EQ(edits.revisions(0).operations(0).table().kind(), "create_table");
}

TEST_F(TableBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused("kind: 'make_table'", ErrorReason::kInvalidArgument, "create_table");
  ExpectRefused("kind: 'create_table' sheet_name: 'Data'", ErrorReason::kMissingArgument, "range");
  ExpectRefused("kind: 'create_table' range: 'A1:B2'", ErrorReason::kMissingArgument, "sheet_name");
  ExpectRefused("kind: 'create_table' sheet_name: 'Data' range: 'A1:'", ErrorReason::kInvalidRange,
                "range");
  ExpectRefused("kind: 'rename_table' table_name: 'Costs'", ErrorReason::kMissingArgument,
                "new_name");
  ExpectRefused("kind: 'rename_table' new_name: 'X_'", ErrorReason::kMissingArgument, "table_name");
  ExpectRefused("kind: 'set_totals_row' table_name: 'Costs'", ErrorReason::kMissingArgument,
                "totals_row");
  ExpectRefused(
      "kind: 'set_totals_row' table_name: 'Costs' totals_row: false totals { column: 'Item' }",
      ErrorReason::kInvalidArgument, "totals");
  ExpectRefused("kind: 'set_table_style' table_name: 'Costs'", ErrorReason::kMissingArgument,
                "style");
  ExpectRefused("kind: 'delete_table' table_name: 'Costs' range: 'A1'",
                ErrorReason::kUnknownArgument, "range");
  ExpectRefused("kind: 'delete_table' table_name: 'Nothing'", ErrorReason::kInvalidArgument,
                "no table");
}

}  // namespace
}  // namespace sheetgate::workbook
