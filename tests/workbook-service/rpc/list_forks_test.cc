#include "workbook-service/rpc/list_forks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using tests::HasReason;

class ListForksTest : public RpcTest {
 protected:
  ListForksTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    WriteFile("b.xlsx", SampleWorkbook());
    for (const char* path : {"a.xlsx", "b.xlsx", "a.xlsx"}) {
      forks_.push_back(ForkOf(path));
      clock().Advance(absl::Seconds(1));
    }
  }

  absl::StatusOr<v1::ListForksResponse> List(const v1::ListForksRequest& request,
                                             const ReadLimits& limits = {}) {
    return ListForks(request, context(), session(), limits);
  }

  static std::vector<std::string> Ids(const v1::ListForksResponse& response) {
    std::vector<std::string> ids;
    for (const v1::Fork& fork : response.forks()) ids.push_back(fork.workbook_id());
    return ids;
  }

  std::vector<std::string> forks_;
};

TEST_F(ListForksTest, ListsOldestFirst) {
  ASSERT_OK_AND_ASSIGN(const auto response, List({}));
  EXPECT_THAT(Ids(response), ElementsAreArray(forks_));
  EXPECT_EQ(response.forks(1).base_path(), "b.xlsx");
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(ListForksTest, ShowsTheNewestRevision) {
  const std::string edited = Edit(forks_[0], {NumberEdit("B2", 7)});
  ASSERT_OK_AND_ASSIGN(const auto response, List({}));
  EXPECT_EQ(response.forks(0).revision(), edited);
  EXPECT_NE(response.forks(0).base_revision(), edited);
}

TEST_F(ListForksTest, FiltersByBase) {
  v1::ListForksRequest request;
  request.set_base_workbook_id(FileId("a.xlsx"));
  ASSERT_OK_AND_ASSIGN(const auto response, List(request));
  EXPECT_THAT(Ids(response), ElementsAre(forks_[0], forks_[2]));
}

TEST_F(ListForksTest, PagesGoOnAlsoWhenTheLastForkIsGone) {
  v1::ListForksRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, List(request));
  EXPECT_THAT(Ids(first), ElementsAre(forks_[0]));
  ASSERT_THAT(session().DiscardFork(forks_[0], {}, context()), tests::IsOk());
  request.set_page_token(first.next_page_token());
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto second, List(request));
  EXPECT_THAT(Ids(second), ElementsAre(forks_[1], forks_[2]));
  EXPECT_THAT(second.next_page_token(), IsEmpty());
}

TEST_F(ListForksTest, StartsANewPageWhenTheBudgetIsUsedUp) {
  ReadLimits limits;
  limits.max_bytes = 1;
  ASSERT_OK_AND_ASSIGN(const auto response, List({}, limits));
  EXPECT_THAT(Ids(response), ElementsAre(forks_[0]));
  EXPECT_NE(response.next_page_token(), "");
}

TEST_F(ListForksTest, RefusesForeignTokens) {
  v1::ListForksRequest request;
  request.set_page_token("bm90IG91cnM");
  EXPECT_THAT(List(request), HasReason(ErrorReason::kInvalidPageToken));
  request.clear_page_token();
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, List(request));
  request.set_page_token(first.next_page_token());
  request.set_base_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(List(request), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
