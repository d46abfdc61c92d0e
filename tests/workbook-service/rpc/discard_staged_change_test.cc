#include "workbook-service/rpc/discard_staged_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/edit_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class DiscardStagedChangeTest : public RpcTest {
 protected:
  DiscardStagedChangeTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::DiscardStagedChangeResponse> Call() {
    return DiscardStagedChange(request_, context(), session());
  }

  // Stages an edit of B2.
  v1::EditBatchResponse Preview(double value) {
    v1::EditBatchRequest edit;
    edit.set_workbook_id(fork_);
    edit.set_sheet_name("Data");
    edit.set_mode("preview");
    edit.set_label("look");
    *edit.add_edits() = NumberEdit("B2", value);
    const auto response = EditBatch(edit, context(), session());
    EXPECT_THAT(response, IsOk());
    return response.value_or(v1::EditBatchResponse());
  }

  std::string fork_;
  v1::DiscardStagedChangeRequest request_;
};

TEST_F(DiscardStagedChangeTest, LeavesTheForkAsItIs) {
  const std::string head = HeadOf(fork_);
  const v1::EditBatchResponse staged = Preview(5);
  request_.set_change_id(staged.change_id());
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.change_id(), staged.change_id());
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_THAT(session().Open(fork_, staged.revision(), context()),
              HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_THAT(Call(), IsOk()) << "repeated";
  request_.set_request_id("r2");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kStagedChangeNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
