#include "workbook-service/rpc/copy_workbook.h"

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

class CopyWorkbookTest : public RpcTest {
 protected:
  CopyWorkbookTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    request_.set_workbook_id(fork_);
  }

  absl::StatusOr<v1::CopyWorkbookResponse> Call() {
    return CopyWorkbook(request_, context(), session());
  }

  std::string fork_;
  v1::CopyWorkbookRequest request_;
};

TEST_F(CopyWorkbookTest, WritesARevisionAsANewFile) {
  const std::string first = Edit(fork_, {NumberEdit("B2", 1)});
  Edit(fork_, {NumberEdit("B2", 2)});
  request_.set_path("archive/old.xlsx");
  request_.set_revision(first);
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.path(), "archive/old.xlsx");
  EXPECT_EQ(response.workbook_id(), FileId("archive/old.xlsx"));
  EXPECT_EQ(response.copied_revision(), first);
  EXPECT_TRUE(response.stale_values());
  const std::string bytes = ReadFile("archive/old.xlsx");
  EXPECT_EQ(response.size_bytes(), static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(response.sha256(), platform::Sha256Hex(bytes));
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.SerializeAsString(), response.SerializeAsString());
}

TEST_F(CopyWorkbookTest, CopiesAFileByteForByte) {
  request_.set_workbook_id(FileId("a.xlsx"));
  request_.set_path("b.xlsx");
  ASSERT_THAT(Call(), IsOk());
  EXPECT_EQ(ReadFile("b.xlsx"), SampleWorkbook());
}

TEST_F(CopyWorkbookTest, NamesWhatIsWrong) {
  request_.set_path("a.xlsx");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kFileExists));
  request_.set_path("b.xlsm");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidPath));
  request_.set_path("b.xlsx");
  request_.set_revision("rev-none");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
