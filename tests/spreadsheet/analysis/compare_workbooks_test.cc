// Comparing small workbooks made for the purpose.
#include "spreadsheet/analysis/compare_workbooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/spreadsheet/testing/grid.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using tests::Edit;
using tests::Grid;
using tests::GridRows;
using tests::InsertRows;
using tests::Open;
using tests::PackageBuilder;
using tests::SetFormula;
using tests::SetResult;
using tests::SetValue;
using tests::StatusIs;
using tests::WorkbookPtr;

// Style 1 is bold, 2 and 3 look like 0.
constexpr char kStyles[] =
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>"
    "<borders count=\"1\"><border/></borders>"
    "<cellStyleXfs count=\"1\"><xf fontId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"4\"><xf fontId=\"0\" xfId=\"0\"/>"
    "<xf fontId=\"1\" xfId=\"0\" applyFont=\"1\"/><xf fontId=\"0\" xfId=\"0\"/>"
    "<xf fontId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs>";

struct TestSheet {
  std::string name;
  GridRows rows;
  std::string behind;      // elements behind sheetData
  std::string attributes;  // of the sheet in the workbook
};

WorkbookPtr Make(const std::vector<TestSheet>& sheets, std::string_view names = "") {
  PackageBuilder builder;
  for (const TestSheet& sheet : sheets) {
    builder.Sheet(sheet.name, Grid(sheet.rows) + sheet.behind, sheet.attributes);
  }
  builder.Styles(kStyles);
  if (!names.empty()) {
    builder.WorkbookContent("", Concat("<definedNames>", names, "</definedNames>"));
  }
  return Open(builder.Build());
}

WorkbookPtr Book(const GridRows& rows, std::string behind = "") {
  return Make({{"Sheet1", rows, std::move(behind), ""}});
}

std::shared_ptr<const WorkbookComparison> Compare(const WorkbookPtr& before,
                                                  const WorkbookPtr& after, bool align = true) {
  auto comparison = CompareWorkbooks(*before, *after, {align}, {});
  EXPECT_TRUE(comparison.ok()) << comparison.status();
  return comparison.ok() ? *comparison : std::make_shared<const WorkbookComparison>();
}

// "value_edit B2:B4" for each changed range of a sheet.
std::vector<std::string> Cells(const SheetComparison& sheet) {
  std::vector<std::string> texts;
  for (const ChangedRange& range : sheet.cells.ranges) {
    texts.push_back(
        Concat(NameOf(static_cast<CellChangeKind>(range.key)), " ", FormatRange(range.range)));
  }
  return texts;
}

std::vector<std::string> CellsOf(const WorkbookPtr& before, const WorkbookPtr& after,
                                 bool align = true) {
  return Cells(Compare(before, after, align)->sheets.at(0));
}

// "modified Total B2:B4 was B2:B3 [refers_to: A -> B]".
std::vector<std::string> Items(const ItemChanges& items) {
  std::vector<std::string> texts;
  for (const ItemDifference& item : items.differences) {
    std::string text = Concat(NameOf(item.change), item.name.empty() ? "" : " ", item.name);
    for (const RangeRef& range : item.ranges) text += Concat(" ", FormatRange(range));
    for (const RangeRef& range : item.previous) text += Concat(" was ", FormatRange(range));
    for (const PropertyDifference& property : item.properties) {
      text += Concat(" [", property.property, ": ", property.before, " -> ", property.after, "]");
    }
    texts.push_back(text);
  }
  return texts;
}

// "2 <- 0 renamed moved" for each sheet that is not where it was.
std::vector<std::string> Sheets(const WorkbookComparison& comparison) {
  std::vector<std::string> texts;
  for (const SheetComparison& sheet : comparison.sheets) {
    const SheetMatch& match = sheet.match;
    std::string text = Concat(match.after, " <- ", match.before);
    if (match.renamed) text += " renamed";
    if (match.moved) text += " moved";
    if (sheet.visibility.has_value()) text += " visibility";
    texts.push_back(text);
  }
  return texts;
}

TEST(CompareWorkbooksTest, NamesEachKindOfChange) {
  const GridRows before = {
      {"1", "=A1*2|2", "=A1*3|3"}, {"gone", "=SUM(A1)|5", "5"}, {"7", "same", "bold~1"}};
  const GridRows after = {{"9", "=A1*2|18", "=A1*4|3"},
                          {"", "5", "=2+3|5"},
                          {"seven", "same~1", "bold~1"},
                          {"", "", "", "=1/0|#DIV/0!"}};
  EXPECT_THAT(CellsOf(Book(before), Book(after)),
              ElementsAre("value_edit A1", "recalc_result B1", "formula_edit C1", "removed A2",
                          "formula_edit B2:C2", "type_change A3", "style_edit B3", "added D4"));
  const auto comparison = Compare(Book(before), Book(after));
  EXPECT_EQ(comparison->sheets[0].cells.counts, (CellCounts{1, 1, 3, 1, 1, 1, 1}));
  EXPECT_FALSE(comparison->identical());
}

TEST(CompareWorkbooksTest, KindsHaveNames) {
  for (size_t i = 0; i < kCellChangeKinds; ++i) {
    const auto kind = static_cast<CellChangeKind>(i);
    EXPECT_EQ(ParseCellChangeKind(NameOf(kind)), kind);
  }
  EXPECT_EQ(ParseCellChangeKind("edited"), std::nullopt);
}

TEST(CompareWorkbooksTest, EqualWorkbooksAreIdentical) {
  const GridRows rows = {{"1", "=A1|1"}, {}, {"text", "", "#N/A"}};
  EXPECT_TRUE(Compare(Book(rows), Book(rows))->identical());
  const WorkbookPtr workbook = Book(rows);
  EXPECT_TRUE(Compare(workbook, workbook)->identical());
  EXPECT_TRUE(Compare(Book(GridRows()), Book(GridRows()))->identical());
}

TEST(CompareWorkbooksTest, ResultsAreTheSameWithinABillionthAndConstantsAreNot) {
  EXPECT_THAT(CellsOf(Book({{"=X|100", "100", "=Y|0.0"}}),
                      Book({{"=X|100.00000001", "100.00000001", "=Y|0.0000000000000001"}})),
              ElementsAre("value_edit B1"));
  EXPECT_THAT(CellsOf(Book({{"=X|100"}}), Book({{"=X|100.001"}})), ElementsAre("recalc_result A1"));
  EXPECT_THAT(CellsOf(Book({{"=X|100"}}), Book({{"=X|text"}})), ElementsAre("recalc_result A1"));
}

TEST(CompareWorkbooksTest, LooksAreComparedNotIndexes) {
  EXPECT_THAT(CellsOf(Book({{"a~2", "b~3", "c~0"}}), Book({{"a~3", "b", "c~1"}})),
              ElementsAre("style_edit C1"));
}

TEST(CompareWorkbooksTest, SharedFormulasAreTheFormulasTheyStandFor) {
  const std::string shared =
      "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A3\" "
      "si=\"0\">B1*2</f></c></row>"
      "<row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"0\"/></c></row>"
      "<row r=\"3\"><c r=\"A3\"><f t=\"shared\" si=\"0\"/></c></row></sheetData>";
  const WorkbookPtr before = Open(PackageBuilder().Sheet("Sheet1", shared).Styles(kStyles).Build());
  EXPECT_THAT(CellsOf(before, Book({{"=B1*2"}, {"=B2*2"}, {"=B3*2"}})), IsEmpty());
  EXPECT_THAT(CellsOf(before, Book({{"=B1*2"}, {"=B2*3"}, {"=B3*2"}})),
              ElementsAre("formula_edit A2"));
  EXPECT_THAT(CellsOf(Book({{"=B1*2"}, {"=B2*2"}, {"=B2*2"}}), before),
              ElementsAre("formula_edit A3"));
}

TEST(CompareWorkbooksTest, ArrayFormulasAreComparedWithTheirRanges) {
  const auto array = [](const char* range, const char* text) {
    return Open(
        PackageBuilder()
            .Sheet("Sheet1", Concat("<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"",
                                    range, "\">", text,
                                    "</f><v>1</v></c><c r=\"B1\"><v>2"
                                    "</v></c></row></sheetData>"))
            .Styles(kStyles)
            .Build());
  };
  EXPECT_TRUE(Compare(array("A1:B1", "C1:D1*2"), array("A1:B1", "C1:D1*2"))->identical());
  EXPECT_THAT(CellsOf(array("A1:B1", "C1:D1*2"), array("A1:B1", "C1:D1*3")),
              ElementsAre("formula_edit A1"));
  EXPECT_THAT(CellsOf(array("A1:B1", "C1:D1*2"), array("A1:A1", "C1:D1*2")),
              ElementsAre("formula_edit A1:B1"));
}

TEST(CompareWorkbooksTest, EditsOfAForkAreFoundAndSharedSheetsPassedOver) {
  const WorkbookPtr before = Make({{"One", {{"1", "=A1*2|2"}}, "", ""}, {"Two", {{"x"}}, "", ""}});
  const WorkbookPtr after =
      Edit(before, {SetValue("A1", 5.0), SetResult("B1", 10.0), SetFormula("C1", "A1+B1"),
                    SetValue("B1", std::string("y"), 1)});
  const auto comparison = Compare(before, after);
  EXPECT_THAT(Cells(comparison->sheets[0]),
              ElementsAre("value_edit A1", "recalc_result B1", "added C1"));
  EXPECT_THAT(Cells(comparison->sheets[1]), ElementsAre("added B1"));
  EXPECT_THAT(Cells(Compare(after, before)->sheets[0]),
              ElementsAre("value_edit A1", "recalc_result B1", "removed C1"));
}

TEST(CompareWorkbooksTest, InsertedRowsAreNotThousandsOfChanges) {
  GridRows before = {{"Item", "Amount", "Double"}};
  for (int row = 2; row <= 500; ++row) {
    before.push_back(
        {Concat("item ", row), std::to_string(row), Concat("=B", row, "*2|", 2 * row)});
  }
  GridRows after = before;
  InsertRows(&after, 10, {{"new 1", "5", "=B10*2|10"}, {"new 2", "6", "=B11*2|12"}});
  for (size_t i = 11; i < after.size(); ++i) {
    after[i][2] = Concat("=B", i + 1, "*2|", 2 * (i - 1));
  }
  after[100][1] = "9999";
  const WorkbookPtr old_book = Book(before), new_book = Book(after);
  const auto comparison = Compare(old_book, new_book);
  const SheetComparison& sheet = comparison->sheets[0];
  EXPECT_THAT(sheet.rows.inserted(), ElementsAre(RowRun{10, 11}));
  EXPECT_THAT(Cells(sheet), ElementsAre("value_edit B101"));
  EXPECT_EQ(sheet.cells.ranges[0].row_shift, -2);
  EXPECT_EQ(sheet.cells.inserted_cells, 6);
  EXPECT_EQ(sheet.cells.moved_formulas, 491);
  const auto back = Compare(new_book, old_book);
  EXPECT_THAT(back->sheets[0].rows.deleted(), ElementsAre(RowRun{10, 11}));
  EXPECT_THAT(Cells(back->sheets[0]), ElementsAre("value_edit B99"));
  EXPECT_EQ(back->sheets[0].cells.deleted_cells, 6);
  const auto by_address = Compare(old_book, new_book, false);
  EXPECT_TRUE(by_address->sheets[0].rows.identity());
  EXPECT_GT(by_address->sheets[0].cells.counts[static_cast<size_t>(CellChangeKind::kValueEdit)],
            900);
}

TEST(CompareWorkbooksTest, FormulasOfOtherSheetsFollowInsertedRows) {
  GridRows before, after;
  for (int row = 1; row <= 20; ++row) before.push_back({Concat("item ", row), std::to_string(row)});
  after = before;
  InsertRows(&after, 4, GridRows{{"new", "7"}});
  const std::string name = "<definedName name=\"Rates\">Data!$B$2:$B$";
  const WorkbookPtr old_book =
      Make({{"Data", before, "", ""}, {"Sum", {{"=SUM(Data!B1:B20)|210", "=Data!B10|10"}}, "", ""}},
           name + "20</definedName>");
  const WorkbookPtr new_book =
      Make({{"Data", after, "", ""}, {"Sum", {{"=SUM(Data!B1:B21)|217", "=Data!B11|10"}}, "", ""}},
           name + "21</definedName>");
  const auto comparison = Compare(old_book, new_book);
  EXPECT_THAT(comparison->sheets[0].rows.inserted(), ElementsAre(RowRun{4, 4}));
  EXPECT_THAT(Cells(comparison->sheets[1]), ElementsAre("recalc_result A1"));
  EXPECT_EQ(comparison->sheets[1].cells.moved_formulas, 2);
  EXPECT_THAT(Items(comparison->names), IsEmpty());
}

TEST(CompareWorkbooksTest, FormulasThatStayedBehindWhenRowsMovedAreEdits) {
  GridRows before, after;
  for (int row = 1; row <= 20; ++row) {
    before.push_back({Concat("item ", row), std::to_string(row), Concat("=B", row, "|", row)});
  }
  after = before;  // the formulas are not adapted
  InsertRows(&after, 11, GridRows{{"new", "7"}});
  EXPECT_THAT(CellsOf(Book(before), Book(after)), ElementsAre("formula_edit C12:C21"));
}

TEST(CompareWorkbooksTest, SheetsAddedRemovedMovedAndHidden) {
  const GridRows rows = {{"a"}, {"b"}, {"c"}};
  const auto sheet = [&](const char* name, const char* attributes = "") {
    return TestSheet{name, {{name, "1"}, {"x"}}, "", attributes};
  };
  const auto comparison = Compare(
      Make({sheet("A"), sheet("B"), sheet("C"), sheet("Gone")}),
      Make({sheet("C"), sheet("A"), {"New", rows, "", ""}, sheet("B", "state=\"hidden\"")}));
  EXPECT_THAT(Sheets(*comparison),
              ElementsAre("0 <- 2 moved", "1 <- 0", "2 <- -1", "3 <- 1 visibility", "-1 <- 3"));
  EXPECT_EQ(comparison->sheets[2].used_range, (RangeRef{{1, 1}, {3, 1}}));
  EXPECT_EQ(comparison->sheets[4].used_range, (RangeRef{{1, 1}, {2, 2}}));
}

TEST(CompareWorkbooksTest, RenamedSheetsAreKnownByWhatTheyHold) {
  GridRows rows;
  for (int row = 1; row <= 10; ++row) rows.push_back({Concat("item ", row), std::to_string(row)});
  GridRows edited = rows;
  edited[4][1] = "500";
  const auto comparison = Compare(
      Make({{"Costs", rows, "", ""}, {"Use", {{"=Costs!B2|2"}}, "", ""}, {"Empty", {}, "", ""}}),
      Make({{"Costs 2026", edited, "", ""},
            {"Use", {{"='Costs 2026'!B2|2"}}, "", ""},
            {"Blank", {}, "", ""}}));
  EXPECT_THAT(Sheets(*comparison), ElementsAre("0 <- 0 renamed", "1 <- 1", "2 <- -1", "-1 <- 2"));
  EXPECT_THAT(Cells(comparison->sheets[0]), ElementsAre("value_edit B5"));
  EXPECT_THAT(Cells(comparison->sheets[1]), IsEmpty());
  EXPECT_EQ(comparison->sheets[1].cells.moved_formulas, 1);
}

TEST(CompareWorkbooksTest, NamesByScope) {
  const std::vector<TestSheet> sheets = {{"One", {{"1"}}, "", ""}, {"Two", {{"2"}}, "", ""}};
  const auto comparison = Compare(
      Make(sheets,
           "<definedName name=\"Rate\">One!$A$1</definedName>"
           "<definedName name=\"Local\" localSheetId=\"0\">One!$A$1</definedName>"
           "<definedName name=\"Old\">1</definedName>"
           "<definedName name=\"_xlnm._FilterDatabase\" hidden=\"1\">One!$A$1</definedName>"),
      Make(sheets,
           "<definedName name=\"RATE\">One!$A$2</definedName>"
           "<definedName name=\"Local\" localSheetId=\"1\">One!$A$1</definedName>"
           "<definedName name=\"_xlchart.v1.0\">One!$A$1</definedName>"
           "<definedName name=\"New\">2</definedName>"));
  EXPECT_THAT(
      Items(comparison->names),
      UnorderedElementsAre("modified RATE [refers_to: One!$A$1 -> One!$A$2]",
                           "added Local [refers_to:  -> One!$A$1]",
                           "removed Local [refers_to: One!$A$1 -> ]",
                           "added New [refers_to:  -> 2]", "removed Old [refers_to: 1 -> ]"));
}

TEST(CompareWorkbooksTest, MergesValidationsAndFormats) {
  const auto features = [](std::string_view merge, std::string_view limit, std::string_view cells,
                           std::string_view formula) {
    return Concat("<mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"", merge,
                  "\"/></mergeCells>"
                  "<conditionalFormatting sqref=\"",
                  cells, "\"><cfRule type=\"expression\" priority=\"1\"><formula>", formula,
                  "</formula></cfRule></conditionalFormatting>"
                  "<dataValidations count=\"1\"><dataValidation type=\"whole\" sqref=\"C2:C9\">"
                  "<formula1>1</formula1><formula2>",
                  limit, "</formula2></dataValidation></dataValidations>");
  };
  const GridRows rows = {{"1"}};
  const auto comparison = Compare(Book(rows, features("A3:B3", "10", "D1:D5", "D1&gt;5")),
                                  Book(rows, features("A4:B4", "20", "D1:D9", "D1&gt;5")));
  EXPECT_THAT(Items(comparison->sheets[0].items),
              ElementsAre("added A4:B4", "removed A3:B3", "modified C2:C9 [formula2: 10 -> 20]",
                          "modified D1:D9 was D1:D5"));
  EXPECT_TRUE(Compare(Book(rows, features("A3:B3", "10", "D1:D5", "D1&gt;5")),
                      Book(rows, features("A3:B3", "10", "D1:D5", "D1&gt;5")))
                  ->identical());
}

TEST(CompareWorkbooksTest, ItemsMoveWithTheirRows) {
  GridRows before, after;
  for (int row = 1; row <= 20; ++row) before.push_back({Concat("item ", row), std::to_string(row)});
  after = before;
  InsertRows(&after, 4, GridRows{{"new", "7"}});
  const auto features = [](int row) {
    return Concat("<mergeCells><mergeCell ref=\"A", row, ":B", row,
                  "\"/></mergeCells><conditionalFormatting sqref=\"B", row, ":B", row + 4,
                  "\"><cfRule type=\"expression\" priority=\"1\"><formula>B", row,
                  "&gt;5</formula></cfRule></conditionalFormatting>");
  };
  EXPECT_THAT(
      Items(Compare(Book(before, features(10)), Book(after, features(11)))->sheets[0].items),
      IsEmpty());
  EXPECT_THAT(
      Items(Compare(Book(before, features(10)), Book(after, features(10)))->sheets[0].items),
      ElementsAre("added A10:B10", "removed A10:B10", "modified B10:B14 was B10:B14"));
}

TEST(CompareWorkbooksTest, TooManyRangesAreCountedAndCut) {
  GridRows before, after;
  for (int row = 0; row < 500; ++row) {
    before.emplace_back(), after.emplace_back();
    for (int column = 0; column < 100; ++column) {
      before.back().push_back("1");
      after.back().push_back((row + column) % 2 == 0 ? "2" : "1");
    }
  }
  const auto comparison = Compare(Book(before), Book(after), false);
  const CellChanges& cells = comparison->sheets[0].cells;
  EXPECT_TRUE(cells.truncated);
  EXPECT_EQ(cells.ranges.size(), kMostChangedRanges);
  EXPECT_EQ(cells.counts[static_cast<size_t>(CellChangeKind::kValueEdit)], 25'000);
  EXPECT_LT(comparison->memory_bytes(), size_t{1} << 20);
}

TEST(CompareWorkbooksTest, StopsWhenCancelled) {
  GridRows rows(3000, {"1", "2", "3"});
  const WorkbookPtr before = Book(rows);
  rows[0][0] = "9";
  const WorkbookPtr after = Book(rows);
  ASSERT_TRUE(before->LoadSheet(0, {}).ok() && after->LoadSheet(0, {}).ok());
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(CompareWorkbooks(*before, *after, {}, source.token()),
              StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
