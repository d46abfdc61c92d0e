#include "workbook-service/rpc/workbook_style_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/styled_workbook.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;

class WorkbookStyleSummaryTest : public RpcTest {
 protected:
  WorkbookStyleSummaryTest() { WriteFile("a.xlsx", StyledWorkbook()); }

  absl::StatusOr<v1::WorkbookStyleSummaryResponse> Summary(int page_size = 0,
                                                           const ReadLimits& limits = {}) {
    v1::WorkbookStyleSummaryRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_page_size(page_size);
    return WorkbookStyleSummary(request, context(), session(), limits);
  }
};

TEST_F(WorkbookStyleSummaryTest, AddsUpAllSheets) {
  ASSERT_OK_AND_ASSIGN(const auto response, Summary());
  EXPECT_EQ(response.default_look(), "Calibri 11");
  EXPECT_EQ(response.theme().colors_size(), 12);
  EXPECT_EQ(response.theme().minor_font(), "Calibri");
  EXPECT_EQ(response.defined_formats(), 4);
  EXPECT_EQ(response.cells(), 14);
  ASSERT_EQ(response.named_styles_size(), 1);
  EXPECT_EQ(response.named_styles(0).name(), "Input");
  EXPECT_EQ(response.named_styles(0).cells(), 2);
  ASSERT_EQ(response.number_formats_size(), 1);
  EXPECT_EQ(response.number_formats(0).name(), kAccounting);
  EXPECT_EQ(response.number_formats(0).cells(), 6);
  ASSERT_EQ(response.looks_size(), 4);
  EXPECT_EQ(response.looks(1).look(), "bold; fill FFFFE0");
  EXPECT_EQ(response.looks(1).cells(), 4);
  EXPECT_THAT(response.looks(1).sheets(), ElementsAre("Data", "More"));
  EXPECT_THAT(response.partial_sheets(), IsEmpty());
}

TEST_F(WorkbookStyleSummaryTest, IsBounded) {
  ASSERT_OK_AND_ASSIGN(const auto response, Summary(2));
  EXPECT_EQ(response.looks_size(), 2);
  EXPECT_EQ(response.total_looks(), 4);
  ReadLimits limits;
  limits.max_bytes = 10;
  ASSERT_OK_AND_ASSIGN(const auto tight, Summary(0, limits));
  EXPECT_EQ(tight.named_styles_size() + tight.number_formats_size() + tight.looks_size(), 1);
}

TEST_F(WorkbookStyleSummaryTest, NamesWhatIsWrong) {
  v1::WorkbookStyleSummaryRequest request;
  request.set_workbook_id("nothing");
  EXPECT_THAT(WorkbookStyleSummary(request, context(), session(), {}),
              HasReason(ErrorReason::kWorkbookNotFound));
  request.set_workbook_id(FileId("a.xlsx"));
  request.set_revision("nothing");
  EXPECT_THAT(WorkbookStyleSummary(request, context(), session(), {}),
              HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
