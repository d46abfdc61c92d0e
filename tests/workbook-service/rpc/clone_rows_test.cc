#include "workbook-service/rpc/clone_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/table_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;
using tests::IsOk;

class CloneRowsTest : public RpcTest {
 protected:
  void Start(const std::string& workbook) {
    WriteFile("a.xlsx", workbook);
    fork_ = ForkOf("a.xlsx");
  }

  v1::CloneRowsRequest Request(std::string_view rows, int32_t count) {
    v1::CloneRowsRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name("Data");
    request.set_source_rows(std::string(rows));
    request.set_count(count);
    return request;
  }
  static void Patch(int32_t copy, std::string_view address, double number,
                    v1::CloneRowsRequest* request) {
    v1::ClonePatch& patch = *request->add_patches();
    patch.set_copy(copy);
    patch.set_address(std::string(address));
    patch.mutable_value()->set_number(number);
  }
  absl::StatusOr<v1::CloneRowsResponse> Call(const v1::CloneRowsRequest& request) {
    return CloneRows(request, context(), session());
  }

  std::vector<std::string> Read(const std::vector<std::string>& cells) {
    return ReadCells(fork_, "Data", cells);
  }

  std::string fork_;
};

TEST_F(CloneRowsTest, CopiesComeBehindTheTemplateWithTheirFormulas) {
  Start(SampleWorkbook());
  auto request = Request("2", 2);
  Patch(2, "B2", 7, &request);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.rows(), "3:4");
  EXPECT_EQ(response.formulas_per_copy(), 1);
  EXPECT_THAT(response.patch_targets(), ElementsAre("B3", "C3"));
  EXPECT_THAT(Read({"A3:D3", "B4", "D4", "A5", "D7"}),
              ElementsAre("'Rent'", "1000", "date 2026-01-31", "=B3*2", "7", "=B4*2", "'Food'",
                          "=SUM(B2:B5)"));
}

TEST_F(CloneRowsTest, ABandAboveItselfReadsItsOwnRows) {
  Start(SampleWorkbook());
  auto request = Request("2:3", 1);
  request.set_at_row(2);
  Patch(0, "A3", 1, &request);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.rows(), "2:3");
  EXPECT_THAT(Read({"A2", "D2", "A3", "D3", "A4", "D4", "D7"}),
              ElementsAre("'Rent'", "=B2*2", "1", "=B3*2", "'Rent'", "=B4*2", "=SUM(B4:B5)"));
}

TEST_F(CloneRowsTest, MergedCellsOfTheTemplateAreMergedInTheCopies) {
  Start(*sheetgate::tests::PackageBuilder()
             .Sheet("Data",
                    "<sheetData><row r=\"2\"><c r=\"A2\"><v>1</v></c></row></sheetData>"
                    "<mergeCells count=\"2\"><mergeCell ref=\"A2:B2\"/><mergeCell ref=\"C2:C3\"/>"
                    "</mergeCells>")
             .Build());
  ASSERT_OK_AND_ASSIGN(const auto response, Call(Request("2:2", 2)));
  EXPECT_THAT(response.merged_ranges(), ElementsAre("A3:B3", "A4:B4"));
  EXPECT_THAT(response.crossing_merges(), ElementsAre("C2:C3"));
}

TEST_F(CloneRowsTest, ATableGrowsByCopiesOfItsLastRows) {
  Start(SampleWorkbook());
  v1::TableBatchRequest table;
  table.set_workbook_id(fork_);
  v1::TableOperation& made = *table.add_operations();
  made.set_kind("create_table");
  made.set_sheet_name("Data");
  made.set_range("A1:D3");
  made.set_table_name("Costs");
  ASSERT_THAT(TableBatch(table, context(), session()), IsOk());
  const auto range = [&] {
    const auto snapshot = session().Open(fork_, "", context());
    return FormatRange((*(*snapshot)->workbook->LoadFeatures(0, {}))->tables.front().range);
  };
  ASSERT_THAT(Call(Request("3", 2)), IsOk());
  EXPECT_EQ(range(), "A1:D5");
  auto elsewhere = Request("2", 1);
  elsewhere.set_at_row(6);
  ASSERT_THAT(Call(elsewhere), IsOk());
  EXPECT_EQ(range(), "A1:D5") << "rows from above are not the table's next";
}

TEST_F(CloneRowsTest, CopiesAreAsHighAsTheirTemplates) {
  Start(*sheetgate::tests::PackageBuilder()
             .Sheet("Data",
                    "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\" ht=\"40\" "
                    "customHeight=\"1\"><c r=\"A2\"><v>2</v></c></row><row r=\"3\" ht=\"30\" "
                    "customHeight=\"1\"><c r=\"A3\"><v>3</v></c></row></sheetData>")
             .Build());
  ASSERT_THAT(Call(Request("1:3", 2)), IsOk());
  const auto snapshot = session().Open(fork_, "", context());
  ASSERT_THAT(snapshot, IsOk());
  const auto geometry = spreadsheet::LoadSheetGeometry(*(*snapshot)->workbook, 0, {});
  ASSERT_THAT(geometry, IsOk());
  std::vector<double> heights(9);
  for (const spreadsheet::SizeSpan& span : (*geometry)->rows) {
    for (int32_t row = span.first; row <= span.last; ++row) {
      heights[static_cast<size_t>(row) - 1] = span.size;
    }
  }
  EXPECT_THAT(heights, ElementsAre(0, 40, 30, 0, 40, 30, 0, 40, 30));
}

TEST_F(CloneRowsTest, IsSafeToRepeatToPreviewAndToRace) {
  Start(SampleWorkbook());
  auto request = Request("2", 1);
  request.set_mode("preview");
  const std::string head = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(const auto preview, Call(request));
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_EQ(preview.impact().formulas_set(), 1);
  request.set_mode("apply");
  request.set_request_id("r1");
  request.set_expected_revision(head);
  ASSERT_OK_AND_ASSIGN(const auto first, Call(request));
  ASSERT_OK_AND_ASSIGN(const auto again, Call(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("r2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(CloneRowsTest, FormulasOfPatchesFollowThePolicy) {
  Start(SampleWorkbook());
  auto request = Request("2", 1);
  v1::ClonePatch& patch = *request.add_patches();
  patch.set_address("D2");
  patch.set_formula("=B3*");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidFormula));
  request.set_formula_policy("warn");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.formula_diagnostics().count(), 1);
  EXPECT_THAT(Read({"D3"}), ElementsAre("=B3*2")) << "that of the template";
}

TEST_F(CloneRowsTest, SaysWhatIsWrong) {
  Start(SampleWorkbook());
  EXPECT_THAT(Call(Request("A2:B2", 1)), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Call(Request("x", 1)), HasReason(ErrorReason::kInvalidRange));
  auto request = Request("2:5", 1);
  request.set_at_row(4);
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Call(Request("1:2000", 1000)), HasReason(ErrorReason::kInvalidRange));
  request = Request("2", 1);
  Patch(1, "B3", 1, &request);
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidAddress));
  request = Request("2", 1);
  Patch(2, "B2", 1, &request);
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request = Request("2", 1);
  request.add_patches()->set_address("B2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  Start(BuildWorkbook({{"Data",
                        "<row r=\"2\"><c r=\"A2\"><f t=\"array\" ref=\"A2\">B2</f><v>1</v></c>"
                        "</row>"}}));
  EXPECT_THAT(Call(Request("2", 1)), HasReason(ErrorReason::kStructureConflict));
}

}  // namespace
}  // namespace sheetgate::workbook
