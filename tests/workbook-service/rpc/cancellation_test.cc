// Tools that write, cancelled at each point where they look at their token, one after the other:
// the call ends with CANCELLED and nothing has happened.
#include "platform/concurrency/cancellation.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/spreadsheet/testing/images.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/append_rows.h"
#include "workbook-service/rpc/apply_formula_pattern.h"
#include "workbook-service/rpc/chart_batch.h"
#include "workbook-service/rpc/clone_rows.h"
#include "workbook-service/rpc/column_size_batch.h"
#include "workbook-service/rpc/comment_batch.h"
#include "workbook-service/rpc/edit_batch.h"
#include "workbook-service/rpc/grid_import.h"
#include "workbook-service/rpc/hyperlink_batch.h"
#include "workbook-service/rpc/image_batch.h"
#include "workbook-service/rpc/import_csv.h"
#include "workbook-service/rpc/replace_in_formulas.h"
#include "workbook-service/rpc/rules_batch.h"
#include "workbook-service/rpc/sheet_layout_batch.h"
#include "workbook-service/rpc/structure_batch.h"
#include "workbook-service/rpc/style_batch.h"
#include "workbook-service/rpc/table_batch.h"
#include "workbook-service/rpc/transform_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::CancellationSource;
using platform::CancellationToken;

// Checks left until `source` is cancelled; none is when 0.
struct Tripwire {
  std::atomic<int64_t> checks_left = 0;
  CancellationSource source;
};
Tripwire* tripwire = nullptr;

}  // namespace

// The linker sends every call of CancellationToken::Check (see CMakeLists.txt) to the second of
// these, and calls the first what it was.
absl::Status Check(const CancellationToken* token) __asm__(
    "__real__ZNK9sheetgate8platform17CancellationToken5CheckEv");
absl::Status CountedCheck(const CancellationToken* token) __asm__(
    "__wrap__ZNK9sheetgate8platform17CancellationToken5CheckEv");
absl::Status CountedCheck(const CancellationToken* token) {
  if (tripwire != nullptr && --tripwire->checks_left == 0) {
    tripwire->source.Cancel(absl::CancelledError("the caller is gone"));
  }
  return Check(token);
}

namespace {

class CancellationTest : public RpcTest {
 protected:
  CancellationTest() {
    options().loader_threads = 1;
    WriteFile("a.xlsx", TallWorkbook(3000));
    fork_ = ForkOf("a.xlsx");
  }

  // Cancels the call at its first check, its second, and so on, until it ends before; once as it
  // is, once as a preview.
  template <typename Request, typename Handler>
  void CancelEverywhere(Request request, const Handler& handler) {
    request.set_workbook_id(fork_);
    for (const std::string mode : {"preview", "apply"}) {
      request.set_mode(mode);
      const std::string head = HeadOf(fork_);
      int64_t checks = 0;
      for (bool cancelled = true; cancelled;) {
        Tripwire wire{.checks_left = ++checks};
        platform::RequestContext context = this->context();
        context.cancellation = wire.source.token();
        session();  // opened under no tripwire
        tripwire = &wire;
        const auto response = handler(request, context, session());
        tripwire = nullptr;
        cancelled = !response.ok();
        if (cancelled) {
          ASSERT_THAT(response, tests::StatusIs(absl::StatusCode::kCancelled)) << checks;
          ASSERT_EQ(Staged(), 0) << mode << ", cancelled at check " << checks;
        }
        ASSERT_EQ(HeadOf(fork_) != head, !cancelled && mode == "apply")
            << mode << ", cancelled at check " << checks;
      }
      EXPECT_GT(checks, 3) << mode;
      if (mode == "preview") DiscardStaged();
    }
    const std::string head = HeadOf(fork_);
    EXPECT_NE(Edit(fork_, {NumberEdit("B2", 5)}), head);
  }

  template <typename Request, typename Handler>
  void CancelEverywhere(std::string_view text, const Handler& handler) {
    Request request;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(text), &request)) << text;
    CancelEverywhere(request, handler);
  }

  size_t Staged() { return session().ListStaged(fork_, context()).value().size(); }
  void DiscardStaged() {
    const auto staged = session().ListStaged(fork_, context());
    ASSERT_THAT(staged, tests::IsOk());
    ASSERT_EQ(staged->size(), 1u);
    EXPECT_THAT(session().DiscardStaged(fork_, staged->front().id, {}, context()), tests::IsOk());
  }

  std::string fork_;
};

TEST_F(CancellationTest, StructureBatch) {
  CancelEverywhere<v1::StructureBatchRequest>(
      "operations { kind: 'insert_rows' sheet_name: 'Data' at_row: 20 count: 3 }"
      "operations { kind: 'delete_cols' sheet_name: 'Data' at_col: 'A' }"
      "operations { kind: 'move_range' sheet_name: 'Data' range: 'A5:A9' target: 'F7' }"
      "operations { kind: 'move_rows' sheet_name: 'Data' at_row: 3 target: '9' }"
      "operations { kind: 'copy_sheet' sheet_name: 'Data' new_name: 'Copy' }"
      "operations { kind: 'rename_sheet' sheet_name: 'Data' new_name: 'Costs' }"
      "operations { kind: 'rename_sheet' sheet_name: 'Costs' new_name: 'Data' }",
      StructureBatch);
}

TEST_F(CancellationTest, StyleBatch) {
  CancelEverywhere<v1::StyleBatchRequest>(
      "operations { sheet_name: 'Data' ranges: 'A1:B2000' look { bold: true } }", StyleBatch);
}

TEST_F(CancellationTest, ColumnSizeBatch) {
  CancelEverywhere<v1::ColumnSizeBatchRequest>(
      "operations { kind: 'fit_columns' sheet_name: 'Data' columns: 'A:B' }", ColumnSizeBatch);
}

TEST_F(CancellationTest, SheetLayoutBatch) {
  CancelEverywhere<v1::SheetLayoutBatchRequest>(
      "operations { kind: 'set_print_titles' sheet_name: 'Data' rows: '1:1' }"
      "operations { kind: 'group_rows' sheet_name: 'Data' rows: '5:9' }",
      SheetLayoutBatch);
}

TEST_F(CancellationTest, RulesBatch) {
  CancelEverywhere<v1::RulesBatchRequest>(
      "operations { kind: 'set_data_validation' sheet_name: 'Data' ranges: 'B2:B9' "
      "  validation { type: 'list' values: 'a' } }"
      "operations { kind: 'add_conditional_format' sheet_name: 'Data' ranges: 'B2:B9' "
      "  format { type: 'duplicateValues' look { bold: true } } }",
      RulesBatch);
}

TEST_F(CancellationTest, TableBatch) {
  CancelEverywhere<v1::TableBatchRequest>(
      "operations { kind: 'create_table' sheet_name: 'Data' range: 'A1:B9' table_name: 'Costs' }",
      TableBatch);
}

TEST_F(CancellationTest, HyperlinkBatch) {
  CancelEverywhere<v1::HyperlinkBatchRequest>(
      "operations { kind: 'add_hyperlink' sheet_name: 'Data' range: 'A1' "
      "  target: 'https://example.com' }",
      HyperlinkBatch);
}

TEST_F(CancellationTest, CommentBatch) {
  CancelEverywhere<v1::CommentBatchRequest>(
      "operations { kind: 'add_comment' sheet_name: 'Data' address: 'A1' text: 'note' }",
      CommentBatch);
}

TEST_F(CancellationTest, ImageBatch) {
  v1::ImageBatchRequest request;
  v1::ImageOperation* operation = request.add_operations();
  operation->set_kind("add");
  operation->set_sheet_name("Data");
  operation->set_cell("B2");
  operation->set_data(tests::PngFile(3, 3));
  CancelEverywhere(request, ImageBatch);
}

TEST_F(CancellationTest, ChartBatch) {
  CancelEverywhere<v1::ChartBatchRequest>(
      "operations { kind: 'create' sheet_name: 'Data' chart_type: 'column' data_range: 'A1:B9' "
      "  cell: 'D2' }",
      ChartBatch);
}

TEST_F(CancellationTest, EditBatch) {
  CancelEverywhere<v1::EditBatchRequest>(
      "sheet_name: 'Data' edits { address: 'D1' formula: '=SUM(B1:B3000)' } "
      "edits { address: 'B7' value { text: 'seven' } }",
      EditBatch);
}

TEST_F(CancellationTest, TransformBatch) {
  CancelEverywhere<v1::TransformBatchRequest>(
      "operations { kind: 'sort_range' sheet_name: 'Data' range: 'A1:B3000' "
      "  keys { column: 'B' descending: true } }"
      "operations { kind: 'replace' sheet_name: 'Data' range: 'A:A' find: 'r' replace_with: 'row ' "
      "}"
      "operations { kind: 'fill' sheet_name: 'Data' range: 'D1:D2000' formula: '=B1*2' }",
      TransformBatch);
}

TEST_F(CancellationTest, GridImport) {
  CancelEverywhere<v1::GridImportRequest>(
      "sheet_name: 'Data' anchor: 'B5' clear_target: true grid { row_count: 900 column_count: 2 "
      "  rows { row: 0 cells { column: 0 value { number: 5 } } cells { column: 1 formula: '=B5*2' "
      "} }"
      "  merges: '2,0:3,1' }",
      GridImport);
}

TEST_F(CancellationTest, ImportCsv) {
  v1::ImportCsvRequest request;
  request.set_sheet_name("Data");
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "2027-01-31;1,5;text\n";
  request.set_text(text);
  CancelEverywhere(request, ImportCsv);
}

TEST_F(CancellationTest, AppendRows) {
  CancelEverywhere<v1::AppendRowsRequest>(
      "sheet_name: 'Data' range: 'A1:B3000' copy_formats: true copy_formulas: true "
      "rows { values { text: 'x' } values { number: 5 } } rows { values { text: 'y' } }",
      AppendRows);
}

TEST_F(CancellationTest, CloneRows) {
  CancelEverywhere<v1::CloneRowsRequest>(
      "sheet_name: 'Data' source_rows: '7:9' count: 20 patches { copy: 1 address: 'B7' "
      "value { number: 1200 } }",
      CloneRows);
}

TEST_F(CancellationTest, ApplyFormulaPattern) {
  CancelEverywhere<v1::ApplyFormulaPatternRequest>(
      "sheet_name: 'Data' base_formula: '=B1*2' target_range: 'D1:D2000'", ApplyFormulaPattern);
}

TEST_F(CancellationTest, ReplaceInFormulas) {
  Edit(fork_, {FormulaEdit("D1", "=SUM(B1:B9)"), FormulaEdit("D2", "=B1*2")});
  CancelEverywhere<v1::ReplaceInFormulasRequest>("find: 'B1' replace_with: 'B2'",
                                                 ReplaceInFormulas);
}

}  // namespace
}  // namespace sheetgate::workbook
