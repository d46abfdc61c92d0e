#include "workbook-service/rpc/vba_module_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/vba_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;

constexpr char kSource[] =
    "Attribute VB_Name = \"Module1\"\nSub Go()\nEnd Sub\nFunction Price()\nEnd Function";

class VbaModuleSourceTest : public RpcTest {
 protected:
  VbaModuleSourceTest() {
    WriteFile("a.xlsm", WorkbookWithVba(SampleVba()));
    request_.set_workbook_id(FileId("a.xlsm"));
    request_.set_module_name("Module1");
  }
  absl::StatusOr<v1::VbaModuleSourceResponse> Ask(const ReadLimits& limits = {}, bool vba = true) {
    return VbaModuleSource(request_, context(), session(), limits, vba);
  }

  v1::VbaModuleSourceRequest request_;
};

TEST_F(VbaModuleSourceTest, ReadsAModule) {
  request_.set_module_name("MODULE1");
  ASSERT_OK_AND_ASSIGN(const auto response, Ask());
  EXPECT_EQ(response.revision(), HeadOf(request_.workbook_id()));
  EXPECT_EQ(response.module_name(), "Module1");
  EXPECT_EQ(response.kind(), "standard");
  EXPECT_EQ(response.source(), kSource);
  EXPECT_EQ(response.total_lines(), 5);
  EXPECT_EQ(response.next_offset_lines(), 0);
}

TEST_F(VbaModuleSourceTest, PagesWalkedToTheirEndAreTheWhole) {
  for (const int lines : {1, 2, 4, 5}) {
    request_.set_limit_lines(lines);
    std::string walked;
    int offset = 0;
    do {
      request_.set_offset_lines(offset);
      ASSERT_OK_AND_ASSIGN(const auto response, Ask());
      walked += (walked.empty() ? "" : "\n") + response.source();
      offset = response.next_offset_lines();
    } while (offset != 0);
    EXPECT_EQ(walked, kSource) << lines;
  }
}

TEST_F(VbaModuleSourceTest, TheBudgetEndsAPageBehindAWholeLine) {
  ASSERT_OK_AND_ASSIGN(const auto response, Ask({.max_bytes = 20}));
  EXPECT_EQ(response.source(), "Attribute VB_Name = \"Module1\"");
  EXPECT_EQ(response.next_offset_lines(), 1);
}

TEST_F(VbaModuleSourceTest, BehindTheEndIsNothing) {
  request_.set_offset_lines(9);
  ASSERT_OK_AND_ASSIGN(const auto response, Ask());
  EXPECT_EQ(response.source(), "");
  EXPECT_EQ(response.total_lines(), 5);
  EXPECT_EQ(response.next_offset_lines(), 0);
}

TEST_F(VbaModuleSourceTest, NamesWhatIsWrong) {
  EXPECT_THAT(Ask({}, /*vba=*/false), HasReason(ErrorReason::kFeatureDisabled));
  request_.set_module_name("Modul1");
  const auto unknown = Ask();
  EXPECT_THAT(unknown, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(unknown.status()), "module_name");
  EXPECT_THAT(unknown.status().ToString(), HasSubstr("did you mean 'Module1'"));
  WriteFile("a.xlsx", SampleWorkbook());
  request_.set_workbook_id(FileId("a.xlsx"));
  const auto none = Ask();
  EXPECT_EQ(FieldOf(none.status()), "module_name");
  EXPECT_THAT(none.status().ToString(), HasSubstr("no macros"));
  request_.set_revision("rev-unknown");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
