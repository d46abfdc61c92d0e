#include "workbook-service/rpc/checkpoint_fork.h"

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

class CheckpointForkTest : public RpcTest {
 protected:
  CheckpointForkTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::CheckpointForkResponse> Call() {
    return CheckpointFork(request_, context(), session());
  }

  std::string fork_;
  v1::CheckpointForkRequest request_;
};

TEST_F(CheckpointForkTest, NamesTheNewestRevision) {
  clock().Set(absl::FromUnixSeconds(1'800'000'000));
  const std::string head = Edit(fork_, {NumberEdit("B2", 1)});
  request_.set_label("good");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  const v1::Checkpoint& checkpoint = response.checkpoint();
  EXPECT_EQ(checkpoint.revision(), head);
  EXPECT_EQ(checkpoint.label(), "good");
  EXPECT_EQ(checkpoint.principal(), "anonymous");
  EXPECT_EQ(checkpoint.created_at(), "2027-01-15T08:00:00Z");
  EXPECT_EQ(session().ListCheckpoints(fork_, context())->front().id, checkpoint.checkpoint_id());
}

TEST_F(CheckpointForkTest, IsSafeToRepeatAndToRace) {
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Call());
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request_.set_label("another");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRequestIdReused));
  request_.clear_request_id();
  request_.set_expected_revision("rev-old");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(CheckpointForkTest, SaysWhatToDoAtTheLimit) {
  for (int i = 0; i < 50; ++i) ASSERT_THAT(Call(), IsOk());
  const auto refused = Call();
  EXPECT_THAT(refused, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(std::string(refused.status().message()),
              ::testing::HasSubstr("delete_checkpoint removes"));
}

}  // namespace
}  // namespace sheetgate::workbook
