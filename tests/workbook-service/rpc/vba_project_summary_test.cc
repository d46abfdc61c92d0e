#include "workbook-service/rpc/vba_project_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/vba_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;

class VbaProjectSummaryTest : public RpcTest {
 protected:
  absl::StatusOr<v1::VbaProjectSummaryResponse> Ask(const std::string& workbook_id,
                                                    const ReadLimits& limits = {},
                                                    bool vba = true) {
    v1::VbaProjectSummaryRequest request;
    request.set_workbook_id(workbook_id);
    return VbaProjectSummary(request, context(), session(), limits, vba);
  }
};

TEST_F(VbaProjectSummaryTest, DescribesModulesAndReferences) {
  WriteFile("a.xlsm", WorkbookWithVba(SampleVba()));
  ASSERT_OK_AND_ASSIGN(const auto response, Ask(FileId("a.xlsm")));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsm")));
  EXPECT_TRUE(response.has_vba());
  EXPECT_EQ(response.project_name(), "VBAProject");
  EXPECT_EQ(response.code_page(), 1252);
  ASSERT_EQ(response.modules_size(), 2);
  EXPECT_EQ(response.modules(0).name(), "Module1");
  EXPECT_EQ(response.modules(0).kind(), "standard");
  EXPECT_EQ(response.modules(0).lines(), 5);
  EXPECT_THAT(response.modules(0).procedures(), ElementsAre("Go", "Price"));
  EXPECT_EQ(response.modules(1).kind(), "document");
  EXPECT_EQ(response.modules(1).lines(), 1);
  ASSERT_EQ(response.references_size(), 1);
  EXPECT_EQ(response.references(0).name(), "stdole");
  EXPECT_FALSE(response.has_more_modules());
}

TEST_F(VbaProjectSummaryTest, AWorkbookWithoutMacrosHasNone) {
  WriteFile("a.xlsx", SampleWorkbook());
  ASSERT_OK_AND_ASSIGN(const auto response, Ask(FileId("a.xlsx")));
  EXPECT_FALSE(response.has_vba());
  EXPECT_EQ(response.modules_size(), 0);
}

TEST_F(VbaProjectSummaryTest, WhatDoesNotFitIsCounted) {
  WriteFile("a.xlsm", WorkbookWithVba(SampleVba()));
  ASSERT_OK_AND_ASSIGN(const auto response, Ask(FileId("a.xlsm"), {.max_bytes = 10}));
  EXPECT_EQ(response.modules_size(), 1);
  EXPECT_EQ(response.more_modules(), 1);
  EXPECT_EQ(response.more_references(), 1);
}

TEST_F(VbaProjectSummaryTest, NamesWhatIsWrong) {
  WriteFile("a.xlsm", WorkbookWithVba(SampleVba()));
  WriteFile("bad.xlsm", WorkbookWithVba("this is no project"));
  const auto disabled = Ask(FileId("a.xlsm"), {}, /*vba=*/false);
  EXPECT_THAT(disabled, HasReason(ErrorReason::kFeatureDisabled));
  EXPECT_EQ(disabled.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(disabled.status().ToString(), HasSubstr("--vba"));
  EXPECT_THAT(Ask(FileId("bad.xlsm")), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(Ask("wb-unknown"), HasReason(ErrorReason::kWorkbookNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
