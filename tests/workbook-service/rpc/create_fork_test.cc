#include "workbook-service/rpc/create_fork.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class CreateForkTest : public RpcTest {
 protected:
  CreateForkTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  absl::StatusOr<v1::CreateForkResponse> Create(const v1::CreateForkRequest& request) {
    return CreateFork(request, context(), session());
  }
};

TEST_F(CreateForkTest, ShowsTheForkAndItsBase) {
  clock().Set(absl::FromUnixSeconds(1'800'000'000));
  v1::CreateForkRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  request.set_label("plan B");
  ASSERT_OK_AND_ASSIGN(const auto response, Create(request));
  const v1::Fork& fork = response.fork();
  EXPECT_EQ(fork.base_workbook_id(), FileId("a.xlsx"));
  EXPECT_EQ(fork.base_path(), "a.xlsx");
  EXPECT_EQ(fork.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_EQ(fork.base_revision(), fork.revision());
  EXPECT_EQ(fork.label(), "plan B");
  EXPECT_EQ(fork.created_at(), "2027-01-15T08:00:00Z");
  EXPECT_EQ(fork.expires_at(), "2027-01-22T08:00:00Z");
  EXPECT_EQ(HeadOf(fork.workbook_id()), fork.revision());
}

TEST_F(CreateForkTest, ForksAForkAtAnEarlierRevision) {
  const std::string parent = ForkOf("a.xlsx");
  const std::string first = Edit(parent, {NumberEdit("B2", 7)});
  Edit(parent, {NumberEdit("B2", 8)});
  v1::CreateForkRequest request;
  request.set_workbook_id(parent);
  request.set_revision(first);
  ASSERT_OK_AND_ASSIGN(const auto response, Create(request));
  EXPECT_EQ(response.fork().base_workbook_id(), parent);
  EXPECT_EQ(response.fork().base_revision(), first);
}

TEST_F(CreateForkTest, RepeatingARequestIdReturnsTheFirstFork) {
  v1::CreateForkRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  request.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Create(request));
  ASSERT_OK_AND_ASSIGN(const auto again, Create(request));
  EXPECT_EQ(again.fork().workbook_id(), first.fork().workbook_id());
  request.set_label("something else");
  EXPECT_THAT(Create(request), HasReason(ErrorReason::kRequestIdReused));
}

TEST_F(CreateForkTest, RefusesMoreForksThanAllowed) {
  options().max_forks_per_owner = 2;
  v1::CreateForkRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  ASSERT_THAT(Create(request), IsOk());
  ASSERT_THAT(Create(request), IsOk());
  EXPECT_THAT(Create(request), HasReason(ErrorReason::kForkLimitReached));
}

TEST_F(CreateForkTest, NamesWhatIsWrong) {
  v1::CreateForkRequest request;
  request.set_workbook_id("wb-unknown");
  EXPECT_THAT(Create(request), HasReason(ErrorReason::kWorkbookNotFound));
  request.set_workbook_id(FileId("a.xlsx"));
  request.set_revision("rev-unknown");
  EXPECT_THAT(Create(request), HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
