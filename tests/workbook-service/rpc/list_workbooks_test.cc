#include "workbook-service/rpc/list_workbooks.h"

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
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using tests::HasReason;
using tests::IsOk;

class ListWorkbooksTest : public RpcTest {
 protected:
  ListWorkbooksTest() {
    WriteFile("b.xlsx", SampleWorkbook());
    WriteFile("a/c.xlsm", SampleWorkbook());
    WriteFile("a/deep/d.xlsx", SampleWorkbook());
    WriteFile("a/readme.txt", "no workbook");
    WriteFile("~$b.xlsx", "lock file");
  }

  static std::vector<std::string> Paths(const v1::ListWorkbooksResponse& response) {
    std::vector<std::string> paths;
    for (const v1::WorkbookEntry& entry : response.workbooks()) paths.push_back(entry.path());
    return paths;
  }

  // All pages, and how many there were.
  std::vector<std::string> ReadAll(v1::ListWorkbooksRequest request, const ReadLimits& limits,
                                   int* pages) {
    std::vector<std::string> paths;
    for (*pages = 0; *pages < 10;) {
      ++*pages;
      const auto response = ListWorkbooks(request, context(), session(), limits);
      EXPECT_THAT(response, IsOk());
      if (!response.ok()) break;
      for (const std::string& path : Paths(*response)) paths.push_back(path);
      if (response->next_page_token().empty()) break;
      request.set_page_token(response->next_page_token());
    }
    return paths;
  }
};

TEST_F(ListWorkbooksTest, ListsWorkbookFilesByPath) {
  ASSERT_OK_AND_ASSIGN(const auto response, ListWorkbooks({}, context(), session(), {}));
  EXPECT_THAT(Paths(response), ElementsAre("a/c.xlsm", "a/deep/d.xlsx", "b.xlsx"));
  const v1::WorkbookEntry& entry = response.workbooks(2);
  EXPECT_EQ(entry.workbook_id(), FileId("b.xlsx"));
  EXPECT_EQ(entry.size_bytes(), static_cast<int64_t>(SampleWorkbook().size()));
  EXPECT_THAT(entry.modified_at(), MatchesRegex("20..-..-..T..:..:..Z"));
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(ListWorkbooksTest, ListsTemplatesAndDelimitedText) {
  for (const char* name : {"t.xltx", "t.xltm", "sales.csv", "sales.tsv", "old.xls", "b.xlsb"}) {
    WriteFile(std::string("in/") + name, "x");
  }
  v1::ListWorkbooksRequest request;
  request.set_path_glob("in/*");
  ASSERT_OK_AND_ASSIGN(const auto response, ListWorkbooks(request, context(), session(), {}));
  EXPECT_THAT(Paths(response),
              ElementsAre("in/sales.csv", "in/sales.tsv", "in/t.xltm", "in/t.xltx"));
}

TEST_F(ListWorkbooksTest, FiltersByGlob) {
  v1::ListWorkbooksRequest request;
  request.set_path_glob("a/*");
  ASSERT_OK_AND_ASSIGN(auto response, ListWorkbooks(request, context(), session(), {}));
  EXPECT_THAT(Paths(response), ElementsAre("a/c.xlsm"));
  request.set_path_glob("**/*.xlsx");
  ASSERT_OK_AND_ASSIGN(response, ListWorkbooks(request, context(), session(), {}));
  EXPECT_THAT(Paths(response), ElementsAre("a/deep/d.xlsx", "b.xlsx"));
}

TEST_F(ListWorkbooksTest, PagesHoldEveryFileOnce) {
  v1::ListWorkbooksRequest request;
  request.set_page_size(1);
  int pages = 0;
  EXPECT_THAT(ReadAll(request, {}, &pages), ElementsAre("a/c.xlsm", "a/deep/d.xlsx", "b.xlsx"));
  EXPECT_EQ(pages, 3);
}

TEST_F(ListWorkbooksTest, StartsANewPageWhenTheBudgetIsUsedUp) {
  ReadLimits limits;
  limits.max_bytes = 300;
  int pages = 0;
  EXPECT_THAT(ReadAll({}, limits, &pages), SizeIs(3));
  EXPECT_EQ(pages, 2);
}

TEST_F(ListWorkbooksTest, RefusesATokenOfAnotherGlob) {
  v1::ListWorkbooksRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, ListWorkbooks(request, context(), session(), {}));
  request.set_page_token(first.next_page_token());
  request.set_path_glob("a/**");
  EXPECT_THAT(ListWorkbooks(request, context(), session(), {}),
              HasReason(ErrorReason::kInvalidPageToken));
}

TEST_F(ListWorkbooksTest, RefusesAGlobThatLeavesTheWorkspace) {
  v1::ListWorkbooksRequest request;
  request.set_path_glob("../*.xlsx");
  const auto response = ListWorkbooks(request, context(), session(), {});
  ASSERT_THAT(response, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(response.status()), "path_glob");
}

}  // namespace
}  // namespace sheetgate::workbook
