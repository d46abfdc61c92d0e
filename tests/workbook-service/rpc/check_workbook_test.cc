#include "workbook-service/rpc/check_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"

#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/formula_workbook.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::FormulaWorkbook;
using tests::HasReason;

// "error circular_references Data: A1,Notes!B1 (2) =Notes!B1".
std::string Show(const v1::WorkbookProblem& problem) {
  return StrCat(problem.severity(), " ", problem.kind(), " ", problem.sheet_name(), ": ",
                absl::StrJoin(problem.ranges(), ","),
                problem.has_cells() ? StrCat(" (", problem.cells(), ")") : "",
                problem.formula().empty() ? "" : " ", problem.formula());
}

class CheckWorkbookTest : public RpcTest {
 protected:
  CheckWorkbookTest() {
    FormulaWorkbook builder;
    builder.Sheet("Data")
        .Cell("A1", "=Notes!B1", "1")
        .Cell("A2", "=1/0", "#DIV/0!")
        .Cell("A3", "=A2", "#DIV/0!")
        .Cell("C1", "=Gone!A1", "1");
    builder.Sheet("Notes", "state=\"hidden\"")
        .Cell("B1", "=Data!A1", "1")
        .Cell("B2", "=NOW()", "1");
    builder.Name("Lost", "#REF!$A$1");
    WriteFile("a.xlsx", *builder.Build());
  }

  v1::CheckWorkbookRequest Request() {
    v1::CheckWorkbookRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    return request;
  }

  absl::StatusOr<v1::CheckWorkbookResponse> Check(const v1::CheckWorkbookRequest& request,
                                                  const ReadLimits& limits = {}) {
    return CheckWorkbook(request, context(), session(), limits);
  }

  std::vector<std::string> Problems(const v1::CheckWorkbookRequest& request) {
    const auto response = Check(request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> lines;
    if (!response.ok()) return lines;
    for (const v1::WorkbookProblem& problem : response->problems()) lines.push_back(Show(problem));
    return lines;
  }
};

TEST_F(CheckWorkbookTest, TheWorstComesFirst) {
  ASSERT_OK_AND_ASSIGN(const auto response, Check(Request()));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_THAT(
      Problems(Request()),
      ElementsAre("error error_values Data: A2 =1/0", "error broken_references Data: C1 =Gone!A1",
                  "error circular_references Data: A1,Notes!B1 (2) =Notes!B1",
                  "warning broken_references : ", "info error_values Data: A3 =A2",
                  "info hidden_data Notes: B1:B2 (2)", "info volatile_functions Notes: B2 =NOW()"));
  ASSERT_EQ(response.counts_size(), 7);
  EXPECT_EQ(response.counts(0).kind(), "error_values");
  EXPECT_EQ(response.counts(0).severity(), "error");
  EXPECT_EQ(response.counts(0).problems(), 1);
  EXPECT_EQ(response.counts(2).cells(), 2);
  EXPECT_FALSE(response.counts(3).has_cells());
  EXPECT_THAT(response.problems(3).message(), HasSubstr("'Lost'"));
  EXPECT_THAT(response.problems(0).action(), HasSubstr("divisor"));
  EXPECT_THAT(response.unchecked(), IsEmpty());
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(CheckWorkbookTest, SelectsBySheetKindAndSeverity) {
  v1::CheckWorkbookRequest request = Request();
  request.set_sheet_name("notes");
  EXPECT_THAT(
      Problems(request),
      ElementsAre("error circular_references Data: A1,Notes!B1 (2) =Notes!B1",
                  "info hidden_data Notes: B1:B2 (2)", "info volatile_functions Notes: B2 =NOW()"));
  request = Request();
  request.add_kinds("error_values");
  request.add_kinds("hidden_data");
  EXPECT_THAT(Problems(request),
              ElementsAre("error error_values Data: A2 =1/0", "info error_values Data: A3 =A2",
                          "info hidden_data Notes: B1:B2 (2)"));
  request.set_min_severity("error");
  EXPECT_THAT(Problems(request), ElementsAre("error error_values Data: A2 =1/0"));
  ASSERT_OK_AND_ASSIGN(const auto response, Check(request));
  EXPECT_EQ(response.counts_size(), 1) << "of what is selected";
}

TEST_F(CheckWorkbookTest, EditedCellsMakeValuesStale) {
  const std::string fork = ForkOf("a.xlsx");
  Edit(fork, {NumberEdit("F9", 3)});
  v1::CheckWorkbookRequest request = Request();
  request.set_workbook_id(fork);
  request.add_kinds("stale_values");
  EXPECT_THAT(Problems(request), ElementsAre("warning stale_values : "));
  request.set_sheet_name("Data");
  EXPECT_THAT(Problems(request), ElementsAre("warning stale_values : "));
  request.clear_kinds();
  EXPECT_EQ(Problems(request)[3], "warning stale_values : ") << "behind the errors";
  request.set_workbook_id(FileId("a.xlsx"));
  request.add_kinds("stale_values");
  EXPECT_THAT(Problems(request), IsEmpty());
}

TEST_F(CheckWorkbookTest, PagesFollowEachOther) {
  const std::vector<std::string> whole = Problems(Request());
  for (const int page_size : {1, 2, 5}) {
    v1::CheckWorkbookRequest request = Request();
    request.set_page_size(page_size);
    std::vector<std::string> all;
    int pages = 0;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Check(request));
      EXPECT_EQ(page.counts_size(), 7) << "of all pages";
      for (const v1::WorkbookProblem& problem : page.problems()) all.push_back(Show(problem));
      request.set_page_token(page.next_page_token());
      ++pages;
    } while (!request.page_token().empty());
    EXPECT_EQ(pages, (7 + page_size - 1) / page_size);
    EXPECT_EQ(all, whole);
  }
}

TEST_F(CheckWorkbookTest, StaysWithinTheBudget) {
  ReadLimits limits;
  limits.max_bytes = 700;
  v1::CheckWorkbookRequest request = Request();
  int problems = 0, pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Check(request, limits));
    ASSERT_GT(page.problems_size(), 0);
    problems += page.problems_size();
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(problems, 7);
  EXPECT_GT(pages, 2);
}

TEST_F(CheckWorkbookTest, LaterPagesReadTheRevisionOfTheFirst) {
  const std::string fork = ForkOf("a.xlsx");
  v1::CheckWorkbookRequest request = Request();
  request.set_workbook_id(fork);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Check(request));
  Edit(fork, {NumberEdit("A2", 3)});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Check(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_EQ(Show(second.problems(0)), "error broken_references Data: C1 =Gone!A1");
}

TEST_F(CheckWorkbookTest, SaysWhatIsWrong) {
  v1::CheckWorkbookRequest request = Request();
  request.add_kinds("hidden_data");
  request.add_kinds("typos");
  absl::Status status = Check(request).status();
  EXPECT_THAT(status, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(status), "kinds[1]");
  EXPECT_THAT(std::string(status.message()), HasSubstr("'typos' is none of error_values, "));
  request = Request();
  request.set_min_severity("fatal");
  status = Check(request).status();
  EXPECT_THAT(status, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(status), "min_severity");
  request = Request();
  request.set_sheet_name("Dat");
  EXPECT_THAT(Check(request), HasReason(ErrorReason::kSheetNotFound));
  request = Request();
  request.set_page_token("???");
  EXPECT_THAT(Check(request), HasReason(ErrorReason::kInvalidPageToken));
  request = Request();
  request.set_revision("r-none");
  EXPECT_THAT(Check(request), HasReason(ErrorReason::kRevisionNotFound));
  WriteFile("b.xlsx", SampleWorkbook());
  request = Request();
  request.set_workbook_id(FileId("b.xlsx"));
  request.set_sheet_name("Chart");
  EXPECT_THAT(Check(request), HasReason(ErrorReason::kNotAWorksheet));
}

TEST_F(CheckWorkbookTest, StopsWhenCancelled) {
  const v1::CheckWorkbookRequest request = Request();
  platform::CancellationSource cancel;
  platform::RequestContext cancelled = context();
  cancelled.cancellation = cancel.token();
  cancel.Cancel(absl::CancelledError("the client went away"));
  EXPECT_THAT(CheckWorkbook(request, cancelled, session(), {}),
              tests::StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sheetgate::workbook
