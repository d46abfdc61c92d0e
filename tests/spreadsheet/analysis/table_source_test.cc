#include "spreadsheet/analysis/table_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;

// Rows of cells: a text, a number where it starts with a digit, nothing where it is empty.
tests::WorkbookPtr WorkbookOf(const std::vector<std::vector<std::string>>& rows,
                              std::string_view merges = "") {
  std::string data = "<sheetData>";
  for (size_t row = 0; row < rows.size(); ++row) {
    data += Concat("<row r=\"", row + 1, "\">");
    for (size_t i = 0; i < rows[row].size(); ++i) {
      const std::string& text = rows[row][i];
      if (text.empty()) continue;
      const std::string cell =
          FormatCell({static_cast<int32_t>(row + 1), static_cast<int32_t>(i + 1)});
      data += Concat("<c r=\"", cell, IsAsciiDigit(text[0]) ? "\"><v>" : "\" t=\"str\"><v>", text,
                     "</v></c>");
    }
    data += "</row>";
  }
  data += Concat("</sheetData>", merges);
  return tests::Open(tests::PackageBuilder().Sheet("S", data).Build());
}

HeaderRows Guess(const tests::WorkbookPtr& workbook, bool skip_titles = true) {
  ValueReader reader(*workbook);
  const tests::SheetPtr sheet = tests::Load(workbook);
  return GuessHeader(*sheet, reader, *sheet->used_range(), skip_titles);
}

std::vector<std::string> Headers(const tests::WorkbookPtr& workbook, HeaderRows header) {
  ValueReader reader(*workbook);
  const tests::SheetPtr sheet = tests::Load(workbook);
  const auto features = workbook->LoadFeatures(0, {});
  EXPECT_THAT(features, tests::IsOk());
  std::vector<std::string> headers;
  for (const SourceColumn& column :
       SourceOfRange(*sheet, **features, reader, *sheet->used_range(), header).columns) {
    headers.push_back(column.header);
  }
  return headers;
}

TEST(GuessHeaderTest, LooksBelowTitles) {
  const auto workbook = WorkbookOf(
      {{"Sales report"}, {}, {"Item", "Net", "Tax"}, {"Rent", "10", "2"}, {"Food", "5", "1"}});
  EXPECT_EQ(Guess(workbook).first, 3);
  EXPECT_EQ(Guess(workbook, /*skip_titles=*/false).count, 0) << "the first row is a title";
}

TEST(GuessHeaderTest, ABlockBesideTheTableDoesNotHideItsHeader) {
  std::vector<std::vector<std::string>> rows = {{"Name", "Age"}};
  for (int i = 0; i < 4; ++i) rows.push_back({"Ann", "31"});
  rows.push_back({"Bob", "27", "", "1", "2", "3", "4"});
  EXPECT_EQ(Guess(WorkbookOf(rows)).first, 1);
}

TEST(GuessHeaderTest, YearsAreHeadersAndNumbersAreNot) {
  EXPECT_EQ(Guess(WorkbookOf({{"Item", "2024", "2025"}, {"Rent", "10", "2"}})).first, 1);
  EXPECT_EQ(Guess(WorkbookOf({{"Rent", "10", "2"}, {"Food", "5", "1"}})).count, 0);
  EXPECT_EQ(Guess(WorkbookOf({{"2024", "2025"}, {"1", "2"}})).count, 0) << "no text at all";
  EXPECT_EQ(Guess(WorkbookOf({{"Item", "Net"}})).count, 0) << "a header of nothing";
}

TEST(SourceOfRangeTest, NamesAreUniqueAndNeverEmpty) {
  const auto workbook = WorkbookOf({{"Net", "net", "", " Unit\n price ", "Net_2"}, {"1", "2"}});
  EXPECT_THAT(Headers(workbook, {1, 1}), ElementsAre("Net", "net_2", "C", "Unit price", "Net_2_2"));
  EXPECT_THAT(Headers(workbook, {}), ElementsAre("A", "B", "C", "D", "E"));
}

TEST(SourceOfRangeTest, HeaderRowsAreJoinedAndMergesFilled) {
  const auto workbook =
      WorkbookOf({{"Item", "2024", "", "2025"}, {"", "Q1", "Q2", "Q1"}, {"Rent", "1", "2", "3"}},
                 "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>");
  EXPECT_THAT(Headers(workbook, {1, 2}),
              ElementsAre("Item", "2024 / Q1", "2024 / Q2", "2025 / Q1"));
}

TEST(SourceOfTableTest, HeaderAndTotalsAreNotData) {
  Table table;
  table.range = {{2, 2}, {9, 4}};
  table.totals_rows = 1;
  table.columns = {{"Item"}, {"Net"}};
  const TableSource source = SourceOfTable(table);
  EXPECT_EQ(FormatRange(*source.data), "B3:D8");
  EXPECT_EQ(source.columns[2].header, "D") << "a column the table does not name";
  table.range.last.row = 3;
  EXPECT_FALSE(SourceOfTable(table).data.has_value());
}

TEST(FindColumnTest, HeadersFirstThenLetters) {
  TableSource source;
  source.columns = {{3, "Item"}, {4, "C"}, {5, "Net"}};
  EXPECT_EQ(*FindColumn(source, "item"), 0u);
  EXPECT_EQ(*FindColumn(source, " NET "), 2u);
  EXPECT_EQ(*FindColumn(source, "c"), 1u) << "a header C comes before column C";
  EXPECT_EQ(*FindColumn(source, "E"), 2u);
  const auto unknown = FindColumn(source, "Itme");
  ASSERT_THAT(unknown, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(platform::MetadataOf(unknown.status())["did_you_mean"], "Item");
  EXPECT_EQ(platform::MetadataOf(unknown.status())["columns"], "'Item', 'C', 'Net'");
  EXPECT_THAT(FindColumn(source, "F"), HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
