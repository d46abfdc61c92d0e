#include "workbook-service/rpc/verify_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/strings.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrAppend;
using platform::StrCat;
using spreadsheet::CellChange;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

class VerifyWorkbookTest : public RpcTest {
 protected:
  VerifyWorkbookTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
    request_.set_sheet_name("Data");
    base_ = HeadOf(request_.workbook_id());
  }

  absl::StatusOr<v1::VerifyWorkbookResponse> Verify(const ReadLimits& limits = {}) {
    return VerifyWorkbook(request_, context(), session(), limits);
  }

  // Writes edits, then the results of the formulas as a calculation would.
  void EditAndCalculate(
      const std::vector<v1::CellEdit>& edits,
      const std::vector<std::pair<spreadsheet::CellRef, spreadsheet::CellValue>>& results) {
    const std::string edited = Edit(request_.workbook_id(), edits);
    std::vector<CellChange> changes;
    for (const auto& [cell, value] : results) {
      CellChange& change = changes.emplace_back();
      change.cell = cell;
      change.kind = CellChange::Kind::kResult;
      change.value = value;
    }
    const auto make = [&](const Snapshot&) -> absl::StatusOr<std::vector<CellChange>> {
      return changes;
    };
    ASSERT_THAT(session().Commit(request_.workbook_id(), Session::CommitKind::kCalculation, make,
                                 {.expected_revision = edited}, context()),
                IsOk());
  }

  v1::Expectation& Expect(const std::string& cell) {
    v1::Expectation& expectation = *request_.add_expectations();
    expectation.set_cell(cell);
    return expectation;
  }

  static std::vector<std::string> Targets(const v1::VerifyWorkbookResponse& response) {
    std::vector<std::string> texts;
    for (const v1::TargetDelta& target : response.targets()) {
      texts.push_back(StrCat(target.cell(), " ", target.classification(), " ",
                             Show(target.old_value()), target.old_formula(), " -> ",
                             Show(target.new_value()), target.new_formula()));
    }
    return texts;
  }
  template <typename Errors>
  static std::vector<std::string> Show(const Errors& errors) {
    std::vector<std::string> texts;
    for (const v1::ErrorRange& error : errors) {
      texts.push_back(StrCat(error.sheet_name(), "!", error.range(), " (", error.cells(), ") ",
                             error.old_error(), error.old_formula(), " -> ", error.new_error(),
                             error.new_formula()));
    }
    return texts;
  }
  static std::string Show(const v1::CellValue& value) { return workbook::Show(value); }

  static std::vector<std::string> Classes(const v1::VerifyWorkbookResponse& response) {
    std::vector<std::string> texts;
    for (const v1::ChangeCount& count : response.summary().targets()) {
      texts.push_back(StrCat(count.kind(), " ", count.count()));
    }
    return texts;
  }
  static std::vector<std::string> Problems(const v1::VerifyWorkbookResponse& response) {
    std::vector<std::string> texts;
    for (const v1::ExpectationResult& result : response.expectations()) {
      EXPECT_EQ(result.passed(), result.problem().empty());
      texts.push_back(result.problem());
    }
    return texts;
  }
  std::string FieldOfError(ErrorReason reason) {
    const auto response = Verify();
    EXPECT_THAT(response, HasReason(reason));
    return FieldOf(response.status());
  }

  v1::VerifyWorkbookRequest request_;
  std::string base_;
};

TEST_F(VerifyWorkbookTest, ProvesWhatAChangeDid) {
  EditAndCalculate({NumberEdit("B3", 600), FormulaEdit("D2", "B2*3")},
                   {{{2, 4}, 3000.0}, {{3, 4}, 1200.0}, {{5, 4}, 1600.0}});
  request_.add_targets("B3");
  request_.add_targets("Data!D2:D5");
  request_.add_targets("'Notes'!A1");
  Expect("D5").set_approx(1600);
  Expect("Data!D3").mutable_equals()->set_number(1200);
  ASSERT_OK_AND_ASSIGN(const auto response, Verify());
  EXPECT_EQ(response.base_revision(), base_);
  EXPECT_EQ(response.verdict(), "pass");
  EXPECT_THAT(response.reasons(), IsEmpty());
  EXPECT_THAT(Targets(response), ElementsAre("Data!B3 direct_edit 500 -> 600",
                                             "Data!D2 formula_edit 2000=B2*2 -> 3000=B2*3",
                                             "Data!D3 recalc_result 1000=B3*2 -> 1200",
                                             "Data!D5 recalc_result 1500=SUM(B2:B3) -> 1600"));
  EXPECT_THAT(response.unchanged_targets(), ElementsAre("Data!D4", "Notes!A1"));
  EXPECT_THAT(Classes(response),
              ElementsAre("unchanged 2", "formula_edit 1", "direct_edit 1", "recalc_result 2"));
  EXPECT_EQ(response.summary().expectations_passed(), 2);
  EXPECT_EQ(response.summary().preexisting_errors(), 1);
  EXPECT_THAT(Show(response.preexisting_errors()), ElementsAre("Data!B5 (1) #DIV/0! -> #DIV/0!"));
  EXPECT_THAT(response.new_errors(), IsEmpty());
  EXPECT_EQ(response.summary().cells_size(), 3);
  EXPECT_FALSE(response.has_left_out());
}

TEST_F(VerifyWorkbookTest, NewErrorsFail) {
  EditAndCalculate(
      {TextEdit("B3", "many"), NumberEdit("B5", 1)},
      {{{3, 4}, spreadsheet::CellError::kValue}, {{5, 4}, spreadsheet::CellError::kValue}});
  request_.add_targets("D3");
  ASSERT_OK_AND_ASSIGN(const auto response, Verify());
  EXPECT_EQ(response.verdict(), "fail");
  EXPECT_THAT(response.reasons(), ElementsAre("2 new errors"));
  EXPECT_THAT(Targets(response), ElementsAre("Data!D3 new_error 1000=B3*2 -> #VALUE!"));
  EXPECT_THAT(Show(response.new_errors()),
              ElementsAre("Data!D3 (1) =B3*2 -> #VALUE!", "Data!D5 (1) =SUM(B2:B3) -> #VALUE!"));
  EXPECT_THAT(Show(response.resolved_errors()), ElementsAre("Data!B5 (1) #DIV/0! -> "));
  request_.set_max_errors(1);
  ASSERT_OK_AND_ASSIGN(const auto cut, Verify());
  EXPECT_EQ(cut.new_errors_size(), 1);
  EXPECT_EQ(cut.summary().new_errors(), 2);
  EXPECT_EQ(cut.left_out(), 1);
}

TEST_F(VerifyWorkbookTest, ExpectationsSayWhyTheyFail) {
  Expect("B2").mutable_equals()->set_number(1000);
  Expect("B2").mutable_equals()->set_number(1001);
  Expect("A2").mutable_equals()->set_text("Rent");
  Expect("A2").mutable_equals()->set_text("rent");
  Expect("C2").mutable_equals()->set_date("2026-01-31");
  Expect("C2").mutable_equals()->set_text("2026-01-31");
  Expect("B5").mutable_equals()->set_error("#DIV/0!");
  Expect("B5").set_not_error(true);
  Expect("B2").set_not_error(true);
  Expect("Z9").mutable_equals();
  Expect("B2").mutable_equals();
  Expect("A5").mutable_equals()->set_boolean(true);
  v1::Expectation& near = Expect("B2");
  near.set_approx(1000.4);
  near.set_tolerance(0.5);
  Expect("B2").set_approx(1000.5);
  Expect("A2").set_approx(1);
  ASSERT_OK_AND_ASSIGN(const auto response, Verify());
  EXPECT_THAT(Problems(response),
              ElementsAre("", "is 1000, not 1001", "", "is the text 'Rent', not the text 'rent'",
                          "", "", "", "is #DIV/0!", "", "", "is 1000, not empty", "", "",
                          "is 1000, 0.5 away from 1000.5", "is the text 'Rent', not a number"));
  EXPECT_EQ(response.verdict(), "fail");
  EXPECT_THAT(response.reasons(), ElementsAre("6 of 15 expectations do not hold"));
  EXPECT_EQ(response.summary().expectations_failed(), 6);
  EXPECT_EQ(response.expectations(0).cell(), "Data!B2");
}

TEST_F(VerifyWorkbookTest, StaleResultsProveNothing) {
  Edit(request_.workbook_id(), {NumberEdit("B3", 600)});
  ASSERT_OK_AND_ASSIGN(const auto response, Verify());
  EXPECT_EQ(response.verdict(), "stale");
  EXPECT_THAT(response.reasons(), ElementsAre(HasSubstr("recalculate")));
}

TEST_F(VerifyWorkbookTest, TwoFiles) {
  WriteFile("b.xlsx", TallWorkbook(3));
  request_.set_workbook_id(FileId("b.xlsx"));
  request_.set_base_workbook_id(FileId("a.xlsx"));
  request_.add_targets("A1");
  ASSERT_OK_AND_ASSIGN(const auto response, Verify());
  EXPECT_THAT(Targets(response), ElementsAre("Data!A1 direct_edit 'Item' -> 'r1'"));
  EXPECT_EQ(response.summary().resolved_errors(), 1);
}

TEST_F(VerifyWorkbookTest, WhatDoesNotFitIsCounted) {
  std::vector<v1::CellEdit> edits;
  for (int row = 20; row < 60; ++row) edits.push_back(TextEdit(StrCat("A", row), "text"));
  Edit(request_.workbook_id(), edits);
  request_.add_targets("A20:A59");
  ReadLimits limits;
  limits.max_bytes = 2000;
  ASSERT_OK_AND_ASSIGN(const auto response, Verify(limits));
  EXPECT_GT(response.targets_size(), 3);
  EXPECT_LT(response.targets_size(), 40);
  EXPECT_THAT(Classes(response), ElementsAre("direct_edit 40"));
  EXPECT_GE(response.left_out(), 40 - response.targets_size());
}

TEST_F(VerifyWorkbookTest, NamesWhatIsWrong) {
  const v1::VerifyWorkbookRequest good = request_;
  request_.set_workbook_id("wb-unknown");
  EXPECT_THAT(Verify(), HasReason(ErrorReason::kWorkbookNotFound));
  request_ = good;
  request_.set_revision("rev-unknown");
  EXPECT_THAT(Verify(), HasReason(ErrorReason::kRevisionNotFound));
  request_ = good;
  request_.set_base_workbook_id("wb-unknown");
  EXPECT_EQ(FieldOfError(ErrorReason::kWorkbookNotFound), "base_workbook_id");
  request_ = good;
  request_.set_base_revision("rev-unknown");
  EXPECT_EQ(FieldOfError(ErrorReason::kRevisionNotFound), "base_revision");
  request_ = good;
  request_.set_workbook_id(FileId("a.xlsx"));
  EXPECT_EQ(FieldOfError(ErrorReason::kMissingArgument), "base_workbook_id");
  request_ = good;
  request_.set_sheet_name("Daten");
  request_.add_targets("B2");
  EXPECT_EQ(FieldOfError(ErrorReason::kSheetNotFound), "sheet_name");
}

TEST_F(VerifyWorkbookTest, NamesWrongTargets) {
  const auto target = [this](const std::string& text, ErrorReason reason) {
    request_.clear_targets();
    request_.add_targets("B2");
    request_.add_targets(text);
    EXPECT_EQ(FieldOfError(reason), "targets[1]") << text;
  };
  target("Data!", ErrorReason::kInvalidRange);
  target("2B", ErrorReason::kInvalidRange);
  target("Daten!B2", ErrorReason::kSheetNotFound);
  target("Chart!B2", ErrorReason::kNotAWorksheet);
  target("A1:Z99", ErrorReason::kLimitExceeded);
  target("A:A", ErrorReason::kLimitExceeded);
  request_.clear_sheet_name();
  request_.clear_targets();
  request_.add_targets("B2");
  EXPECT_EQ(FieldOfError(ErrorReason::kMissingArgument), "targets[0]");
}

TEST_F(VerifyWorkbookTest, NamesWrongExpectations) {
  const auto wrong = [this](const std::string& field, ErrorReason reason, auto change) {
    request_.clear_expectations();
    v1::Expectation& expectation = Expect("B2");
    expectation.set_not_error(true);
    change(expectation);
    EXPECT_EQ(FieldOfError(reason), field);
  };
  wrong("expectations[0]", ErrorReason::kInvalidArgument,
        [](v1::Expectation& e) { e.set_not_error(false); });
  wrong("expectations[0]", ErrorReason::kInvalidArgument,
        [](v1::Expectation& e) { e.set_approx(1); });
  wrong("expectations[0].tolerance", ErrorReason::kInvalidArgument,
        [](v1::Expectation& e) { e.set_tolerance(1); });
  wrong("expectations[0].cell", ErrorReason::kInvalidAddress,
        [](v1::Expectation& e) { e.set_cell("B2:B3"); });
  wrong("expectations[0].cell", ErrorReason::kInvalidRange,
        [](v1::Expectation& e) { e.set_cell("B"); });
  wrong("expectations[0].cell", ErrorReason::kSheetNotFound,
        [](v1::Expectation& e) { e.set_cell("Daten!B2"); });
  wrong("expectations[0].tolerance", ErrorReason::kInvalidArgument, [](v1::Expectation& e) {
    e.set_not_error(false);
    e.set_approx(1);
    e.set_tolerance(-1);
  });
  wrong("expectations[0].equals", ErrorReason::kInvalidArgument, [](v1::Expectation& e) {
    e.set_not_error(false);
    e.mutable_equals()->set_date("someday");
  });
}

}  // namespace
}  // namespace sheetgate::workbook
