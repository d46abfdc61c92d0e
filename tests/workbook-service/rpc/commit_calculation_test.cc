#include "workbook-service/rpc/commit_calculation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

using Sink = platform::UploadSink<v1::CommitCalculationRequest, v1::CommitCalculationResponse>;

class CommitCalculationTest : public RpcTest {
 protected:
  CommitCalculationTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    edited_ = Edit(fork_, {NumberEdit("B2", 7)});
  }

  std::unique_ptr<Sink> Begin(int64_t max_cells = 100) {
    auto sink = CommitCalculation(context(), session(), max_cells);
    EXPECT_THAT(sink, IsOk());
    return *std::move(sink);
  }

  static v1::CommitCalculationRequest Header(const std::string& workbook_id,
                                             const std::string& revision) {
    v1::CommitCalculationRequest request;
    request.mutable_header()->set_workbook_id(workbook_id);
    request.mutable_header()->set_revision(revision);
    request.mutable_header()->set_engine("test engine");
    return request;
  }

  static v1::CommitCalculationRequest Result(int sheet, int row, int column, double number) {
    v1::CommitCalculationRequest request;
    request.mutable_values()->set_sheet_index(sheet);
    v1::CalculatedCell* cell = request.mutable_values()->add_cells();
    cell->set_row(row);
    cell->set_column(column);
    cell->mutable_value()->set_number(number);
    return request;
  }

  std::string fork_;
  std::string edited_;
};

TEST_F(CommitCalculationTest, WritesResultsAndKeepsFormulas) {
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header(fork_, edited_)), IsOk());
  ASSERT_THAT(sink->Add(Result(0, 2, 4, 14)), IsOk());
  auto error = Result(0, 5, 4, 0);
  error.mutable_values()->mutable_cells(0)->mutable_value()->set_error("#DIV/0!");
  ASSERT_THAT(sink->Add(error), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto response, sink->Finish());
  EXPECT_EQ(response.cells_changed(), 2);
  EXPECT_EQ(response.revision(), HeadOf(fork_));
  EXPECT_NE(response.revision(), edited_);

  ASSERT_OK_AND_ASSIGN(const auto snapshot, session().Open(fork_, "", context()));
  EXPECT_FALSE(snapshot->stale_values);
  ASSERT_OK_AND_ASSIGN(const auto sheet, snapshot->workbook->LoadSheet(0, {}));
  ASSERT_TRUE(sheet->Find({2, 4}).has_value());
  EXPECT_EQ(sheet->Find({2, 4})->number, 14);
  EXPECT_EQ(sheet->Formula({2, 4}), "B2*2");
  EXPECT_EQ(sheet->Find({5, 4})->error, spreadsheet::CellError::kDiv0);
}

TEST_F(CommitCalculationTest, WithoutResultsTheValuesAreUpToDate) {
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header(fork_, edited_)), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto response, sink->Finish());
  EXPECT_EQ(response.cells_changed(), 0);
  ASSERT_OK_AND_ASSIGN(const auto snapshot, session().Open(fork_, "", context()));
  EXPECT_EQ(snapshot->revision, response.revision());
  EXPECT_FALSE(snapshot->stale_values);

  const std::unique_ptr<Sink> again = Begin();
  ASSERT_THAT(again->Add(Header(fork_, response.revision())), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto unchanged, again->Finish());
  EXPECT_EQ(unchanged.revision(), response.revision()) << "nothing differed and nothing was stale";
}

TEST_F(CommitCalculationTest, WhatMayBeOlderThanTheLastEditStaysStale) {
  v1::CommitCalculationRequest header = Header(fork_, edited_);
  header.mutable_header()->set_keeps_stale_values(true);
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(header), IsOk());
  ASSERT_THAT(sink->Add(Result(0, 2, 4, 14)), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto response, sink->Finish());
  EXPECT_NE(response.revision(), edited_);
  ASSERT_OK_AND_ASSIGN(auto snapshot, session().Open(fork_, "", context()));
  EXPECT_TRUE(snapshot->stale_values);

  header.mutable_header()->set_revision(response.revision());
  const std::unique_ptr<Sink> again = Begin();
  ASSERT_THAT(again->Add(header), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto unchanged, again->Finish());
  EXPECT_EQ(unchanged.revision(), response.revision());

  // A calculation of everything ends it.
  const std::unique_ptr<Sink> whole = Begin();
  ASSERT_THAT(whole->Add(Header(fork_, response.revision())), IsOk());
  ASSERT_THAT(whole->Finish(), IsOk());
  ASSERT_OK_AND_ASSIGN(snapshot, session().Open(fork_, "", context()));
  EXPECT_FALSE(snapshot->stale_values);
}

TEST_F(CommitCalculationTest, RefusesResultsOfAnOlderRevision) {
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header(fork_, edited_)), IsOk());
  ASSERT_THAT(sink->Add(Result(0, 2, 4, 14)), IsOk());
  const std::string newer = Edit(fork_, {NumberEdit("B2", 8)});
  const auto response = sink->Finish();
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(response, HasReason(ErrorReason::kRevisionConflict));
  EXPECT_EQ(HeadOf(fork_), newer);
}

TEST_F(CommitCalculationTest, RefusesAFile) {
  const std::string file = FileId("a.xlsx");
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header(file, HeadOf(file))), IsOk());
  ASSERT_THAT(sink->Add(Result(0, 2, 4, 14)), IsOk());
  EXPECT_THAT(sink->Finish(), HasReason(ErrorReason::kWorkbookReadOnly));
}

TEST_F(CommitCalculationTest, RefusesMoreResultsThanAllowed) {
  const std::unique_ptr<Sink> sink = Begin(/*max_cells=*/1);
  ASSERT_THAT(sink->Add(Header(fork_, edited_)), IsOk());
  ASSERT_THAT(sink->Add(Result(0, 2, 4, 14)), IsOk());
  EXPECT_THAT(sink->Add(Result(0, 3, 4, 14)), HasReason(ErrorReason::kLimitExceeded));
}

TEST_F(CommitCalculationTest, RefusesMessagesOutOfOrder) {
  EXPECT_THAT(Begin()->Add(Result(0, 2, 4, 14)), HasReason(ErrorReason::kMissingArgument));
  EXPECT_THAT(Begin()->Add({}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(Begin()->Finish(), HasReason(ErrorReason::kMissingArgument));
  EXPECT_THAT(Begin()->Add(Header(fork_, "")), HasReason(ErrorReason::kMissingArgument));
  EXPECT_THAT(Begin()->Add(Header("fork-unknown", "rev-1")),
              HasReason(ErrorReason::kWorkbookNotFound));
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header(fork_, edited_)), IsOk());
  EXPECT_THAT(sink->Add(Header(fork_, edited_)), HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(CommitCalculationTest, RefusesPlacesAndValuesThatCannotBe) {
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header(fork_, edited_)), IsOk());
  EXPECT_THAT(sink->Add(Result(3, 1, 1, 1)), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(sink->Add(Result(-1, 1, 1, 1)), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(sink->Add(Result(2, 1, 1, 1)), HasReason(ErrorReason::kNotAWorksheet));
  EXPECT_THAT(sink->Add(Result(0, 0, 1, 1)), HasReason(ErrorReason::kInvalidAddress));
  EXPECT_THAT(sink->Add(Result(0, 1, 16385, 1)), HasReason(ErrorReason::kInvalidAddress));
  auto unknown = Result(0, 2, 4, 1);
  unknown.mutable_values()->mutable_cells(0)->mutable_value()->set_error("#OOPS!");
  const absl::Status refused = sink->Add(unknown);
  EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(refused), "values.cells[0].value");
}

}  // namespace
}  // namespace sheetgate::workbook
