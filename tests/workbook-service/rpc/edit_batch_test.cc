#include "workbook-service/rpc/edit_batch.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/inspect_cells.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

v1::CellEdit WithValue(std::string_view address, const v1::CellValue& value) {
  v1::CellEdit edit;
  edit.set_address(std::string(address));
  *edit.mutable_value() = value;
  return edit;
}

v1::CellEdit DateEdit(std::string_view address, std::string_view date) {
  v1::CellValue value;
  value.set_date(std::string(date));
  return WithValue(address, value);
}

v1::CellEdit ErrorEdit(std::string_view address, std::string_view error) {
  v1::CellValue value;
  value.set_error(std::string(error));
  return WithValue(address, value);
}

v1::CellEdit RunsEdit(std::string_view address, std::string_view runs) {
  v1::CellEdit edit;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(runs), &edit)) << runs;
  edit.set_address(std::string(address));
  return edit;
}

class EditBatchTest : public RpcTest {
 protected:
  EditBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  v1::EditBatchRequest Request(const std::vector<v1::CellEdit>& edits) {
    v1::EditBatchRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name("Data");
    for (const v1::CellEdit& edit : edits) *request.add_edits() = edit;
    return request;
  }

  absl::StatusOr<v1::EditBatchResponse> Apply(const v1::EditBatchRequest& request) {
    return EditBatch(request, context(), session());
  }

  // Expects that `bad`, after a good edit, is refused about `field` and that nothing was written.
  void ExpectRefused(const v1::CellEdit& bad, ErrorReason reason, std::string_view field) {
    const std::string head = HeadOf(fork_);
    const auto response = Apply(Request({NumberEdit("A1", 1), bad}));
    ASSERT_THAT(response, HasReason(reason)) << bad.ShortDebugString();
    EXPECT_EQ(FieldOf(response.status()), field);
    EXPECT_EQ(platform::MetadataOf(response.status()).count("example"), 1u);
    EXPECT_EQ(HeadOf(fork_), head);
  }

  // "<value> <formula>" of cells of a sheet.
  std::vector<std::string> Read(const std::vector<std::string>& cells,
                                const std::string& sheet = "Data") {
    v1::InspectCellsRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name(sheet);
    for (const std::string& cell : cells) request.add_targets(cell);
    const auto response = InspectCells(request, context(), session(), {});
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> texts;
    if (!response.ok()) return texts;
    for (const v1::CellDetail& cell : response->cells()) {
      texts.push_back(cell.formula().empty() ? Show(cell.value()) : cell.formula());
    }
    return texts;
  }

  // The first sheet as a revision, the newest by default, is written.
  std::string SheetPart(const std::string& revision = "") {
    const auto snapshot = session().Open(fork_, revision, context());
    EXPECT_THAT(snapshot, IsOk());
    const auto bytes = spreadsheet::WriteXlsx(*(*snapshot)->workbook, {}, {});
    EXPECT_THAT(bytes, IsOk());
    return tests::PartOf(std::make_shared<const std::string>(*bytes), "xl/worksheets/sheet1.xml");
  }

  std::string fork_;
};

TEST_F(EditBatchTest, WritesEveryKindOfValue) {
  v1::CellValue boolean;
  boolean.set_boolean(false);
  const std::string before = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Apply(Request({NumberEdit("A2", 12.5), TextEdit("B2", "=1+1"), WithValue("C3", boolean),
                     ErrorEdit("D3", "#n/a"), DateEdit("E1", "2026-03-01"),
                     DateEdit("E2", "2026-03-01T06:00:00"), FormulaEdit("$F$1", "=SUM(A2:A2)"),
                     FormulaEdit("f2", "A2+1"), WithValue("A9", {})})));
  EXPECT_EQ(response.previous_revision(), before);
  EXPECT_EQ(response.revision(), HeadOf(fork_));
  EXPECT_NE(response.revision(), before);
  EXPECT_EQ(response.edits_applied(), 9);
  EXPECT_TRUE(response.stale_values());
  EXPECT_THAT(Read({"A2:B2", "C3", "D3", "E1", "E2", "F1", "F2", "A9"}),
              ElementsAre("12.5", "'=1+1'", "FALSE", "#N/A", "date 2026-03-01",
                          "date 2026-03-01T06:00:00", "=SUM(A2:A2)", "=A2+1", "-"));
}

TEST_F(EditBatchTest, AValueReplacesAFormula) {
  ASSERT_THAT(Apply(Request({NumberEdit("D2", 3)})), IsOk());
  EXPECT_THAT(Read({"D2"}), ElementsAre("3"));
}

TEST_F(EditBatchTest, TheLastEditOfACellWins) {
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Apply(Request({NumberEdit("B2", 1), NumberEdit("B3", 2),
                                      FormulaEdit("b2", "=5"), TextEdit("$B$2", "last")})));
  EXPECT_EQ(response.edits_applied(), 2);
  EXPECT_THAT(Read({"B2", "B3"}), ElementsAre("'last'", "2"));
}

TEST_F(EditBatchTest, AnEditMayNameItsOwnSheet) {
  auto request = Request({NumberEdit("A1", 4), NumberEdit("A1", 5)});
  request.mutable_edits(1)->set_sheet_name("notes");
  ASSERT_THAT(Apply(request), IsOk());
  EXPECT_THAT(Read({"A1"}), ElementsAre("4"));
  EXPECT_THAT(Read({"A1"}, "Notes"), ElementsAre("5"));
}

TEST_F(EditBatchTest, DatesFollowTheWorkbooksDateSystem) {
  WriteFile("mac.xlsx", BuildWorkbook({{"Data", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"}},
                                      /*date1904=*/true));
  fork_ = ForkOf("mac.xlsx");
  ASSERT_THAT(Apply(Request({DateEdit("B1", "1904-01-02")})), IsOk());
  EXPECT_THAT(Read({"B1"}), ElementsAre("date 1904-01-02"));
  ASSERT_OK_AND_ASSIGN(const auto snapshot, session().Open(fork_, "", context()));
  ASSERT_OK_AND_ASSIGN(const auto sheet, snapshot->workbook->LoadSheet(0, {}));
  ASSERT_TRUE(sheet->Find({1, 2}).has_value());
  EXPECT_EQ(sheet->Find({1, 2})->number, 1);
}

TEST_F(EditBatchTest, AWrongEditNamesItsFieldAndNothingIsWritten) {
  ExpectRefused(NumberEdit("B", 1), ErrorReason::kInvalidAddress, "edits[1].address");
  ExpectRefused(NumberEdit("A1:B2", 1), ErrorReason::kInvalidAddress, "edits[1].address");
  ExpectRefused(NumberEdit("A1048577", 1), ErrorReason::kInvalidAddress, "edits[1].address");
  ExpectRefused(FormulaEdit("A1", "=SUM(A2"), ErrorReason::kInvalidFormula, "edits[1].formula");
  ExpectRefused(FormulaEdit("A1", "="), ErrorReason::kInvalidFormula, "edits[1].formula");
  ExpectRefused(FormulaEdit("A1", "{=SUM(A2)}"), ErrorReason::kInvalidFormula, "edits[1].formula");
  ExpectRefused(NumberEdit("A1", std::numeric_limits<double>::infinity()),
                ErrorReason::kInvalidArgument, "edits[1].value");
  ExpectRefused(NumberEdit("A1", std::nan("")), ErrorReason::kInvalidArgument, "edits[1].value");
  ExpectRefused(ErrorEdit("A1", "#OOPS!"), ErrorReason::kInvalidArgument, "edits[1].value");
  ExpectRefused(DateEdit("A1", "31.01.2026"), ErrorReason::kInvalidArgument, "edits[1].value");
  ExpectRefused(DateEdit("A1", "2026-02-30"), ErrorReason::kInvalidArgument, "edits[1].value");
  v1::CellEdit empty;
  empty.set_address("A1");
  ExpectRefused(empty, ErrorReason::kInvalidArgument, "edits[1]");
  v1::CellEdit both = NumberEdit("A1", 1);
  both.set_formula("=1");
  ExpectRefused(both, ErrorReason::kInvalidArgument, "edits[1]");
  v1::CellEdit elsewhere = NumberEdit("A1", 1);
  elsewhere.set_sheet_name("Daten");
  ExpectRefused(elsewhere, ErrorReason::kSheetNotFound, "edits[1].sheet_name");
  elsewhere.set_sheet_name("Chart");
  ExpectRefused(elsewhere, ErrorReason::kNotAWorksheet, "edits[1].sheet_name");
}

TEST_F(EditBatchTest, ThePolicySaysWhatBecomesOfFormulasThatDoNotParse) {
  auto request = Request({FormulaEdit("A2", "=SUM(B2"), FormulaEdit("A3", "={1,2}"),
                          FormulaEdit("B2", "{=SUM(B3)}"), NumberEdit("B3", 7)});
  auto refused = Apply(request);
  EXPECT_EQ(FieldOf(refused.status()), "edits[0].formula");
  request.set_formula_policy("fail");
  EXPECT_EQ(Apply(request).status(), refused.status());
  request.set_formula_policy("perhaps");
  EXPECT_EQ(FieldOf(Apply(request).status()), "formula_policy");

  const std::vector<std::string> before = Read({"A2", "B2"});
  request.set_formula_policy("warn");
  request.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto warned, Apply(request));
  EXPECT_EQ(warned.edits_applied(), 2);
  ASSERT_EQ(warned.formula_diagnostics().count(), 2);
  EXPECT_THAT(warned.formula_diagnostics().groups(0).cells(), ElementsAre("Data!B2"));
  EXPECT_EQ(Read({"A2", "B2"}), before);
  EXPECT_THAT(Read({"A3", "B3"}), ElementsAre("={1,2}", "7"));
  ASSERT_OK_AND_ASSIGN(const auto again, Apply(request));
  EXPECT_EQ(again.SerializeAsString(), warned.SerializeAsString());

  request.clear_request_id();
  request.set_formula_policy("off");
  ASSERT_OK_AND_ASSIGN(const auto written, Apply(request));
  EXPECT_EQ(written.edits_applied(), 4);
  EXPECT_EQ(written.formula_diagnostics().count(), 2);
  EXPECT_THAT(Read({"A2"}), ElementsAre("'=SUM(B2'"));
}

TEST_F(EditBatchTest, RichTextIsWrittenKeptAndShown) {
  const std::string before = SheetPart();
  const auto edit = RunsEdit(
      "B2", "runs { text: 'Net ' } runs { text: 'loss' bold: true font_color: '#c00000' }");
  ASSERT_THAT(Apply(Request({edit})), IsOk());
  EXPECT_THAT(Read({"B2"}), ElementsAre("'Net loss'"));
  const std::string after = SheetPart();
  EXPECT_THAT(after, HasSubstr("<is><r><t xml:space=\"preserve\">Net </t></r><r><rPr>"));
  EXPECT_THAT(after, HasSubstr("<color rgb=\"FFC00000\"/>"));

  v1::GetEditsRequest edits;
  edits.set_workbook_id(fork_);
  ASSERT_OK_AND_ASSIGN(const auto shown, GetEdits(edits, context(), session(), {}));
  const v1::EditOperation& operation = shown.revisions(0).operations(0);
  EXPECT_EQ(operation.value().text(), "Net loss");
  ASSERT_EQ(operation.runs_size(), 2);
  EXPECT_TRUE(operation.runs(1).bold());
  EXPECT_EQ(operation.runs(1).font_color(), "C00000");
  EXPECT_FALSE(operation.runs(0).has_bold());

  auto preview = Request({edit});
  preview.set_mode("preview");
  ASSERT_OK_AND_ASSIGN(const auto staged, Apply(preview));
  EXPECT_EQ(SheetPart(staged.revision()), after);
}

TEST_F(EditBatchTest, PartsWithoutALookAreAPlainText) {
  ASSERT_THAT(Apply(Request({RunsEdit("B2", "runs { text: 'a' } runs { text: 'b' }")})), IsOk());
  const std::string parts = SheetPart();
  ASSERT_THAT(Apply(Request({TextEdit("B2", "ab")})), IsOk());
  EXPECT_EQ(SheetPart(), parts);
}

TEST_F(EditBatchTest, WrongRunsNameTheirField) {
  constexpr ErrorReason kBad = ErrorReason::kInvalidArgument;
  ExpectRefused(RunsEdit("A1", "runs { text: 'a' } formula: '=1'"), kBad, "edits[1]");
  ExpectRefused(RunsEdit("A1", "runs { text: 'a' } value {}"), kBad, "edits[1]");
  ExpectRefused(RunsEdit("A1", "runs { text: 'a' } runs { text: 'b' underline: 'wavy' }"), kBad,
                "edits[1].runs[1].underline");
  ExpectRefused(RunsEdit("A1", "runs { text: 'a' vertical_align: 'top' }"), kBad,
                "edits[1].runs[0].vertical_align");
  for (const std::string_view color : {"red", "theme:4", "auto"}) {
    ExpectRefused(RunsEdit("A1", platform::StrCat("runs { text: 'a' font_color: '", color, "' }")),
                  kBad, "edits[1].runs[0].font_color");
  }
  v1::CellEdit long_text = RunsEdit("A1", "runs { bold: true } runs {}");
  long_text.mutable_runs(0)->set_text(std::string(32'767, 'a'));
  ASSERT_THAT(Apply(Request({long_text})), IsOk());
  long_text.mutable_runs(1)->set_text("b");
  ExpectRefused(long_text, kBad, "edits[1].runs");
}

TEST_F(EditBatchTest, ASheetMustBeNamedSomewhere) {
  auto request = Request({NumberEdit("A1", 1)});
  request.clear_sheet_name();
  const auto response = Apply(request);
  ASSERT_THAT(response, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(FieldOf(response.status()), "edits[0].sheet_name");
}

TEST_F(EditBatchTest, TextIsLimitedInUtf16Units) {
  std::string emoji;
  for (int i = 0; i < 16383; ++i) emoji += "\xF0\x9F\x98\x80";  // two units each
  ASSERT_THAT(Apply(Request({TextEdit("A1", emoji + "x")})), IsOk());
  EXPECT_THAT(Read({"A1"}), ElementsAre("'" + emoji + "x'"));
  ExpectRefused(TextEdit("A1", emoji + "xy"), ErrorReason::kInvalidArgument, "edits[1].value");
}

TEST_F(EditBatchTest, RefusesAFileWithTheWayOut) {
  fork_ = FileId("a.xlsx");
  const auto response = Apply(Request({NumberEdit("A1", 1)}));
  ASSERT_THAT(response, HasReason(ErrorReason::kWorkbookReadOnly));
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("create_fork"));
}

TEST_F(EditBatchTest, ExpectedRevisionMustBeTheNewest) {
  auto request = Request({NumberEdit("A1", 1)});
  request.set_expected_revision(HeadOf(fork_));
  ASSERT_THAT(Apply(request), IsOk());
  EXPECT_THAT(Apply(request), tests::StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Apply(request), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(EditBatchTest, RepeatingARequestIdReturnsTheFirstResult) {
  auto request = Request({NumberEdit("A1", 1), NumberEdit("A2", 2)});
  request.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Apply(request));
  Edit(fork_, {NumberEdit("A1", 9)});
  ASSERT_OK_AND_ASSIGN(const auto again, Apply(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_THAT(Read({"A1"}), ElementsAre("9"));
  request.mutable_edits(0)->mutable_value()->set_number(3);
  EXPECT_THAT(Apply(request), HasReason(ErrorReason::kRequestIdReused));
}

TEST_F(EditBatchTest, APreviewSaysWhatItWouldDoAndWritesNothing) {
  const std::string before = HeadOf(fork_);
  auto request = Request({NumberEdit("B2", 1), FormulaEdit("D2", "=B2*5"), TextEdit("D3", "none")});
  v1::CellEdit clear = WithValue("A2", {});
  clear.set_sheet_name("Notes");
  *request.add_edits() = clear;
  request.set_mode("preview");
  request.set_label("try");
  request.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, Apply(request));
  EXPECT_EQ(HeadOf(fork_), before);
  EXPECT_EQ(response.previous_revision(), before);
  EXPECT_EQ(response.edits_applied(), 4);
  EXPECT_NE(response.change_id(), "");
  const v1::ImpactReport& impact = response.impact();
  EXPECT_EQ(impact.values_set(), 2);
  EXPECT_EQ(impact.formulas_set(), 1);
  EXPECT_EQ(impact.cells_cleared(), 1);
  EXPECT_EQ(impact.formulas_overwritten(), 2);
  EXPECT_TRUE(impact.has_stale_dependents());
  EXPECT_EQ(impact.stale_dependents(), 1) << "D5 reads B2; D2 and D3 are written themselves";
  ASSERT_EQ(impact.sheets_size(), 2);
  EXPECT_EQ(impact.sheets(0).sheet_name(), "Data");
  EXPECT_EQ(impact.sheets(0).range(), "B2:D3");
  EXPECT_EQ(impact.sheets(0).cells(), 3);
  EXPECT_EQ(impact.sheets(1).sheet_name(), "Notes");
  ASSERT_EQ(impact.samples_size(), 4);
  EXPECT_EQ(impact.samples(1).address(), "D2");
  EXPECT_EQ(impact.samples(1).old_value().number(), 2000);
  EXPECT_EQ(impact.samples(1).old_formula(), "=B2*2");
  EXPECT_EQ(impact.samples(1).new_formula(), "=B2*5");
  // Every reading tool takes the revision.
  v1::InspectCellsRequest inspect;
  inspect.set_workbook_id(fork_);
  inspect.set_revision(response.revision());
  inspect.set_sheet_name("Data");
  inspect.add_targets("B2");
  ASSERT_OK_AND_ASSIGN(const auto cells, InspectCells(inspect, context(), session(), {}));
  EXPECT_EQ(cells.cells(0).value().number(), 1);
  ASSERT_OK_AND_ASSIGN(const auto again, Apply(request));
  EXPECT_EQ(again.SerializeAsString(), response.SerializeAsString());
}

TEST_F(EditBatchTest, APreviewHasAtMostTwentySamples) {
  std::vector<v1::CellEdit> edits;
  for (int row = 1; row <= 30; ++row) edits.push_back(NumberEdit("A" + std::to_string(row), row));
  auto request = Request(edits);
  request.set_mode("preview");
  ASSERT_OK_AND_ASSIGN(const auto response, Apply(request));
  EXPECT_EQ(response.impact().samples_size(), 20);
  EXPECT_EQ(response.impact().values_set(), 30);
}

TEST_F(EditBatchTest, PreviewsAreCheckedLikeEdits) {
  auto request = Request({NumberEdit("B", 1)});
  request.set_mode("preview");
  EXPECT_THAT(Apply(request), HasReason(ErrorReason::kInvalidAddress));
  request = Request({NumberEdit("B2", 1)});
  request.set_mode("dry_run");
  const auto refused = Apply(request);
  EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(refused.status()), "mode");
  request.set_mode("preview");
  request.set_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Apply(request), HasReason(ErrorReason::kWorkbookReadOnly));
}

TEST_F(EditBatchTest, SaysWhatToDoAtTheLimitOfStagedChanges) {
  auto request = Request({NumberEdit("B2", 1)});
  request.set_mode("preview");
  for (int i = 0; i < 50; ++i) ASSERT_THAT(Apply(request), IsOk());
  const auto refused = Apply(request);
  EXPECT_THAT(refused, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("discard_staged_change removes"));
}

}  // namespace
}  // namespace sheetgate::workbook
