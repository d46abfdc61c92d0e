#include "workbook-service/rpc/workbook_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/strings.h"
#include "tests/spreadsheet/analysis/regions/drawn_sheet.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tests::HasReason;

constexpr char kData[] = "*Item | *Net\nRent | 1000\nFood | 500\nFuel | 90";
constexpr char kSmallData[] = "*Item | *Net\nRent | 1000";
constexpr char kInputs[] = "Rate: | 0.05\nYears: | 10\nOwner: | Anna";
constexpr char kModel[] = "=B1 | =C1 | =D1\n=B2 | =C2 | 3";

template <typename Counts>
std::vector<std::string> Show(const Counts& counts) {
  std::vector<std::string> texts;
  for (const v1::KindCount& entry : counts)
    texts.push_back(StrCat(entry.kind(), " ", entry.count()));
  return texts;
}

class WorkbookSummaryTest : public RpcTest {
 protected:
  WorkbookSummaryTest() {
    tests::PackageBuilder builder;
    builder.Sheet("Data", spreadsheet::DrawnSheet(kData))
        .Sheet("Inputs", spreadsheet::DrawnSheet(kInputs))
        .Sheet("Model", spreadsheet::DrawnSheet(kModel))
        .Sheet("Old", spreadsheet::DrawnSheet(kSmallData), "state=\"hidden\"")
        .Sheet("Blank", "<sheetData/>")
        .Styles(spreadsheet::kDrawnStyles)
        .WorkbookContent("",
                         "<definedNames><definedName name=\"Net\">Data!$B$2:$B$4</definedName>"
                         "<definedName name=\"NetToo\">Data!$B$2:$B$4</definedName>"
                         "<definedName name=\"Rate\" localSheetId=\"1\">Inputs!$B$1</definedName>"
                         "<definedName name=\"Secret\" hidden=\"1\">Data!$A$1</definedName>"
                         "<definedName name=\"Twice\">2*Inputs!$B$1</definedName>"
                         "</definedNames>");
    WriteFile("a.xlsx", *builder.Build());
  }

  absl::StatusOr<v1::WorkbookSummaryResponse> Summarize(const std::string& path = "a.xlsx",
                                                        const ReadLimits& limits = {},
                                                        const SummaryLimits& summary = {}) {
    v1::WorkbookSummaryRequest request;
    request.set_workbook_id(FileId(path));
    return WorkbookSummary(request, context(), session(), limits, summary);
  }
};

TEST_F(WorkbookSummaryTest, SumsUpTheSheets) {
  ASSERT_OK_AND_ASSIGN(const auto summary, Summarize());
  EXPECT_EQ(summary.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_EQ(summary.sheet_count(), 5);
  EXPECT_THAT(Show(summary.sheet_classes()),
              ElementsAre("calculator 1", "data 2", "empty 1", "parameters 1"));
  EXPECT_THAT(Show(summary.region_kinds()), ElementsAre("calculator 1", "data 2", "parameters 1"));
  EXPECT_EQ(summary.cell_count(), 8 + 6 + 6 + 4);
  EXPECT_EQ(summary.formula_count(), 5);
  ASSERT_EQ(summary.sheets_size(), 5);
  EXPECT_EQ(summary.sheets(0).sheet_name(), "Data");
  EXPECT_EQ(summary.sheets(0).class_(), "data");
  EXPECT_EQ(summary.sheets(0).used_range(), "A1:B4");
  EXPECT_EQ(summary.sheets(0).cell_count(), 8);
  EXPECT_FALSE(summary.sheets(0).has_formula_count());
  EXPECT_EQ(summary.sheets(0).regions(), "1 data");
  EXPECT_EQ(summary.sheets(0).visibility(), "");
  EXPECT_EQ(summary.sheets(2).formula_count(), 5);
  EXPECT_EQ(summary.sheets(3).visibility(), "hidden");
  EXPECT_EQ(summary.sheets(4).class_(), "empty");
  EXPECT_FALSE(summary.has_more_sheets());
  EXPECT_THAT(summary.not_read(), IsEmpty());
  EXPECT_THAT(summary.notes(), ElementsAre("hidden sheets: 1"));
}

TEST_F(WorkbookSummaryTest, KeyNamesAreRangesEachOnce) {
  ASSERT_OK_AND_ASSIGN(const auto summary, Summarize());
  ASSERT_EQ(summary.key_names_size(), 2);
  EXPECT_EQ(summary.key_names(0).name(), "Net");
  EXPECT_EQ(summary.key_names(0).refers_to(), "Data!$B$2:$B$4");
  EXPECT_EQ(summary.key_names(0).sheet_name(), "");
  EXPECT_EQ(summary.key_names(1).name(), "Rate");
  EXPECT_EQ(summary.key_names(1).sheet_name(), "Inputs");
}

TEST_F(WorkbookSummaryTest, EntryPointsStartWithTheLargestVisibleData) {
  ASSERT_OK_AND_ASSIGN(const auto summary, Summarize());
  std::vector<std::string> points;
  for (const v1::EntryPoint& point : summary.entry_points()) {
    points.push_back(StrCat(point.sheet_name(), " ", point.region_id(), " ", point.range(), ": ",
                            point.reason()));
  }
  EXPECT_THAT(points, ElementsAre("Data r1 A1:B4: largest block of data, 3 rows of 2 columns",
                                  "Old r1 A1:B2: data, 1 row of 2 columns",
                                  "Inputs r1 A1:B3: inputs with their labels",
                                  "Model r1 A1:C2: calculations, 2 rows of 3 columns"));
}

TEST_F(WorkbookSummaryTest, ReadsBoundedlyAndNamesTheRest) {
  std::vector<TestSheet> sheets;
  for (int i = 0; i < 20; ++i) {
    sheets.push_back({StrCat("S", i), "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"});
  }
  WriteFile("wide.xlsx", BuildWorkbook(sheets));
  SummaryLimits limits;
  limits.max_cells = 9;
  ASSERT_OK_AND_ASSIGN(const auto summary, Summarize("wide.xlsx", {}, limits));
  EXPECT_EQ(summary.sheet_count(), 20);
  EXPECT_EQ(summary.cell_count(), 16);
  EXPECT_THAT(summary.sheets(), SizeIs(16));
  EXPECT_THAT(summary.not_read(), ElementsAre("S16", "S17", "S18", "S19"));
  ASSERT_THAT(summary.notes(), SizeIs(1));
  EXPECT_THAT(summary.notes(0), HasSubstr("4 of 20 sheets were not read"));
  limits = {};
  limits.max_sheets = 8;
  ASSERT_OK_AND_ASSIGN(const auto fewer, Summarize("wide.xlsx", {}, limits));
  EXPECT_THAT(fewer.sheets(), SizeIs(8));
}

TEST_F(WorkbookSummaryTest, ListsNoMoreSheetsThanFit) {
  std::vector<TestSheet> sheets;
  for (int i = 0; i < 60; ++i) {
    sheets.push_back({StrCat("S", i), "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"});
  }
  WriteFile("wide.xlsx", BuildWorkbook(sheets));
  ReadLimits limits;
  limits.max_bytes = 4000;
  ASSERT_OK_AND_ASSIGN(const auto summary, Summarize("wide.xlsx", limits));
  EXPECT_EQ(summary.sheets_size() + summary.more_sheets(), 60);
  EXPECT_GT(summary.sheets_size(), 10);
  EXPECT_GT(summary.more_sheets(), 10);
  EXPECT_EQ(summary.cell_count(), 60);
}

TEST_F(WorkbookSummaryTest, SheetsWithoutCellsHaveTheirKind) {
  WriteFile("sample.xlsx", SampleWorkbook());
  ASSERT_OK_AND_ASSIGN(const auto summary, Summarize("sample.xlsx"));
  ASSERT_EQ(summary.sheets_size(), 3);
  EXPECT_EQ(summary.sheets(2).class_(), "chartsheet");
  EXPECT_FALSE(summary.sheets(2).has_cell_count());
}

TEST_F(WorkbookSummaryTest, SaysThatValuesAreStale) {
  const std::string fork = ForkOf("a.xlsx");
  v1::WorkbookSummaryRequest request;
  request.set_workbook_id(fork);
  ASSERT_OK_AND_ASSIGN(const auto before, WorkbookSummary(request, context(), session(), {}));
  EXPECT_FALSE(before.stale_values());
  Edit(fork, {NumberEdit("B2", 2000)});
  ASSERT_OK_AND_ASSIGN(const auto after, WorkbookSummary(request, context(), session(), {}));
  EXPECT_TRUE(after.stale_values());
  request.set_revision(before.revision());
  ASSERT_OK_AND_ASSIGN(const auto again, WorkbookSummary(request, context(), session(), {}));
  EXPECT_EQ(again.SerializeAsString(), before.SerializeAsString());
}

TEST_F(WorkbookSummaryTest, NamesWhatIsWrong) {
  v1::WorkbookSummaryRequest request;
  request.set_workbook_id("wb-none");
  EXPECT_THAT(WorkbookSummary(request, context(), session(), {}),
              HasReason(ErrorReason::kWorkbookNotFound));
  request.set_workbook_id(FileId("a.xlsx"));
  request.set_revision("none");
  EXPECT_THAT(WorkbookSummary(request, context(), session(), {}),
              HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
