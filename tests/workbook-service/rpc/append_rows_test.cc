#include "workbook-service/rpc/append_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/table_test_workbook.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/list_tables.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

std::string Text(std::string_view cell, std::string_view text) {
  return platform::StrCat("<c r=\"", cell, "\" t=\"inlineStr\"><is><t>", text, "</t></is></c>");
}

// Item and Cost in rows 2 and 3 (B with two decimals, C a formula), Total in row 4, a note below.
std::string ListWorkbook() {
  return BuildWorkbook(
      {{"List",
        platform::StrCat(
            "<row r=\"1\">", Text("A1", "Item"), Text("B1", "Cost"), Text("C1", "Twice"),
            "</row><row r=\"2\">", Text("A2", "Rent"),
            "<c r=\"B2\" s=\"3\"><v>10</v></c><c r=\"C2\"><f>B2*2+$A$6</f></c></row><row r=\"3\">",
            Text("A3", "Food"),
            "<c r=\"B3\" s=\"3\"><v>20</v></c><c r=\"C3\"><f>B3*2+$A$6</f></c></row><row r=\"4\">",
            Text("A4", "Total"),
            "<c r=\"B4\"><f>SUM(B2:B3)</f></c></row><row r=\"6\"><c "
            "r=\"A6\"><v>1</v></c></row>")}});
}

class AppendRowsTest : public RpcTest {
 protected:
  void Start(const std::string& workbook) {
    WriteFile("a.xlsx", workbook);
    fork_ = ForkOf("a.xlsx");
  }

  // Two rows: a name and a number each.
  v1::AppendRowsRequest Request(std::string_view sheet, std::string_view range) {
    v1::AppendRowsRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name(std::string(sheet));
    request.set_range(std::string(range));
    for (const double number : {30.0, 40.0}) {
      v1::MatrixRow& row = *request.add_rows();
      row.add_values()->set_text("New");
      row.add_values()->set_number(number);
    }
    return request;
  }
  absl::StatusOr<v1::AppendRowsResponse> Call(const v1::AppendRowsRequest& request) {
    return AppendRows(request, context(), session());
  }

  std::string fork_;
};

TEST_F(AppendRowsTest, RowsComeInFrontOfTheTotalsRowWhichTakesThemIn) {
  Start(ListWorkbook());
  auto request = Request("List", "A1:C4");
  request.set_copy_formulas(true);
  request.set_copy_formats(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.range(), "A4:C5");
  EXPECT_EQ(response.rows_inserted(), 2);
  EXPECT_EQ(response.footer_row(), 6);
  EXPECT_EQ(response.footer_reason(), "label");
  EXPECT_THAT(ReadCells(fork_, "List", {"A4:C4", "A5:C5", "A6:B6", "C3"}),
              ElementsAre("'New'", "30", "=B4*2+$A$8", "'New'", "40", "=B5*2+$A$8", "'Total'",
                          "=SUM(B2:B5)", "=B3*2+$A$8"));
  const auto snapshot = session().Open(fork_, "", context());
  const auto sheet = (*snapshot)->workbook->LoadSheet(0, {});
  EXPECT_EQ((*snapshot)->workbook->NumberFormat((*sheet)->Find({5, 2})->style), "0.00");
  // The same when it is made again from its operations.
  ASSERT_THAT(session().Close(fork_, context()), IsOk());
  EXPECT_THAT(ReadCells(fork_, "List", {"C5", "B6"}), ElementsAre("=B5*2+$A$8", "=SUM(B2:B5)"));
}

TEST_F(AppendRowsTest, FreeRowsBelowAreUsedAndOthersPushedDown) {
  Start(ListWorkbook());
  auto request = Request("List", "A1:C4");
  request.set_footer("at_end");
  ASSERT_OK_AND_ASSIGN(auto response, Call(request));
  EXPECT_EQ(response.range(), "A5:C6");
  EXPECT_EQ(response.rows_inserted(), 2) << "A6 is taken";
  EXPECT_THAT(ReadCells(fork_, "List", {"A5", "A8"}), ElementsAre("'New'", "1"));
  request.set_range("A1:C6");
  request.mutable_rows()->DeleteSubrange(1, 1);
  ASSERT_OK_AND_ASSIGN(response, Call(request));
  EXPECT_EQ(response.rows_inserted(), 0) << "row 7 is free";
}

TEST_F(AppendRowsTest, ATableGrowsInFrontOfItsTotalsRow) {
  Start(SalesWorkbook());
  auto request = Request("", "");
  request.set_table_name("sales");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.range(), "B8:E9");
  EXPECT_EQ(response.table_name(), "Sales");
  EXPECT_EQ(response.table_range(), "B2:E10");
  EXPECT_EQ(response.footer_reason(), "table");
  EXPECT_THAT(ReadCells(fork_, "Data", {"B8:C8", "B10"}), ElementsAre("'New'", "30", "'Total'"));
  v1::ListTablesRequest tables;
  tables.set_workbook_id(fork_);
  ASSERT_OK_AND_ASSIGN(const auto listed, ListTables(tables, context(), session(), {}));
  EXPECT_THAT(listed.ShortDebugString(), HasSubstr("B2:E10"));
}

TEST_F(AppendRowsTest, ATableWithoutTotalsRowGrowsAtItsEnd) {
  std::string workbook = SalesWorkbook();
  Start(workbook);
  // Without its totals row by a range that ends in front of it, the table is still meant.
  auto request = Request("Data", "B2:E7");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.table_range(), "B2:E10");
}

TEST_F(AppendRowsTest, AnEmptySheetIsAListToBe) {
  Start(SampleWorkbook());
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request("Notes", "")));
  EXPECT_EQ(response.range(), "A1:B2");
  EXPECT_THAT(ReadCells(fork_, "Notes", {"A1", "B2"}), ElementsAre("'New'", "40"));
}

TEST_F(AppendRowsTest, FormulasOfNewRowsReadWhereTheyStand) {
  Start(ListWorkbook());
  auto request = Request("List", "A1:C4");
  request.mutable_rows(0)->add_formulas("");
  request.mutable_rows(0)->add_formulas("");
  request.mutable_rows(0)->add_formulas("=B4*3");
  request.mutable_rows(1)->add_formulas("=A1*");
  request.mutable_rows(1)->mutable_values(0)->Clear();
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidFormula));
  request.set_formula_policy("warn");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.formula_diagnostics().count(), 1);
  EXPECT_THAT(ReadCells(fork_, "List", {"C4", "A5"}), ElementsAre("=B4*3", "-"));
}

TEST_F(AppendRowsTest, IsSafeToRepeatToPreviewAndToRace) {
  Start(ListWorkbook());
  auto request = Request("List", "A1:C4");
  request.set_mode("preview");
  const std::string head = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(const auto preview, Call(request));
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_EQ(preview.impact().values_set(), 4);
  request.set_mode("apply");
  request.set_request_id("r1");
  request.set_expected_revision(head);
  ASSERT_OK_AND_ASSIGN(const auto first, Call(request));
  ASSERT_OK_AND_ASSIGN(const auto again, Call(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("r2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(AppendRowsTest, SaysWhatIsWrong) {
  Start(SalesWorkbook());
  EXPECT_THAT(Call(Request("", "")), HasReason(ErrorReason::kMissingArgument));
  EXPECT_THAT(Call(Request("Data", "A1:C4")), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Call(Request("Data", "A")), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Call(Request("Plain", "A3:A6")), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Call(Request("Chart", "")), HasReason(ErrorReason::kNotAWorksheet));
  auto request = Request("", "");
  request.set_table_name("Prices");
  const auto refused = Call(request);
  EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("Sales"));
  request.set_range("A1:B2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request = Request("Plain", "");
  request.set_footer("below");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::workbook
