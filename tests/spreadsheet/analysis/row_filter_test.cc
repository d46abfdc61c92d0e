#include "spreadsheet/analysis/row_filter.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/model/dates.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using tests::HasReason;

constexpr char kStyles[] =
    "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/>"
    "</cellXfs>";
// A1 number 5, A2 date 2026-01-31, A3 the same day 18:00, A4 text "Apple", A5 text "5", A6 TRUE,
// A7 #N/A, A8 empty text, A9 text 2026-01-31; A10 is empty.
constexpr char kCells[] =
    "<sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row>"
    "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>46053</v></c></row>"
    "<row r=\"3\"><c r=\"A3\" s=\"1\"><v>46053.75</v></c></row>"
    "<row r=\"4\"><c r=\"A4\" t=\"str\"><v>Apple</v></c></row>"
    "<row r=\"5\"><c r=\"A5\" t=\"str\"><v>5</v></c></row>"
    "<row r=\"6\"><c r=\"A6\" t=\"b\"><v>1</v></c></row>"
    "<row r=\"7\"><c r=\"A7\" t=\"e\"><v>#N/A</v></c></row>"
    "<row r=\"8\"><c r=\"A8\" t=\"str\"><v></v></c></row>"
    "<row r=\"9\"><c r=\"A9\" t=\"str\"><v>2026-01-31</v></c></row></sheetData>";

class ColumnFilterTest : public ::testing::Test {
 protected:
  ColumnFilterTest()
      : workbook_(tests::Open(tests::PackageBuilder().Sheet("S", kCells).Styles(kStyles).Build())),
        sheet_(tests::Load(workbook_)) {}

  // The rows of A1:A10 that meet the condition: "2 3".
  std::string Rows(FilterOp op, std::vector<FilterOperand> operands) {
    auto filter = ColumnFilter::Make(op, std::move(operands), DateSystem::k1900);
    EXPECT_TRUE(filter.ok()) << filter.status();
    if (!filter.ok()) return "";
    ValueReader reader(*workbook_);
    std::string rows;
    for (int32_t row = 1; row <= 10; ++row) {
      const CellView cell = sheet_->Find({row, 1}).value_or(CellView());
      if (filter->Accepts(cell, reader)) rows += Concat(rows.empty() ? "" : " ", row);
    }
    return rows;
  }
  std::string Rows(FilterOp op, CellValue value) {
    return Rows(op, std::vector<FilterOperand>{{std::move(value)}});
  }
  std::string Rows(FilterOp op, const char* text) { return Rows(op, CellValue(std::string(text))); }

  tests::WorkbookPtr workbook_;
  tests::SheetPtr sheet_;
};

TEST_F(ColumnFilterTest, EqualsByType) {
  EXPECT_EQ(Rows(FilterOp::kEq, CellValue(5.0)), "1") << "a text 5 is no number";
  EXPECT_EQ(Rows(FilterOp::kEq, "5"), "1 5") << "a text given stands for what it shows";
  EXPECT_EQ(Rows(FilterOp::kEq, "APPLE"), "4");
  EXPECT_EQ(Rows(FilterOp::kEq, CellValue(true)), "6");
  EXPECT_EQ(Rows(FilterOp::kEq, "true"), "6");
  EXPECT_EQ(Rows(FilterOp::kEq, "#n/a"), "7");
  EXPECT_EQ(Rows(FilterOp::kEq, CellValue(CellError::kNa)), "7");
  EXPECT_EQ(Rows(FilterOp::kEq, CellValue(46053.0)), "2") << "a serial number";
  EXPECT_EQ(Rows(FilterOp::kNeq, CellValue(5.0)), "2 3 4 5 6 7 8 9 10");
}

TEST_F(ColumnFilterTest, ADateIsTheWholeDayUnlessATimeIsGiven) {
  EXPECT_EQ(Rows(FilterOp::kEq, "2026-01-31"), "2 3 9");
  EXPECT_EQ(Rows(FilterOp::kEq, "2026-01-31T18:00"), "3");
  EXPECT_EQ(Rows(FilterOp::kEq, {{46053.75, /*date=*/true}}), "3");
  EXPECT_EQ(Rows(FilterOp::kLte, "2026-01-31"), "2 3 9");
  EXPECT_EQ(Rows(FilterOp::kGt, "2026-01-31"), "");
  EXPECT_EQ(Rows(FilterOp::kGt, "2026-01-31T12:00"), "3");
  EXPECT_EQ(Rows(FilterOp::kGte, "2026-02-01"), "");
  EXPECT_EQ(Rows(FilterOp::kLt, {{46054.0, true, /*whole_day=*/true}}), "2 3 9");
}

TEST_F(ColumnFilterTest, OrderNeverMixesTypes) {
  EXPECT_EQ(Rows(FilterOp::kGt, CellValue(4.0)), "1 2 3") << "dates are numbers, texts are not";
  EXPECT_EQ(Rows(FilterOp::kGt, "4"), "1 2 3");
  EXPECT_EQ(Rows(FilterOp::kLt, CellValue(4.0)), "");
  EXPECT_EQ(Rows(FilterOp::kGte, "apple"), "4");
  EXPECT_EQ(Rows(FilterOp::kLt, "b"), "4 5 8 9");
}

TEST_F(ColumnFilterTest, TextsOfAllTypes) {
  EXPECT_EQ(Rows(FilterOp::kContains, "P"), "4");
  EXPECT_EQ(Rows(FilterOp::kStartsWith, "2026-01"), "2 3 9");
  EXPECT_EQ(Rows(FilterOp::kEndsWith, CellValue(5.0)), "1 5");
  EXPECT_EQ(Rows(FilterOp::kMatches, "^(a|t).*e$"), "4 6");
}

TEST_F(ColumnFilterTest, ListsAndEmptyCells) {
  EXPECT_EQ(Rows(FilterOp::kIn, {{5.0}, {std::string("apple")}, {true}}), "1 4 6");
  EXPECT_EQ(Rows(FilterOp::kIsEmpty, std::vector<FilterOperand>{}), "8 10");
  EXPECT_EQ(Rows(FilterOp::kNotEmpty, std::vector<FilterOperand>{}), "1 2 3 4 5 6 7 9");
}

TEST_F(ColumnFilterTest, RefusesWhatMakesNoSense) {
  const auto make = [](FilterOp op, std::vector<FilterOperand> operands) {
    return ColumnFilter::Make(op, std::move(operands), DateSystem::k1900).status();
  };
  EXPECT_THAT(make(FilterOp::kEq, {}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(make(FilterOp::kIn, {}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(make(FilterOp::kIsEmpty, {{5.0}}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(make(FilterOp::kGt, {{true}}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(make(FilterOp::kContains, {{CellError::kNa}}),
              HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(make(FilterOp::kMatches, {{std::string("(")}}),
              HasReason(ErrorReason::kInvalidArgument));
}

TEST(FilterOpTest, NamesReadBack) {
  EXPECT_EQ(ParseFilterOp("starts_with"), FilterOp::kStartsWith);
  EXPECT_EQ(ParseFilterOp("matches"), FilterOp::kMatches);
  EXPECT_EQ(ParseFilterOp("like"), std::nullopt);
  EXPECT_EQ(FilterOpNames().substr(0, 11), "eq, neq, gt");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
