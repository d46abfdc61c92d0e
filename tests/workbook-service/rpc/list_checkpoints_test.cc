#include "workbook-service/rpc/list_checkpoints.h"

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

class ListCheckpointsTest : public RpcTest {
 protected:
  ListCheckpointsTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::ListCheckpointsResponse> Call() {
    return ListCheckpoints(request_, context(), session(), {});
  }

  std::string fork_;
  v1::ListCheckpointsRequest request_;
};

TEST_F(ListCheckpointsTest, ComesOldestFirstInPages) {
  for (const char* label : {"one", "two", "three"}) {
    ASSERT_THAT(session().AddCheckpoint(fork_, {.label = label}, context()), IsOk());
  }
  request_.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Call());
  ASSERT_EQ(first.checkpoints_size(), 2);
  EXPECT_EQ(first.checkpoints(0).label(), "one");
  EXPECT_EQ(first.checkpoints(1).label(), "two");
  request_.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Call());
  ASSERT_EQ(second.checkpoints_size(), 1);
  EXPECT_EQ(second.checkpoints(0).label(), "three");
  EXPECT_EQ(second.next_page_token(), "");
  // A page cannot go on behind a checkpoint that is gone.
  ASSERT_THAT(
      session().DeleteCheckpoint(fork_, first.checkpoints(1).checkpoint_id(), {}, context()),
      IsOk());
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidPageToken));
}

TEST_F(ListCheckpointsTest, FilesHaveNone) {
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Call(), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
