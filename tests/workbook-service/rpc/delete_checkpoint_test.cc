#include "workbook-service/rpc/delete_checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class DeleteCheckpointTest : public RpcTest {
 protected:
  DeleteCheckpointTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::DeleteCheckpointResponse> Call() {
    return DeleteCheckpoint(request_, context(), session());
  }

  std::string fork_;
  v1::DeleteCheckpointRequest request_;
};

TEST_F(DeleteCheckpointTest, ForgetsTheNameNotTheRevision) {
  const std::string head = Edit(fork_, {NumberEdit("B2", 1)});
  ASSERT_OK_AND_ASSIGN(const auto checkpoint, session().AddCheckpoint(fork_, {}, context()));
  request_.set_checkpoint_id(checkpoint.id);
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.checkpoint_id(), checkpoint.id);
  EXPECT_TRUE(session().ListCheckpoints(fork_, context())->empty());
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_THAT(Call(), IsOk()) << "repeated";
  request_.set_request_id("r2");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kCheckpointNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
