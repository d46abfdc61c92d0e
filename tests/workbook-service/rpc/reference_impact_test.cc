#include "workbook-service/rpc/reference_impact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;

class ReferenceImpactTest : public RpcTest {
 protected:
  ReferenceImpactTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(FileId("a.xlsx"));
    request_.mutable_operation()->set_kind("delete_cols");
    request_.mutable_operation()->set_sheet_name("Data");
    request_.mutable_operation()->set_at_col("B");
  }

  absl::StatusOr<v1::ReferenceImpactResponse> Call() {
    return ReferenceImpact(request_, context(), session(), {});
  }

  v1::ReferenceImpactRequest request_;
};

TEST_F(ReferenceImpactTest, TellsWhatBreaks) {
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.formulas_changed(), 3);
  EXPECT_EQ(response.formulas_losing_references(), 3);
  EXPECT_EQ(response.formulas_unchanged(), 0);
  EXPECT_EQ(response.formulas_deleted(), 0);
  EXPECT_EQ(response.cells_deleted(), 4);
  ASSERT_EQ(response.samples_size(), 3);
  EXPECT_EQ(response.samples(0).address(), "D2");
  EXPECT_EQ(response.samples(0).old_formula(), "=B2*2");
  EXPECT_EQ(response.samples(0).new_formula(), "=#REF!*2");
  EXPECT_TRUE(response.samples(0).loses_reference());
}

TEST_F(ReferenceImpactTest, MovedRowsAreCountedAsTheyEndUp) {
  v1::StructureOperation& operation = *request_.mutable_operation();
  operation.set_kind("move_rows");
  operation.clear_at_col();
  operation.set_at_row(2);
  operation.set_target("4");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  // =B2*2 becomes =B3*2, =B3*2 becomes =B2*2, and their sum is one of the same rows.
  EXPECT_EQ(response.formulas_changed(), 2);
  EXPECT_EQ(response.formulas_unchanged(), 1);
  EXPECT_EQ(response.formulas_losing_references(), 0);
  EXPECT_EQ(response.formulas_deleted(), 0);
  EXPECT_EQ(response.cells_deleted(), 0);
  ASSERT_EQ(response.samples_size(), 2);
  EXPECT_EQ(response.samples(0).new_formula(), "=B3*2");
}

TEST_F(ReferenceImpactTest, ListsAtMostTheSamplesAskedFor) {
  request_.set_max_samples(1);
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.samples_size(), 1);
  EXPECT_EQ(response.formulas_changed(), 3);
}

TEST_F(ReferenceImpactTest, RefusesWhatChangesNoReferences) {
  request_.mutable_operation()->set_kind("merge_cells");
  request_.mutable_operation()->clear_at_col();
  request_.mutable_operation()->set_range("A1:B1");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidArgument));
  request_.mutable_operation()->set_kind("delete_rows");
  request_.mutable_operation()->clear_range();
  EXPECT_THAT(Call(), HasReason(ErrorReason::kMissingArgument));
  request_.mutable_operation()->set_at_row(1);
  request_.mutable_operation()->set_sheet_name("Nowhere");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kSheetNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
