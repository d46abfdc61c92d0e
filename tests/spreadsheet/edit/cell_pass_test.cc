// Rows of sheets large enough to be worked on in pieces.
#include "spreadsheet/edit/cell_pass.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/row_chunks.h"
#include "spreadsheet/model/text.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int32_t kRows = 60'000;

// A row: a style that inserted rows take over, a value, a formula, a member of a shared formula, a
// cell that is not plain.
std::string Row(int32_t row, int32_t number, std::string_view formula) {
  return Concat("<row r=\"", number, "\" ht=\"", row, "\"><c r=\"A", number, "\" s=\"", row % 7 + 1,
                "\"><v>1</v></c><c r=\"B", number, "\"><f>", formula, "</f><v>2</v></c><c r=\"C",
                number, "\" t='n'><v>3</v></c></row>");
}

std::string Before() {
  std::string rows;
  for (int32_t row = 1; row <= kRows; ++row) rows += Row(row, row, Concat("A", row, "+1"));
  return rows;
}

std::string Inserted(int32_t at) {
  std::string rows;
  for (int32_t row = 1; row <= kRows; ++row) {
    if (row == at && row > 1) {
      rows += Concat("<row r=\"", at, "\" ht=\"", at - 1, "\"><c r=\"A", at, "\" s=\"",
                     (at - 1) % 7 + 1, "\"/></row>");
    }
    const int32_t number = row < at ? row : row + 1;
    rows += Row(row, number, Concat("A", number, "+1"));
  }
  return rows;
}

TEST(SplitRowsTest, PiecesMakeUpTheRowsAndBeginWithNumbers) {
  const std::string rows = Before();
  for (const int32_t together : {1, 30'001, kMaxRow + 1}) {
    const std::vector<RowChunk> chunks = SplitRows(rows, 4, together);
    ASSERT_EQ(chunks.size(), 4u);
    std::string all;
    for (const RowChunk& chunk : chunks) {
      EXPECT_TRUE(chunk.rows.starts_with(Concat("<row r=\"", chunk.first_row, "\"")));
      EXPECT_TRUE(chunk.rows.ends_with("</row>"));
      all += chunk.rows;
    }
    EXPECT_EQ(all, rows);
  }
}

TEST(SplitRowsTest, TheRowBehindInsertedOnesStaysWithTheOneInFront) {
  const std::string rows = Before();
  const int32_t border = SplitRows(rows, 2, kMaxRow + 1)[1].first_row;
  EXPECT_EQ(SplitRows(rows, 2, border)[1].first_row, border + 1);
  EXPECT_EQ(SplitRows(rows, 2, border + 1)[1].first_row, border);
}

TEST(SplitRowsTest, RowsWithoutNumbersAreOnePiece) {
  std::string rows;
  for (int i = 0; i < 1000; ++i) rows += "<row><c><v>1</v></c></row>";
  EXPECT_EQ(SplitRows(rows, 4, 5).size(), 1u);
  EXPECT_EQ(SplitRows("", 4, 5).size(), 1u);
}

TEST(CellPassTest, InsertsARowAnywhereInALargeSheet) {
  const std::string rows = Before();
  std::vector<int32_t> places = {1, 2, kRows, kRows + 1};
  for (const RowChunk& chunk : SplitRows(rows, 4, kMaxRow + 1)) {
    places.insert(places.end(), {chunk.first_row - 1, chunk.first_row, chunk.first_row + 1});
  }
  for (const int32_t at : places) {
    if (at < 1) continue;
    const StructuralRewriter rewriter(InsertLines{0, Axis::kRows, at, 1}, {"S"});
    std::string after = "head";
    ASSERT_OK_AND_ASSIGN(const bool changed, RewriteCells(rows, rewriter, 0, {}, &after));
    std::string expected = Concat("head", Inserted(at));
    if (at == kRows + 1) {
      expected += Concat("<row r=\"", at, "\" ht=\"", kRows, "\"><c r=\"A", at, "\" s=\"",
                         kRows % 7 + 1, "\"/></row>");
    }
    EXPECT_TRUE(changed);
    EXPECT_TRUE(after == expected) << at;
  }
}

TEST(CellPassTest, RowsOutOfOrderAreWrittenInOnePass) {
  // The row behind the inserted one comes early and again late.
  std::string rows = "<row r=\"1\" ht=\"9\"/><row r=\"50000\"/>";
  for (int32_t row = 2; row <= kRows; ++row) rows += Row(row, row, "1");
  const StructuralRewriter rewriter(InsertLines{0, Axis::kRows, 40'000, 1}, {"S"});
  std::string after;
  ASSERT_OK_AND_ASSIGN(const bool changed, RewriteCells(rows, rewriter, 0, {}, &after));
  EXPECT_TRUE(changed);
  EXPECT_EQ(after.find("<row r=\"40000\""), after.rfind("<row r=\"40000\""));
}

TEST(CellPassTest, WhatDoesNotChangeIsNotWritten) {
  const std::string rows = Before();
  const StructuralRewriter rewriter(InsertLines{1, Axis::kRows, 5, 1}, {"S", "T"});
  std::string after = "head";
  ASSERT_OK_AND_ASSIGN(const bool changed, RewriteCells(rows, rewriter, 0, {}, &after));
  EXPECT_FALSE(changed);
  EXPECT_EQ(after, "head");
}

TEST(CellPassTest, SharedFormulasOfALargeSheetStayShared) {
  std::string rows, expected;
  for (int32_t row = 1; row <= kRows; ++row) {
    const auto cell = [&](int32_t number) {
      const std::string formula =
          row == 1 ? Concat("<f t=\"shared\" ref=\"B", number, ":B", kRows + number - 1,
                            "\" si=\"0\">A", number, "*2</f>")
                   : std::string("<f t=\"shared\" si=\"0\"/>");
      return Concat("<row r=\"", number, "\"><c r=\"B", number, "\">", formula,
                    "<v>2</v></c></row>");
    };
    rows += cell(row);
    expected += cell(row + 1);
  }
  const StructuralRewriter rewriter(InsertLines{0, Axis::kRows, 1, 1}, {"S"});
  std::string after;
  ASSERT_OK_AND_ASSIGN(const bool changed, RewriteCells(rows, rewriter, 0, {}, &after));
  EXPECT_TRUE(changed);
  EXPECT_TRUE(after == expected);
}

TEST(CellPassTest, SharedFormulasThatAreTornAreSpelledOut) {
  std::string rows;
  for (int32_t row = 1; row <= kRows; ++row) {
    rows += Concat("<row r=\"", row, "\"><c r=\"B", row, "\"><f t=\"shared\"",
                   row == 1 ? Concat(" ref=\"B1:B", kRows, "\" si=\"0\">A1*2</f>")
                            : std::string(" si=\"0\"/>"),
                   "<v>2</v></c></row>");
  }
  const StructuralRewriter rewriter(InsertLines{0, Axis::kRows, 30'000, 1}, {"S"});
  std::string after;
  ASSERT_OK_AND_ASSIGN(const bool changed, RewriteCells(rows, rewriter, 0, {}, &after));
  EXPECT_TRUE(changed);
  EXPECT_EQ(after.find("shared"), std::string::npos);
  EXPECT_NE(after.find("<c r=\"B29999\"><f>A29999*2</f><v>2</v></c>"), std::string::npos);
  EXPECT_NE(after.find("<c r=\"B60001\"><f>A60001*2</f><v>2</v></c>"), std::string::npos);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
