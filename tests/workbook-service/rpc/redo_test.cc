#include "workbook-service/rpc/redo.h"

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

class RedoTest : public RpcTest {
 protected:
  RedoTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::RedoResponse> Call() { return Redo(request_, context(), session()); }

  std::string fork_;
  v1::RedoRequest request_;
};

TEST_F(RedoTest, BringsBackWhatWasUndone) {
  const std::string first = Edit(fork_, {NumberEdit("B2", 1)});
  const std::string second = Edit(fork_, {NumberEdit("B2", 2)});
  ASSERT_THAT(session().Undo(fork_, 2, {}, context()), IsOk());
  ASSERT_OK_AND_ASSIGN(auto response, Call());
  EXPECT_EQ(response.revision(), first);
  EXPECT_EQ(response.undo_steps(), 1);
  EXPECT_EQ(response.redo_steps(), 1);
  ASSERT_OK_AND_ASSIGN(response, Call());
  EXPECT_EQ(response.revision(), second);
  EXPECT_EQ(response.previous_revision(), first);
  EXPECT_THAT(Call(), HasReason(ErrorReason::kNothingToUndo));
}

TEST_F(RedoTest, AnEditEndsIt) {
  Edit(fork_, {NumberEdit("B2", 1)});
  ASSERT_THAT(session().Undo(fork_, 1, {}, context()), IsOk());
  Edit(fork_, {NumberEdit("B2", 2)});
  EXPECT_THAT(Call(), HasReason(ErrorReason::kNothingToUndo));
}

TEST_F(RedoTest, IsSafeToRepeat) {
  Edit(fork_, {NumberEdit("B2", 1)});
  ASSERT_THAT(session().Undo(fork_, 1, {}, context()), IsOk());
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Call());
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
}

}  // namespace
}  // namespace sheetgate::workbook
