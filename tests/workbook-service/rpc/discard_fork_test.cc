#include "workbook-service/rpc/discard_fork.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;

class DiscardForkTest : public RpcTest {};

TEST_F(DiscardForkTest, RemovesTheForkAndNotItsBase) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  v1::DiscardForkRequest request;
  request.set_workbook_id(fork);
  ASSERT_OK_AND_ASSIGN(const auto response, DiscardFork(request, context(), session()));
  EXPECT_EQ(response.workbook_id(), fork);
  EXPECT_THAT(session().Open(fork, "", context()), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_EQ(ReadFile("a.xlsx"), SampleWorkbook());
  EXPECT_THAT(DiscardFork(request, context(), session()),
              HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(DiscardForkTest, RefusesAFile) {
  WriteFile("a.xlsx", SampleWorkbook());
  v1::DiscardForkRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(DiscardFork(request, context(), session()),
              HasReason(ErrorReason::kWorkbookReadOnly));
  EXPECT_TRUE(FileExists("a.xlsx"));
}

}  // namespace
}  // namespace sheetgate::workbook
