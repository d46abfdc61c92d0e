#include "spreadsheet/analysis/value_search.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "spreadsheet/analysis/label_search.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using tests::HasReason;

constexpr RangeRef kAll = {{1, 1}, {kMaxRow, kMaxColumn}};
constexpr char kStyles[] =
    "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/>"
    "</cellXfs>";

std::string TextCell(std::string_view cell, std::string_view text) {
  return Concat("<c r=\"", cell, "\" t=\"str\"><v>", text, "</v></c>");
}
std::string NumberCell(std::string_view cell, std::string_view number, bool date = false) {
  return Concat("<c r=\"", cell, date ? "\" s=\"1" : "", "\"><v>", number, "</v></c>");
}

tests::WorkbookPtr WorkbookOf(const std::string& rows, std::string_view merges = "") {
  return tests::Open(tests::PackageBuilder()
                         .Sheet("S", Concat("<sheetData>", rows, "</sheetData>", merges))
                         .Styles(kStyles)
                         .Build());
}

std::string Found(const tests::WorkbookPtr& workbook, ValueQuery query) {
  auto matcher = ValueMatcher::Make(query, workbook->date_system());
  EXPECT_TRUE(matcher.ok()) << matcher.status();
  ValueReader reader(*workbook);
  std::string cells;
  EXPECT_THAT(VisitMatches(*tests::Load(workbook), kAll, *matcher, reader, {},
                           [&](const CellView& cell) {
                             cells += Concat(cells.empty() ? "" : " ", FormatCell(cell.ref));
                             return true;
                           }),
              tests::IsOk());
  return cells;
}

class ValueSearchTest : public ::testing::Test {
 protected:
  std::string Find(const std::string& query, TextMatch match = TextMatch::kContains,
                   bool case_sensitive = false) {
    return Found(workbook_, {query, match, case_sensitive, {}});
  }

  tests::WorkbookPtr workbook_ = WorkbookOf(
      Concat("<row r=\"1\">", TextCell("A1", "Net total"), NumberCell("B1", "1234.5"),
             NumberCell("C1", "46053", true), "</row><row r=\"2\">", TextCell("A2", "NET"),
             NumberCell("B2", "0.12"), NumberCell("C2", "46053.75", true), "</row><row r=\"3\">",
             TextCell("A3", "1234.5"),
             "<c r=\"B3\" t=\"b\"><v>1</v></c><c r=\"C3\" t=\"e\"><v>#DIV/0!</v></c></row>"));
};

TEST_F(ValueSearchTest, FindsTexts) {
  EXPECT_EQ(Find("net"), "A1 A2");
  EXPECT_EQ(Find("net", TextMatch::kExact), "A2");
  EXPECT_EQ(Find("NET", TextMatch::kContains, /*case_sensitive=*/true), "A2");
  EXPECT_EQ(Find("net t", TextMatch::kPrefix), "A1");
  EXPECT_EQ(Find("^n.t$", TextMatch::kRegex), "A2");
  EXPECT_EQ(Find("#div"), "C3");
  EXPECT_EQ(Find("TRUE", TextMatch::kExact), "B3");
}

TEST_F(ValueSearchTest, FindsNumbersByValueAndDigits) {
  EXPECT_EQ(Find("1,234.50"), "B1");
  EXPECT_EQ(Find("1234.5", TextMatch::kExact), "B1 A3");
  EXPECT_EQ(Find("12%", TextMatch::kExact), "B2");
  EXPECT_EQ(Find("234"), "B1 A3");
  EXPECT_EQ(Find("46053", TextMatch::kExact), "C1") << "the number behind a date";
}

TEST_F(ValueSearchTest, FindsDates) {
  EXPECT_EQ(Find("2026-01-31"), "C1 C2");
  EXPECT_EQ(Find("2026-01-31", TextMatch::kExact), "C1");
  EXPECT_EQ(Find("2026-01-31T18:00", TextMatch::kExact), "C2");
  EXPECT_EQ(Find("2026-01", TextMatch::kPrefix), "C1 C2");
  EXPECT_EQ(Find("2026"), "C1 C2");
  EXPECT_EQ(Find("31"), "") << "a number is not part of a date";
}

TEST_F(ValueSearchTest, OnlyTheTypesAskedFor) {
  ValueTypes dates;
  dates.Add(ValueType::kDate);
  EXPECT_EQ(Found(workbook_, {"2026", TextMatch::kContains, false, dates}), "C1 C2");
  ValueTypes texts;
  texts.Add(ValueType::kText);
  EXPECT_EQ(Found(workbook_, {"1234.5", TextMatch::kContains, false, texts}), "A3");
}

TEST(ParseShownNumberTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(ParseShownNumber("1,234,567.25"), 1234567.25);
  EXPECT_EQ(ParseShownNumber("-3"), -3);
  EXPECT_EQ(ParseShownNumber("12%"), 0.12);
  EXPECT_EQ(ParseShownNumber("1e3"), 1000);
  for (const char* text : {"", "1,23", ",123", "12a", "1,2345", "%", "inf", "nan", "1.2,345"}) {
    EXPECT_EQ(ParseShownNumber(text), std::nullopt) << text;
  }
}

// "B1=value of A1" for each hit, in both passes.
std::string Values(const tests::WorkbookPtr& workbook, const LabelQuery& query) {
  auto search = LabelSearch::Make(query);
  EXPECT_TRUE(search.ok()) << search.status();
  const auto features = workbook->LoadFeatures(0, {});
  EXPECT_THAT(features, tests::IsOk());
  ValueReader reader(*workbook);
  const tests::SheetPtr sheet = tests::Load(workbook);
  std::string values;
  for (int pass = 0; pass < search->passes(); ++pass) {
    EXPECT_THAT(search->Visit(*sheet, (*features)->merges, kAll, pass, reader, {},
                              [&](const LabelHit& hit) {
                                values +=
                                    Concat(values.empty() ? "" : " ", FormatCell(hit.label.ref),
                                           ">", FormatCell(hit.value.ref));
                                return true;
                              }),
                tests::IsOk());
  }
  return values;
}

TEST(LabelSearchTest, ExactLabelsComeFirstAndBlanksAreSkipped) {
  const auto workbook = WorkbookOf(
      Concat("<row r=\"1\">", TextCell("A1", "Total sales"), NumberCell("B1", "1"),
             "</row><row r=\"2\">", TextCell("A2", " Total: "), TextCell("B2", ""),
             NumberCell("D2", "2"), "</row><row r=\"3\">", TextCell("C3", "Total"), "</row>"));
  EXPECT_EQ(Values(workbook, {"total"}), "A2>D2 A1>B1") << "C3 has no value";
  EXPECT_EQ(Values(workbook, {"Total:", TextMatch::kExact}), "A2>D2");
  EXPECT_EQ(Values(workbook, {"total", TextMatch::kContains, /*case_sensitive=*/true}), "");
}

TEST(LabelSearchTest, AHeaderHasItsValueBelow) {
  const auto workbook = WorkbookOf(Concat(
      "<row r=\"1\">", TextCell("A1", "Net"), TextCell("B1", "Tax"), "</row><row r=\"2\">",
      NumberCell("A2", "10"), NumberCell("B2", "2"), "</row><row r=\"5\">", TextCell("A5", "Name:"),
      TextCell("B5", "Ann"), "</row><row r=\"6\">", NumberCell("A6", "7"), "</row>"));
  EXPECT_EQ(Values(workbook, {"Net"}), "A1>A2");
  EXPECT_EQ(Values(workbook, {"Name"}), "A5>B5") << "a colon points to the right";
  LabelQuery right{"Net"};
  right.direction = LabelDirection::kRight;
  EXPECT_EQ(Values(workbook, right), "A1>B1");
  LabelQuery below{"Name"};
  below.direction = LabelDirection::kBelow;
  EXPECT_EQ(Values(workbook, below), "A5>A6");
  LabelQuery numbers{"Name"};
  numbers.types.Add(ValueType::kNumber);
  EXPECT_EQ(Values(workbook, numbers), "A5>A6");
}

TEST(LabelSearchTest, AMergedLabelEndsWhereItsCellsDo) {
  const auto workbook =
      WorkbookOf(Concat("<row r=\"1\">", TextCell("A1", "Total"), NumberCell("D1", "9"), "</row>"),
                 "<mergeCells><mergeCell ref=\"A1:C2\"/></mergeCells>");
  EXPECT_EQ(Values(workbook, {"Total"}), "A1>D1");
}

TEST(LabelSearchTest, RefusesWhatIsNoLabel) {
  EXPECT_THAT(LabelSearch::Make({" : "}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(LabelSearch::Make({"(", TextMatch::kRegex}),
              HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
