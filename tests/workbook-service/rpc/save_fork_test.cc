#include "workbook-service/rpc/save_fork.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/sha256.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class SaveForkTest : public RpcTest {
 protected:
  SaveForkTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
    revision_ = Edit(request_.workbook_id(), {NumberEdit("B2", 7)});
  }

  absl::StatusOr<v1::SaveForkResponse> Save() { return SaveFork(request_, context(), session()); }

  v1::SaveForkRequest request_;
  std::string revision_;
};

TEST_F(SaveForkTest, WritesANewFileAndLeavesTheOriginal) {
  request_.set_path("results/plan.xlsx");
  request_.set_expected_revision(revision_);
  ASSERT_OK_AND_ASSIGN(const auto response, Save());
  EXPECT_EQ(response.path(), "results/plan.xlsx");
  EXPECT_EQ(response.workbook_id(), FileId("results/plan.xlsx"));
  EXPECT_EQ(response.revision(), revision_);
  EXPECT_TRUE(response.stale_values());
  const std::string written = ReadFile("results/plan.xlsx");
  EXPECT_EQ(response.size_bytes(), static_cast<int64_t>(written.size()));
  EXPECT_EQ(response.sha256(), platform::Sha256Hex(written));
  EXPECT_NE(written, SampleWorkbook());
  EXPECT_EQ(ReadFile("a.xlsx"), SampleWorkbook());
}

TEST_F(SaveForkTest, ReplacesAFileOnlyWhenAskedTo) {
  WriteFile("taken.xlsx", "mine");
  request_.set_path("taken.xlsx");
  EXPECT_THAT(Save(), HasReason(ErrorReason::kFileExists));
  EXPECT_EQ(ReadFile("taken.xlsx"), "mine");
  request_.set_overwrite(true);
  EXPECT_THAT(Save(), IsOk());
  EXPECT_NE(ReadFile("taken.xlsx"), "mine");
}

TEST_F(SaveForkTest, OverwritesTheBaseUnlessItChanged) {
  ASSERT_OK_AND_ASSIGN(const auto response, Save());
  EXPECT_EQ(response.path(), "a.xlsx");
  EXPECT_NE(ReadFile("a.xlsx"), SampleWorkbook());

  WriteFile("a.xlsx", TallWorkbook(3));
  Edit(request_.workbook_id(), {NumberEdit("B2", 8)});
  EXPECT_THAT(Save(), HasReason(ErrorReason::kBaseChanged));
  EXPECT_EQ(ReadFile("a.xlsx"), TallWorkbook(3));
  request_.set_ignore_base_changes(true);
  EXPECT_THAT(Save(), IsOk());
  EXPECT_NE(ReadFile("a.xlsx"), TallWorkbook(3));
}

TEST_F(SaveForkTest, StaysInsideTheWorkspace) {
  for (const char* path : {"../out.xlsx", "/tmp/out.xlsx", "x/../../out.xlsx"}) {
    request_.set_path(path);
    EXPECT_THAT(Save(), HasReason(ErrorReason::kPathOutsideWorkspace)) << path;
  }
}

TEST_F(SaveForkTest, RefusesAnotherFormatAndAnOldRevision) {
  request_.set_path("plan.xlsm");
  EXPECT_THAT(Save(), HasReason(ErrorReason::kInvalidPath));
  request_.set_path("plan.xlsx");
  request_.set_expected_revision("rev-old");
  EXPECT_THAT(Save(), HasReason(ErrorReason::kRevisionConflict));
  EXPECT_FALSE(FileExists("plan.xlsx"));
}

TEST_F(SaveForkTest, DelimitedTextIsSavedAsAWorkbookOnly) {
  WriteFile("sales.csv", "Item,Amount\n");
  request_.set_workbook_id(ForkOf("sales.csv"));
  const auto over_itself = Save();
  EXPECT_THAT(over_itself, HasReason(ErrorReason::kInvalidPath));
  EXPECT_THAT(std::string(over_itself.status().message()),
              ::testing::HasSubstr("use a path such as sales.xlsx"));
  EXPECT_EQ(ReadFile("sales.csv"), "Item,Amount\n");
  request_.set_path("sales.xlsx");
  ASSERT_OK_AND_ASSIGN(const auto response, Save());
  EXPECT_EQ(response.workbook_id(), FileId("sales.xlsx"));
  EXPECT_EQ(ReadFile("sales.xlsx").substr(0, 2), "PK");
}

TEST_F(SaveForkTest, RefusesAFile) {
  request_.set_workbook_id(FileId("a.xlsx"));
  request_.set_path("copy.xlsx");
  EXPECT_THAT(Save(), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
