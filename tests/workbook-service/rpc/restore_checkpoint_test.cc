#include "workbook-service/rpc/restore_checkpoint.h"

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

class RestoreCheckpointTest : public RpcTest {
 protected:
  RestoreCheckpointTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::RestoreCheckpointResponse> Call() {
    return RestoreCheckpoint(request_, context(), session());
  }

  std::string fork_;
  v1::RestoreCheckpointRequest request_;
};

TEST_F(RestoreCheckpointTest, BringsTheStateBackAndKeepsLaterRevisions) {
  const std::string first = Edit(fork_, {NumberEdit("B2", 1)});
  ASSERT_OK_AND_ASSIGN(const auto checkpoint, session().AddCheckpoint(fork_, {}, context()));
  const std::string second = Edit(fork_, {NumberEdit("B2", 2)});
  request_.set_checkpoint_id(checkpoint.id);
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.revision(), first);
  EXPECT_EQ(response.previous_revision(), second);
  EXPECT_EQ(response.undo_steps(), 1);
  EXPECT_EQ(response.redo_steps(), 1);
  EXPECT_EQ(HeadOf(fork_), first);
  EXPECT_THAT(session().Open(fork_, second, context()), IsOk());
}

TEST_F(RestoreCheckpointTest, IsSafeToRepeatAndToRace) {
  ASSERT_OK_AND_ASSIGN(const auto checkpoint, session().AddCheckpoint(fork_, {}, context()));
  Edit(fork_, {NumberEdit("B2", 2)});
  request_.set_checkpoint_id(checkpoint.id);
  request_.set_expected_revision(checkpoint.revision);
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRevisionConflict));
  request_.clear_expected_revision();
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Call());
  Edit(fork_, {NumberEdit("B2", 3)});
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_NE(HeadOf(fork_), again.revision()) << "a retry restores nothing again";
}

TEST_F(RestoreCheckpointTest, NamesWhatIsMissing) {
  request_.set_checkpoint_id("cp-none");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kCheckpointNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
