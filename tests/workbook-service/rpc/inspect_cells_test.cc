#include "workbook-service/rpc/inspect_cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/spreadsheet/testing/formula_workbook.h"
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

TEST_F(InspectCellsTest, NamesEachLookOnce) {
  ASSERT_OK_AND_ASSIGN(const auto response, Inspect(FileId("a.xlsx"), {"A2:C2", "B2", "Z99"}));
  EXPECT_FALSE(response.cells(0).has_look()) << "General, as most cells";
  EXPECT_THAT(response.looks(), testing::ElementsAre("0.00", testing::HasSubstr("yy")));
  EXPECT_EQ(response.cells(1).look(), 1);
  EXPECT_EQ(response.cells(2).look(), 2);
  EXPECT_EQ(response.cells(3).look(), 1);
  EXPECT_FALSE(response.cells(4).has_look());
}

TEST_F(InspectCellsTest, SaysWhatCellsBelongTo) {
  tests::FormulaWorkbook builder;
  builder.Sheet("Data")
      .Cell("A1", "Item")
      .Cell("B1", "Am]ount")
      .Cell("A2", "Rent")
      .Cell("B2", "5")
      .Cell("D1", "merged")
      .Table("Sales", "A1:B2", {"Item", "Am]ount"})
      .Content(
          "<mergeCells><mergeCell ref=\"D1:E2\"/></mergeCells>"
          "<conditionalFormatting sqref=\"B2:B9\"><cfRule type=\"cellIs\" priority=\"1\" "
          "operator=\"lessThan\"><formula>0</formula></cfRule></conditionalFormatting>"
          "<dataValidations count=\"1\"><dataValidation type=\"whole\" sqref=\"B2 B4 B6 B8\" "
          "showErrorMessage=\"1\"><formula1>0</formula1><formula2>9</formula2>"
          "</dataValidation></dataValidations>"
          "<hyperlinks><hyperlink ref=\"A2\" location=\"Data!D1\"/></hyperlinks>");
  WriteFile("b.xlsx", *builder.Build());
  ASSERT_OK_AND_ASSIGN(const auto response, Inspect(FileId("b.xlsx"), {"A2:B2", "E2", "B4"}));
  const v1::CellDetail& item = response.cells(0);
  EXPECT_EQ(item.table(), "Sales[Item]");
  EXPECT_EQ(item.hyperlink(), "Data!D1");
  EXPECT_EQ(item.data_validations_size(), 0);
  const v1::CellDetail& amount = response.cells(1);
  EXPECT_EQ(amount.table(), "Sales[Am']ount]");
  EXPECT_THAT(amount.data_validations(), testing::ElementsAre(1));
  EXPECT_THAT(amount.conditional_formats(), testing::ElementsAre(1));
  EXPECT_EQ(response.cells(2).merged_range(), "D1:E2");
  EXPECT_THAT(response.cells(3).data_validations(), testing::ElementsAre(1));
  ASSERT_EQ(response.data_validations_size(), 1) << "shared";
  EXPECT_THAT(response.data_validations(0).ranges(), testing::ElementsAre("B2", "B4", "B6"));
  EXPECT_EQ(response.data_validations(0).more_ranges(), 1);
  ASSERT_EQ(response.conditional_formats_size(), 1);
  EXPECT_EQ(response.conditional_formats(0).operator_(), "lessThan");
}

TEST_F(InspectCellsTest, BriefLeavesOutWhatIsAroundTheContents) {
  v1::InspectCellsRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  request.set_sheet_name("Data");
  request.add_targets("B2");
  request.set_brief(true);
  ASSERT_OK_AND_ASSIGN(const auto response, InspectCells(request, context(), session(), {}));
  EXPECT_EQ(response.cells(0).number_format(), "0.00");
  EXPECT_FALSE(response.cells(0).has_look());
  EXPECT_EQ(response.looks_size(), 0);
  EXPECT_TRUE(response.default_look().empty());
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
