#include "workbook-service/rpc/undo.h"

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
using tests::IsOk;

class UndoTest : public RpcTest {
 protected:
  UndoTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::UndoResponse> Call() { return Undo(request_, context(), session()); }

  std::string fork_;
  v1::UndoRequest request_;
};

TEST_F(UndoTest, GoesBackOneStepUnlessTold) {
  const std::string first = Edit(fork_, {NumberEdit("B2", 1)});
  const std::string second = Edit(fork_, {NumberEdit("B2", 2)});
  const std::string third = Edit(fork_, {NumberEdit("B2", 3)});
  ASSERT_OK_AND_ASSIGN(auto response, Call());
  EXPECT_EQ(response.revision(), second);
  EXPECT_EQ(response.previous_revision(), third);
  EXPECT_EQ(response.undo_steps(), 2);
  EXPECT_EQ(response.redo_steps(), 1);
  EXPECT_TRUE(response.stale_values());
  request_.set_steps(2);
  ASSERT_OK_AND_ASSIGN(response, Call());
  EXPECT_EQ(response.undo_steps(), 0);
  EXPECT_EQ(response.redo_steps(), 3);
  EXPECT_FALSE(response.stale_values());
  EXPECT_EQ(HeadOf(fork_), response.revision());
}

TEST_F(UndoTest, SaysHowManyStepsThereAre) {
  Edit(fork_, {NumberEdit("B2", 1)});
  request_.set_steps(2);
  const auto response = Call();
  EXPECT_THAT(response, HasReason(ErrorReason::kNothingToUndo));
  EXPECT_EQ(FieldOf(response.status()), "steps");
  EXPECT_EQ(platform::MetadataOf(response.status())["available"], "1");
}

TEST_F(UndoTest, IsSafeToRepeatAndToRace) {
  const std::string first = Edit(fork_, {NumberEdit("B2", 1)});
  Edit(fork_, {NumberEdit("B2", 2)});
  request_.set_expected_revision(first);
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRevisionConflict));
  request_.set_expected_revision(HeadOf(fork_));
  request_.set_request_id("r1");
  ASSERT_THAT(Call(), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.revision(), first);
  request_.set_steps(2);
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRequestIdReused));
}

TEST_F(UndoTest, FilesAreNotUndone) {
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Call(), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
