#include "workbook-service/rpc/inspect_cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;

class InspectCellsTest : public RpcTest {
 protected:
  InspectCellsTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  absl::StatusOr<v1::InspectCellsResponse> Inspect(const std::string& workbook_id,
                                                   const std::vector<std::string>& targets,
                                                   const std::string& sheet = "Data",
                                                   const ReadLimits& limits = {}) {
    v1::InspectCellsRequest request;
    request.set_workbook_id(workbook_id);
    request.set_sheet_name(sheet);
    for (const std::string& target : targets) request.add_targets(target);
    return InspectCells(request, context(), session(), limits);
  }
};

TEST_F(InspectCellsTest, ShowsTypeValueFormulaAndFormat) {
  ASSERT_OK_AND_ASSIGN(const auto response, Inspect(FileId("a.xlsx"), {"A2:D2", "A5:B5", "Z99"}));
  ASSERT_EQ(response.cells_size(), 7);
  const std::vector<std::string> types = {"text",    "number", "date", "number",
                                          "boolean", "error",  "empty"};
  const std::vector<std::string> values = {"'Rent'",  "1000", "date 2026-01-31", "2000", "TRUE",
                                           "#DIV/0!", "-"};
  for (int i = 0; i < response.cells_size(); ++i) {
    EXPECT_EQ(response.cells(i).type(), types[i]) << i;
    EXPECT_EQ(Show(response.cells(i).value()), values[i]) << i;
    EXPECT_FALSE(response.cells(i).stale()) << i;
  }
  EXPECT_EQ(response.cells(0).address(), "A2");
  EXPECT_EQ(response.cells(0).number_format(), "") << "General is not shown";
  EXPECT_EQ(response.cells(1).number_format(), "0.00");
  EXPECT_EQ(response.cells(3).formula(), "=B2*2");
  EXPECT_EQ(response.cells(3).formula_kind(), "normal");
  EXPECT_EQ(response.cells(6).address(), "Z99");
}

TEST_F(InspectCellsTest, OnlyFormulaResultsAreStale) {
  const std::string fork = ForkOf("a.xlsx");
  Edit(fork, {NumberEdit("B2", 7)});
  ASSERT_OK_AND_ASSIGN(const auto response, Inspect(fork, {"D2", "B2"}));
  EXPECT_TRUE(response.cells(0).stale());
  EXPECT_FALSE(response.cells(1).stale());
  EXPECT_EQ(Show(response.cells(1).value()), "7");
}

TEST_F(InspectCellsTest, RefusesMoreThanTwoHundredCells) {
  const std::string id = FileId("a.xlsx");
  ASSERT_OK_AND_ASSIGN(const auto most, Inspect(id, {"A1:T10"}));
  EXPECT_EQ(most.cells_size(), 200);
  const auto response = Inspect(id, {"A1:T10", "A1"});
  ASSERT_THAT(response, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(FieldOf(response.status()), "targets[1]");
  EXPECT_THAT(Inspect(id, {"A:C"}), HasReason(ErrorReason::kLimitExceeded));
}

TEST_F(InspectCellsTest, RefusesWhatDoesNotFitIntoOneResponse) {
  const std::string fork = ForkOf("a.xlsx");
  Edit(fork, {TextEdit("A1", std::string(3000, 'x')), TextEdit("A2", std::string(3000, 'y'))});
  ReadLimits limits;
  limits.max_bytes = 4096;
  ASSERT_OK_AND_ASSIGN(const auto one, Inspect(fork, {"A1"}, "Data", limits));
  EXPECT_EQ(one.cells(0).value().text().size(), 3000u);
  const auto both = Inspect(fork, {"A1", "A2"}, "Data", limits);
  ASSERT_THAT(both, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(FieldOf(both.status()), "targets");
}

TEST_F(InspectCellsTest, NamesWhatIsWrong) {
  const std::string id = FileId("a.xlsx");
  const auto response = Inspect(id, {"B2", "B"});
  ASSERT_THAT(response, HasReason(ErrorReason::kInvalidRange));
  EXPECT_EQ(FieldOf(response.status()), "targets[1]");
  EXPECT_THAT(Inspect(id, {"A1"}, "Daten"), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(Inspect(id, {"A1"}, "Chart"), HasReason(ErrorReason::kNotAWorksheet));
}

}  // namespace
}  // namespace sheetgate::workbook
