#include "workbook-service/rpc/delete_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/define_name.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class DeleteNameTest : public RpcTest {
 protected:
  DeleteNameTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
    request_.set_name("Factor");
    Define("Factor", "=2");
    Define("Twice", "=Factor*2");
    Edit(request_.workbook_id(), {FormulaEdit("E2", "=B2*Factor"), FormulaEdit("E3", "=Twice")});
  }

  void Define(const std::string& name, const std::string& refers_to) {
    v1::DefineNameRequest define;
    define.set_workbook_id(request_.workbook_id());
    define.set_name(name);
    define.set_refers_to(refers_to);
    EXPECT_THAT(DefineName(define, context(), session()), IsOk());
  }

  size_t NamesNow() {
    const auto snapshot = session().Open(request_.workbook_id(), "", context());
    EXPECT_THAT(snapshot, IsOk());
    return snapshot.ok() ? (*snapshot)->workbook->defined_names().size() : 0;
  }

  v1::DeleteNameRequest request_;
};

TEST_F(DeleteNameTest, CountsWhatUsesIt) {
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, DeleteName(request_, context(), session()));
  EXPECT_EQ(response.formulas_using(), 1);
  EXPECT_EQ(response.names_using(), 1);
  EXPECT_TRUE(response.stale_values());
  EXPECT_EQ(NamesNow(), 1u);
  ASSERT_OK_AND_ASSIGN(const auto again, DeleteName(request_, context(), session()));
  EXPECT_EQ(again.revision(), response.revision());
  EXPECT_EQ(again.formulas_using(), 1);
}

TEST_F(DeleteNameTest, IsUndone) {
  ASSERT_THAT(DeleteName(request_, context(), session()), IsOk());
  v1::UndoRequest undo;
  undo.set_workbook_id(request_.workbook_id());
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_EQ(NamesNow(), 2u);
}

TEST_F(DeleteNameTest, RefusesANameThereIsNot) {
  request_.set_name("Nothing");
  EXPECT_THAT(DeleteName(request_, context(), session()), HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::workbook
