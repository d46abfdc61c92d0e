#include "workbook-service/rpc/describe_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;

class DescribeWorkbookTest : public RpcTest {
 protected:
  absl::StatusOr<v1::DescribeWorkbookResponse> Describe(const std::string& workbook_id,
                                                        const std::string& revision = "") {
    v1::DescribeWorkbookRequest request;
    request.set_workbook_id(workbook_id);
    request.set_revision(revision);
    return DescribeWorkbook(request, context(), session());
  }
};

TEST_F(DescribeWorkbookTest, DescribesAFile) {
  WriteFile("a.xlsx", SampleWorkbook());
  ASSERT_OK_AND_ASSIGN(const auto response, Describe(FileId("a.xlsx")));
  EXPECT_EQ(response.workbook_id(), FileId("a.xlsx"));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_EQ(response.kind(), "file");
  EXPECT_EQ(response.path(), "a.xlsx");
  EXPECT_EQ(response.format(), "xlsx");
  EXPECT_EQ(response.size_bytes(), static_cast<int64_t>(SampleWorkbook().size()));
  EXPECT_EQ(response.sheet_count(), 3);
  EXPECT_THAT(response.sheet_names(), ElementsAre("Data", "Notes", "Chart"));
  EXPECT_EQ(response.date_system(), "1900");
  EXPECT_FALSE(response.macros_present());
  EXPECT_FALSE(response.stale_values());
}

TEST_F(DescribeWorkbookTest, AForkThatWasEditedHasStaleValues) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = HeadOf(fork);
  const std::string edited = Edit(fork, {NumberEdit("B2", 7)});
  ASSERT_OK_AND_ASSIGN(const auto newest, Describe(fork));
  EXPECT_EQ(newest.kind(), "fork");
  EXPECT_EQ(newest.path(), "a.xlsx");
  EXPECT_EQ(newest.revision(), edited);
  EXPECT_TRUE(newest.stale_values());
  ASSERT_OK_AND_ASSIGN(const auto before, Describe(fork, base));
  EXPECT_EQ(before.revision(), base);
  EXPECT_FALSE(before.stale_values());
}

TEST_F(DescribeWorkbookTest, DelimitedTextIsAWorkbookOfOneSheet) {
  WriteFile("sales.csv", "Item,Amount\nRent,1000\n");
  ASSERT_OK_AND_ASSIGN(const auto file, Describe(FileId("sales.csv")));
  EXPECT_EQ(file.format(), "csv");
  EXPECT_EQ(file.kind(), "file");
  EXPECT_EQ(file.path(), "sales.csv");
  EXPECT_THAT(file.sheet_names(), ElementsAre("Sheet1"));
  EXPECT_GT(file.size_bytes(), 0);
  ASSERT_OK_AND_ASSIGN(const auto fork, Describe(ForkOf("sales.csv")));
  EXPECT_EQ(fork.format(), "xlsx");
  EXPECT_EQ(fork.path(), "sales.csv");
  EXPECT_EQ(fork.size_bytes(), file.size_bytes());
}

TEST_F(DescribeWorkbookTest, TellsTheDateSystem) {
  WriteFile("mac.xlsx", BuildWorkbook({{"Data", ""}}, /*date1904=*/true));
  ASSERT_OK_AND_ASSIGN(const auto response, Describe(FileId("mac.xlsx")));
  EXPECT_EQ(response.date_system(), "1904");
}

TEST_F(DescribeWorkbookTest, NamesWhatIsWrong) {
  WriteFile("a.xlsx", SampleWorkbook());
  WriteFile("text.xlsx", "this is no zip file");
  EXPECT_THAT(Describe("wb-unknown"), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(Describe(FileId("a.xlsx"), "rev-unknown"), HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_THAT(Describe(FileId("text.xlsx")), HasReason(ErrorReason::kNotAWorkbook));
}

}  // namespace
}  // namespace sheetgate::workbook
