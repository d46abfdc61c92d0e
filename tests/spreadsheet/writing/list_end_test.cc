#include "spreadsheet/writing/list_end.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::SetFormula;
using tests::SetValue;

// "<last row>", or "<last row> <footer row> <reason>".
std::string End(const std::vector<CellChange>& cells, std::string_view list,
                FooterPolicy policy = FooterPolicy::kAuto) {
  const auto workbook =
      tests::Edit(tests::Open(tests::PackageBuilder().Sheet("S", "<sheetData/>").Build()), cells);
  const ListEnd end = FindListEnd(*tests::Load(workbook), *ParseRange(list), policy);
  if (end.footer_row == 0) return Concat(end.last_row);
  return Concat(end.last_row, " ", end.footer_row, " ", end.footer_reason);
}

std::vector<CellChange> List() {
  return {SetValue("A1", std::string("Item")), SetValue("B1", std::string("Cost")),
          SetValue("A2", std::string("Rent")), SetValue("B2", 1.0),
          SetValue("A3", std::string("Food")), SetValue("B3", 2.0)};
}

std::vector<CellChange> With(std::vector<CellChange> more) {
  std::vector<CellChange> cells = List();
  cells.insert(cells.end(), more.begin(), more.end());
  return cells;
}

TEST(ListEndTest, EndsWithTheLastRowThatHasContents) {
  EXPECT_EQ(End(List(), "A1:B9"), "3");
  EXPECT_EQ(End({}, "A5:B9"), "4");
  EXPECT_EQ(End({SetValue("A1", std::string("Total"))}, "A1:B1"), "1") << "a header alone";
}

TEST(ListEndTest, AWordAndAFormulaMakeATotalsRow) {
  const auto total =
      With({SetValue("A4", std::string("TOTAL cost")), SetFormula("B4", "SUM(B2:B3)")});
  EXPECT_EQ(End(total, "A1:B4"), "3 4 label");
  EXPECT_EQ(End(total, "A1:B3"), "3 4 label") << "just below the list";
  EXPECT_EQ(End(total, "A1:B4", FooterPolicy::kNone), "4");
  EXPECT_EQ(End(With({SetValue("A4", std::string("Total")), SetValue("B4", 3.0)}), "A1:B4"), "4")
      << "no formula";
  EXPECT_EQ(End(With({SetValue("A4", std::string("Summary")), SetFormula("B4", "1"),
                      SetValue("C4", 1.0)}),
                "A1:C4"),
            "4")
      << "another word";
}

TEST(ListEndTest, FormulasAloneMakeATotalsRowUnlessTheyContinueAColumn) {
  EXPECT_EQ(End(With({SetFormula("B4", "SUM(B2:B3)")}), "A1:B4"), "3 4 formulas");
  EXPECT_EQ(End({SetValue("A1", std::string("n")), SetFormula("A2", "ROW()*2"),
                 SetFormula("A3", "ROW()*2")},
                "A1:A3"),
            "3");
}

TEST(ListEndTest, AGapInFrontOfTheTotalsRowIsNoData) {
  EXPECT_EQ(
      End(With({SetValue("A6", std::string("Total")), SetFormula("B6", "SUM(B2:B5)")}), "A1:B6"),
      "3 6 label");
}

TEST(ListEndTest, TheCallerMayKnowBetter) {
  EXPECT_EQ(End(List(), "A1:B3", FooterPolicy::kGiven), "2 3 given");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
