#include "workbook-service/rpc/create_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class CreateWorkbookTest : public RpcTest {
 protected:
  CreateWorkbookTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  absl::StatusOr<v1::CreateWorkbookResponse> Call() {
    return CreateWorkbook(request_, context(), session());
  }

  v1::CreateWorkbookRequest request_;
};

TEST_F(CreateWorkbookTest, MakesAFileWithTheseSheets) {
  request_.set_path("new/plan.xlsx");
  request_.add_sheet_names("Data");
  request_.add_sheet_names("Summary");
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.path(), "new/plan.xlsx");
  EXPECT_EQ(response.workbook_id(), FileId("new/plan.xlsx"));
  ASSERT_OK_AND_ASSIGN(const auto snapshot, session().Open(response.workbook_id(), "", context()));
  EXPECT_EQ(snapshot->revision, response.revision());
  ASSERT_EQ(snapshot->workbook->sheets().size(), 2u);
  EXPECT_EQ(snapshot->workbook->sheets()[1].name, "Summary");
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.SerializeAsString(), response.SerializeAsString());
}

TEST_F(CreateWorkbookTest, HasOneSheetWhenNoneIsNamed) {
  request_.set_path("plan.xlsx");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  ASSERT_OK_AND_ASSIGN(const auto snapshot, session().Open(response.workbook_id(), "", context()));
  ASSERT_EQ(snapshot->workbook->sheets().size(), 1u);
  EXPECT_EQ(snapshot->workbook->sheets()[0].name, "Sheet1");
}

TEST_F(CreateWorkbookTest, NamesWhatIsWrong) {
  request_.set_path("a.xlsx");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kFileExists));
  request_.set_path("a.csv");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidPath));
  request_.set_path("../a.xlsx");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kPathOutsideWorkspace));
  request_.set_path("b.xlsx");
  request_.add_sheet_names("a/b");
  const auto refused = Call();
  EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(refused.status()), "sheet_names");
}

}  // namespace
}  // namespace sheetgate::workbook
