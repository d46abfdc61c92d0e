#include "workbook-service/rpc/update_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/define_name.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class UpdateNameTest : public RpcTest {
 protected:
  UpdateNameTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
    request_.set_name("Factor");
    v1::DefineNameRequest define;
    define.set_workbook_id(request_.workbook_id());
    define.set_name("Factor");
    define.set_refers_to("=2");
    EXPECT_THAT(DefineName(define, context(), session()), IsOk());
    Edit(request_.workbook_id(), {FormulaEdit("E2", "=B2*Factor"), FormulaEdit("E3", "=Factor")});
  }

  absl::StatusOr<v1::UpdateNameResponse> Call() {
    return UpdateName(request_, context(), session());
  }

  v1::UpdateNameRequest request_;
};

TEST_F(UpdateNameTest, CountsTheFormulasThatFollow) {
  request_.set_new_name("Times");
  request_.set_mode("preview");
  ASSERT_OK_AND_ASSIGN(const auto preview, Call());
  EXPECT_EQ(preview.formulas_rewritten(), 2);
  EXPECT_EQ(preview.impact().formulas_rewritten(), 2);
  request_.clear_mode();
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_EQ(response.formulas_rewritten(), 2);
  ASSERT_OK_AND_ASSIGN(const auto snapshot, session().Open(request_.workbook_id(), "", context()));
  ASSERT_OK_AND_ASSIGN(const auto sheet, snapshot->workbook->LoadSheet(0, {}));
  EXPECT_EQ(sheet->Formula({2, 5}), "B2*Times");
}

TEST_F(UpdateNameTest, AnotherMeaningMakesResultsStale) {
  request_.set_refers_to("=3");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_TRUE(response.stale_values());
  EXPECT_EQ(response.formulas_rewritten(), 0);
}

TEST_F(UpdateNameTest, NeedsSomethingToChange) {
  EXPECT_THAT(Call(), HasReason(ErrorReason::kMissingArgument));
  request_.set_name("Nothing");
  request_.set_hidden(true);
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::workbook
