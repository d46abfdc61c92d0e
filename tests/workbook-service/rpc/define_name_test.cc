#include "workbook-service/rpc/define_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/named_ranges.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;

class DefineNameTest : public RpcTest {
 protected:
  DefineNameTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
    request_.set_name("Amounts");
    request_.set_refers_to("=Data!$B$2:$B$3");
  }

  absl::StatusOr<v1::DefineNameResponse> Call() {
    return DefineName(request_, context(), session());
  }

  v1::DefineNameRequest request_;
};

TEST_F(DefineNameTest, NamedRangesListsWhatWasDefined) {
  request_.set_scope("Data");
  request_.set_comment("of 2026");
  ASSERT_OK_AND_ASSIGN(const auto response, Call());
  EXPECT_TRUE(response.stale_values());
  v1::NamedRangesRequest list;
  list.set_workbook_id(request_.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto names, NamedRanges(list, context(), session(), {}));
  ASSERT_EQ(names.names_size(), 1);
  EXPECT_EQ(names.names(0).name(), "Amounts");
  EXPECT_EQ(names.names(0).scope(), "Data");
  EXPECT_EQ(names.names(0).range(), "B2:B3");
  EXPECT_EQ(names.names(0).comment(), "of 2026");
}

TEST_F(DefineNameTest, IsSafeToRepeatAndToRace) {
  request_.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Call());
  ASSERT_OK_AND_ASSIGN(const auto again, Call());
  EXPECT_EQ(again.revision(), first.revision());
  request_.clear_request_id();
  request_.set_name("Others");
  request_.set_expected_revision(first.previous_revision());
  EXPECT_THAT(Call(), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(DefineNameTest, GetEditsTellsWhatWasDone) {
  ASSERT_THAT(Call(), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(request_.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  ASSERT_EQ(edits.revisions(0).operations_size(), 1);
  EXPECT_EQ(edits.revisions(0).operations(0).kind(), "name");
  EXPECT_EQ(edits.revisions(0).operations(0).name().kind(), "define_name");
  EXPECT_EQ(edits.revisions(0).operations(0).name().refers_to(), "=Data!$B$2:$B$3");
}

TEST_F(DefineNameTest, SaysWhatIsWrong) {
  request_.set_name("A1");
  const auto response = Call();
  EXPECT_THAT(response, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(response.status()), "name");
  request_.set_name("Amounts");
  request_.set_refers_to("=B2");
  EXPECT_THAT(Call(), HasReason(ErrorReason::kInvalidFormula));
}

}  // namespace
}  // namespace sheetgate::workbook
