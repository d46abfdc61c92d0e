#include "workbook-service/rpc/range_values.h"

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
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

class RangeValuesTest : public RpcTest {
 protected:
  RangeValuesTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  v1::RangeValuesRequest Request(const std::string& workbook_id,
                                 const std::vector<std::string>& ranges,
                                 const std::string& sheet = "Data") {
    v1::RangeValuesRequest request;
    request.set_workbook_id(workbook_id);
    request.set_sheet_name(sheet);
    for (const std::string& range : ranges) request.add_ranges(range);
    return request;
  }

  absl::StatusOr<v1::RangeValuesResponse> Read(const v1::RangeValuesRequest& request,
                                               const ReadLimits& limits = {}) {
    return RangeValues(request, context(), session(), limits);
  }
};

TEST_F(RangeValuesTest, ReturnsEveryRowUpToTheLastWithACell) {
  ASSERT_OK_AND_ASSIGN(const auto response, Read(Request(FileId("a.xlsx"), {"B3:D8"})));
  ASSERT_EQ(response.blocks_size(), 1);
  EXPECT_EQ(response.blocks(0).range(), "B3:D8");
  EXPECT_THAT(ShowAll(response.blocks(0).rows()),
              ElementsAre("3: 500 - 1000", "4: - - -", "5: #DIV/0! - 1500"));
  EXPECT_THAT(response.next_ranges(), IsEmpty());
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
}

TEST_F(RangeValuesTest, ReturnsBlocksInTheOrderAskedFor) {
  auto request = Request(FileId("a.xlsx"), {"$D$5:$D$2", "a1", "F1:G2"});
  request.set_include_formulas(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
  ASSERT_EQ(response.blocks_size(), 3);
  EXPECT_EQ(response.blocks(0).range(), "D2:D5");
  EXPECT_THAT(ShowAll(response.blocks(0).rows()),
              ElementsAre("2: 2000", "3: 1000", "4: -", "5: 1500"));
  ASSERT_EQ(response.blocks(0).formulas_size(), 3);
  EXPECT_EQ(response.blocks(0).formulas(2).address(), "D5");
  EXPECT_EQ(response.blocks(0).formulas(2).formula(), "=SUM(B2:B3)");
  EXPECT_THAT(ShowAll(response.blocks(1).rows()), ElementsAre("1: 'Item'"));
  EXPECT_EQ(response.blocks(2).range(), "F1:G2");
  EXPECT_THAT(response.blocks(2).rows(), IsEmpty());
}

TEST_F(RangeValuesTest, WholeColumnsAndRowsAreCutToTheUsedRange) {
  ASSERT_OK_AND_ASSIGN(const auto response, Read(Request(FileId("a.xlsx"), {"A:A", "2:2"})));
  ASSERT_EQ(response.blocks_size(), 2);
  EXPECT_EQ(response.blocks(0).range(), "A1:A9");
  EXPECT_EQ(response.blocks(0).rows_size(), 9);
  EXPECT_EQ(response.blocks(1).range(), "A2:D2");
  EXPECT_THAT(ShowAll(response.blocks(1).rows()),
              ElementsAre("2: 'Rent' 1000 date 2026-01-31 2000"));
}

TEST_F(RangeValuesTest, WhatDoesNotFitIsNamedExactly) {
  ReadLimits limits;
  limits.max_cells = 8;
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Read(Request(FileId("a.xlsx"), {"A1:C9", "D2:D3"}), limits));
  ASSERT_EQ(response.blocks_size(), 1);
  EXPECT_EQ(response.blocks(0).range(), "A1:C2");
  EXPECT_EQ(response.blocks(0).rows_size(), 2);
  EXPECT_THAT(response.next_ranges(), ElementsAre("A3:C9", "D2:D3"));
}

TEST_F(RangeValuesTest, FollowingTheContinuationReadsEveryRowOnce) {
  constexpr int kRows = 6000;
  WriteFile("tall.xlsx", TallWorkbook(kRows));
  std::vector<std::string> expected;
  for (int row = 1; row <= kRows; ++row) expected.push_back(StrCat(row, ": 'r", row, "' ", row));
  for (int row = 10; row <= 20; ++row) expected.push_back(StrCat(row, ": ", row));

  std::vector<std::string> rows;
  auto request = Request(FileId("tall.xlsx"), {"A:B", "B10:B20"});
  int pages = 0;
  do {
    ASSERT_LT(++pages, 100);
    ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
    EXPECT_LE(response.ByteSizeLong(), size_t{64 * 1024});
    for (const v1::RangeBlock& block : response.blocks()) {
      for (const std::string& row : ShowAll(block.rows())) rows.push_back(row);
    }
    *request.mutable_ranges() = response.next_ranges();
    request.set_revision(response.revision());
  } while (request.ranges_size() > 0);
  EXPECT_EQ(rows, expected);
  EXPECT_GT(pages, 1);
}

TEST_F(RangeValuesTest, ARowLargerThanTheBudgetIsReturnedAlone) {
  ReadLimits limits;
  limits.max_cells = 2;
  ASSERT_OK_AND_ASSIGN(const auto response, Read(Request(FileId("a.xlsx"), {"A1:D9"}), limits));
  ASSERT_EQ(response.blocks_size(), 1);
  EXPECT_EQ(response.blocks(0).range(), "A1:D1");
  EXPECT_THAT(response.next_ranges(), ElementsAre("A2:D9"));
}

TEST_F(RangeValuesTest, SaysWhichRangeIsWrong) {
  const std::string id = FileId("a.xlsx");
  const auto response = Read(Request(id, {"A1:B2", "A1:B"}));
  ASSERT_THAT(response, HasReason(ErrorReason::kInvalidRange));
  EXPECT_EQ(FieldOf(response.status()), "ranges[1]");
  EXPECT_THAT(Read(Request(id, {"A1"}, "Daten")), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(Read(Request(id, {"A1"}, "Chart")), HasReason(ErrorReason::kNotAWorksheet));
}

TEST_F(RangeValuesTest, StopsWhenCancelled) {
  WriteFile("tall.xlsx", TallWorkbook(5000));
  const std::string id = FileId("tall.xlsx");
  ASSERT_THAT(Read(Request(id, {"A1"})), IsOk());
  platform::CancellationSource cancel;
  platform::RequestContext cancelled = context();
  cancelled.cancellation = cancel.token();
  cancel.Cancel(absl::CancelledError("the client went away"));
  EXPECT_THAT(RangeValues(Request(id, {"A:B"}), cancelled, session(), {}),
              tests::StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sheetgate::workbook
