#include "workbook-service/rpc/transform_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

v1::TransformOperation Operation(std::string_view kind, std::string_view range) {
  v1::TransformOperation operation;
  operation.set_kind(std::string(kind));
  operation.set_sheet_name("Data");
  operation.set_range(std::string(range));
  return operation;
}

v1::TransformOperation Fill(std::string_view range, std::string_view formula) {
  v1::TransformOperation operation = Operation("fill", range);
  operation.set_formula(std::string(formula));
  return operation;
}

v1::TransformOperation Matrix(std::string_view anchor) {
  v1::TransformOperation operation = Operation("write_matrix", "");
  operation.set_anchor(std::string(anchor));
  v1::MatrixRow& row = *operation.add_rows();
  row.add_values()->set_text("Car");
  row.add_values()->set_number(300);
  row.add_values()->set_date("2026-02-01");
  row.add_values();
  for (const char* formula : {"", "", "", "=B4*2"}) row.add_formulas(formula);
  return operation;
}

class TransformBatchTest : public RpcTest {
 protected:
  TransformBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  v1::TransformBatchRequest Request(const std::vector<v1::TransformOperation>& operations) {
    v1::TransformBatchRequest request;
    request.set_workbook_id(fork_);
    for (const v1::TransformOperation& operation : operations) {
      *request.add_operations() = operation;
    }
    return request;
  }
  absl::StatusOr<v1::TransformBatchResponse> Call(const v1::TransformBatchRequest& request) {
    return TransformBatch(request, context(), session());
  }
  absl::StatusOr<v1::TransformBatchResponse> Call(
      const std::vector<v1::TransformOperation>& operations) {
    return Call(Request(operations));
  }

  std::vector<std::string> Read(const std::vector<std::string>& cells) {
    return ReadCells(fork_, "Data", cells);
  }

  void ExpectRefused(const v1::TransformOperation& bad, ErrorReason reason,
                     std::string_view message) {
    const std::string head = HeadOf(fork_);
    const auto response = Call({Operation("clear", "A1"), bad});
    ASSERT_THAT(response, HasReason(reason)) << bad.ShortDebugString();
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(std::string(message)));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
    EXPECT_EQ(HeadOf(fork_), head);
  }

  std::string fork_;
};

TEST_F(TransformBatchTest, OperationsSeeWhatThoseBeforeWrote) {
  v1::TransformOperation replace = Operation("replace", "A:A");
  replace.set_find("car");
  replace.set_replace_with("Bus");
  v1::TransformOperation sort = Operation("sort_range", "A1:C4");
  sort.set_header_row(true);
  sort.add_keys()->set_column("B");
  ASSERT_OK_AND_ASSIGN(const auto response, Call({Matrix("A4"), replace, sort}));
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_EQ(response.results(0).cells_written(), 4);
  EXPECT_EQ(response.results(1).cells_written(), 1);
  EXPECT_EQ(response.results(2).rows(), 2);
  EXPECT_EQ(response.results(2).kind(), "sort_range");
  EXPECT_EQ(response.revision(), HeadOf(fork_));
  EXPECT_TRUE(response.stale_values());
  EXPECT_THAT(Read({"A2:C2", "A3:B3", "A4:C4", "D4"}),
              ElementsAre("'Bus'", "300", "date 2026-02-01", "'Food'", "500", "'Rent'", "1000",
                          "date 2026-01-31", "=B4*2"));
}

TEST_F(TransformBatchTest, EveryKindDoesItsPart) {
  v1::TransformOperation duplicates = Operation("remove_duplicates", "A2:A5");
  duplicates.add_columns("A");
  v1::TransformOperation texts = Operation("fill", "F1:F2, F4");
  texts.mutable_value()->set_text("1.200,5");
  v1::TransformOperation numbers = Operation("text_to_number", "F1:F4");
  numbers.set_decimal_separator(",");
  v1::TransformOperation transpose = Operation("transpose", "A1:B2");
  transpose.set_anchor("H1");
  v1::TransformOperation clear = Operation("clear", "D:D");
  clear.set_overwrite_formulas(true);
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Call({texts, numbers, transpose, clear, Fill("D2:D3", "=B2*3"),
                             Operation("clear", "D:D"), duplicates}));
  EXPECT_EQ(response.results(1).cells_written(), 3);
  EXPECT_EQ(response.results(3).cells_written(), 3);
  EXPECT_EQ(response.results(5).formulas_kept(), 2);
  EXPECT_THAT(Read({"F1", "F4", "H1:I2", "D2", "D3", "D5"}),
              ElementsAre("1200.5", "1200.5", "'Item'", "'Rent'", "'Amount'", "1000", "=B2*3",
                          "=B3*3", "-"));
}

TEST_F(TransformBatchTest, FormatsMoveWithTheirCellsAndUndoBringsThemBack) {
  v1::TransformOperation sort = Operation("sort_range", "A2:D3");
  sort.add_keys()->set_column("B");
  ASSERT_OK_AND_ASSIGN(const auto response, Call({sort}));
  EXPECT_THAT(Read({"A2:D2", "A3:D3"}), ElementsAre("'Food'", "500", "-", "=B2*2", "'Rent'", "1000",
                                                    "date 2026-01-31", "=B3*2"));
  // Replayed from the store it is the same.
  ASSERT_THAT(session().Close(fork_, context()), IsOk());
  EXPECT_THAT(Read({"C2", "C3"}), ElementsAre("-", "date 2026-01-31"));
  v1::UndoRequest undo;
  undo.set_workbook_id(fork_);
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_THAT(Read({"C2", "C3"}), ElementsAre("date 2026-01-31", "-"));
}

TEST_F(TransformBatchTest, FormulasThatDoNotParseAreRefusedLeftOutOrText) {
  v1::TransformOperation matrix = Operation("write_matrix", "");
  matrix.set_anchor("F1");
  for (const char* formula : {"=SUM(A1", "=SUM(A2", "=1+", "=A1"}) {
    matrix.add_rows()->add_formulas(formula);
  }
  auto request = Request({matrix});
  const std::string head = HeadOf(fork_);
  const auto refused = Call(request);
  ASSERT_THAT(refused, HasReason(ErrorReason::kInvalidFormula));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("3 formulas do not parse"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("Data!F1"));
  EXPECT_EQ(HeadOf(fork_), head);

  request.set_formula_policy("warn");
  ASSERT_OK_AND_ASSIGN(const auto warned, Call(request));
  EXPECT_EQ(warned.results(0).cells_written(), 1);
  EXPECT_EQ(warned.formula_diagnostics().count(), 3);
  ASSERT_GE(warned.formula_diagnostics().groups_size(), 2);
  EXPECT_EQ(warned.formula_diagnostics().groups(0).count(), 2) << "the most frequent first";
  EXPECT_EQ(warned.formula_diagnostics().groups(0).formula(), "=SUM(A1");
  EXPECT_EQ(warned.formula_diagnostics().groups(0).cells(1), "Data!F2");
  EXPECT_THAT(Read({"F1", "F4"}), ElementsAre("-", "=A1"));

  request.set_formula_policy("off");
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_THAT(Read({"F1", "F3"}), ElementsAre("'=SUM(A1'", "'=1+'"));
  request.set_formula_policy("maybe");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(TransformBatchTest, IsSafeToRepeatAndToRace) {
  auto request = Request({Matrix("A6")});
  request.set_request_id("r1");
  request.set_expected_revision(HeadOf(fork_));
  ASSERT_OK_AND_ASSIGN(const auto first, Call(request));
  Edit(fork_, {NumberEdit("B6", 1)});
  ASSERT_OK_AND_ASSIGN(const auto again, Call(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("r2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(TransformBatchTest, APreviewReportsAndWritesNothing) {
  auto request = Request({Operation("clear", "A2:B3")});
  request.set_mode("preview");
  const std::string head = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_NE(response.change_id(), "");
  EXPECT_EQ(response.impact().cells_cleared(), 4);
  EXPECT_EQ(response.results(0).cells_written(), 4);
}

TEST_F(TransformBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused(Operation("sort", "A1"), ErrorReason::kInvalidArgument, "sort_range");
  ExpectRefused(Operation("clear", ""), ErrorReason::kMissingArgument, "range");
  ExpectRefused(Operation("clear", "A1,7"), ErrorReason::kInvalidRange, "range");
}

TEST_F(TransformBatchTest, RefusesFieldsAKindDoesNotKnowOrLacks) {
  v1::TransformOperation unknown = Operation("clear", "A1");
  unknown.set_find("x");
  ExpectRefused(unknown, ErrorReason::kUnknownArgument, "find");
  ExpectRefused(Operation("fill", "A1"), ErrorReason::kInvalidArgument, "value");
  ExpectRefused(Operation("replace", "A1"), ErrorReason::kMissingArgument, "find");
  ExpectRefused(Operation("sort_range", "A1:B2"), ErrorReason::kMissingArgument, "keys");
  v1::TransformOperation sort = Operation("sort_range", "A1:B2");
  sort.add_keys()->set_column("C");
  ExpectRefused(sort, ErrorReason::kInvalidAddress, "A to B");
  v1::TransformOperation header = Operation("sort_range", "A1:B1");
  header.set_header_row(true);
  header.add_keys()->set_column("A");
  ExpectRefused(header, ErrorReason::kInvalidRange, "no row below");
  v1::TransformOperation matrix = Matrix("XFD1");
  ExpectRefused(matrix, ErrorReason::kInvalidRange, "leave the sheet");
  v1::TransformOperation both = Matrix("A1");
  both.mutable_rows(0)->set_formulas(0, "=1");
  ExpectRefused(both, ErrorReason::kInvalidArgument, "rows[0].formulas[0]");
  v1::TransformOperation regex = Operation("replace", "A1");
  regex.set_find("(");
  regex.set_match("regex");
  ExpectRefused(regex, ErrorReason::kInvalidArgument, "regular expression");
  v1::TransformOperation separator = Operation("text_to_number", "A1");
  separator.set_decimal_separator(";");
  ExpectRefused(separator, ErrorReason::kInvalidArgument, "decimal_separator");
  v1::TransformOperation sheet = Operation("clear", "A1");
  sheet.set_sheet_name("Nowhere");
  ExpectRefused(sheet, ErrorReason::kSheetNotFound, "Nowhere");
  sheet.set_sheet_name("Chart");
  ExpectRefused(sheet, ErrorReason::kNotAWorksheet, "Chart");
  v1::TransformOperation large = Fill("A1:A200001", "=1");
  ExpectRefused(large, ErrorReason::kLimitExceeded, "200000");
}

TEST_F(TransformBatchTest, FilesAreReadOnly) {
  fork_ = FileId("a.xlsx");
  EXPECT_THAT(Call({Operation("clear", "A1")}), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
