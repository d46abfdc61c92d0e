#include "workbook-service/rpc/close_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;

class CloseWorkbookTest : public RpcTest {};

TEST_F(CloseWorkbookTest, ReleasesMemoryAndLosesNothing) {
  WriteFile("a.xlsx", SampleWorkbook());
  v1::CloseWorkbookRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  const std::string revision = HeadOf(FileId("a.xlsx"));
  ASSERT_OK_AND_ASSIGN(auto response, CloseWorkbook(request, context(), session()));
  EXPECT_GT(response.released_bytes(), 0);
  ASSERT_OK_AND_ASSIGN(response, CloseWorkbook(request, context(), session()));
  EXPECT_EQ(response.released_bytes(), 0) << "nothing is held any more";
  EXPECT_EQ(HeadOf(FileId("a.xlsx")), revision);
}

TEST_F(CloseWorkbookTest, KeepsTheEditsOfAFork) {
  WriteFile("a.xlsx", SampleWorkbook());
  v1::CloseWorkbookRequest request;
  request.set_workbook_id(ForkOf("a.xlsx"));
  const std::string edited = Edit(request.workbook_id(), {NumberEdit("B2", 7)});
  ASSERT_THAT(CloseWorkbook(request, context(), session()), tests::IsOk());
  EXPECT_EQ(HeadOf(request.workbook_id()), edited);
}

TEST_F(CloseWorkbookTest, RefusesAnUnknownWorkbook) {
  v1::CloseWorkbookRequest request;
  request.set_workbook_id("wb-unknown");
  EXPECT_THAT(CloseWorkbook(request, context(), session()),
              HasReason(ErrorReason::kWorkbookNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
