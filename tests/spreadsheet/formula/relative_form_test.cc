#include "spreadsheet/formula/relative_form.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/formula/lexer.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::At;

std::string Form(std::string_view formula, std::string_view at) {
  return RelativeForm(formula, At(at));
}

TEST(RelativeFormTest, RelativePartsAreOffsetsAndAbsolutePartsPlaces) {
  EXPECT_EQ(Form("A2*2", "B2"), "RC[-1]*2");
  EXPECT_EQ(Form("$A$1+A$1+$A1+A1", "C3"), "R1C1+R1C[-2]+R[-2]C1+R[-2]C[-2]");
  EXPECT_EQ(Form("B2", "B2"), "RC");
  EXPECT_EQ(Form("SUM(A1:B$9)", "C1"), "SUM(RC[-2]:R9C[-1])");
}

TEST(RelativeFormTest, WholeColumnsAndRows) {
  EXPECT_EQ(Form("SUM(A:C)", "D9"), "SUM(C[-3]:C[-1])");
  EXPECT_EQ(Form("SUM($A:B)", "D9"), "SUM(C1:C[-2])");
  EXPECT_EQ(Form("SUM(3:$5)", "A4"), "SUM(R[-1]:R5)");
  EXPECT_EQ(Form("SUM(Data!D:D)", "D1"), "SUM(data!C:C)");
}

TEST(RelativeFormTest, ASheetsNameIsTheSameWithAndWithoutQuotes) {
  EXPECT_EQ(Form("Sheet1!A1", "A1"), "sheet1!RC");
  EXPECT_EQ(Form("'SHEET1'!A1", "A1"), "sheet1!RC");
  EXPECT_EQ(Form("'My Sheet'!A1", "A1"), "'my sheet'!RC");
  EXPECT_EQ(Form("'Bob''s'!A1", "A1"), "'bob''s'!RC");
  EXPECT_EQ(Form("Jan:Dec!$B$2", "A1"), "jan:dec!R2C2");
  EXPECT_EQ(Form("'Jan:Dec'!$B$2", "A1"), "jan:dec!R2C2");
  EXPECT_EQ(Form("[1]Data!A1", "A1"), "[1]data!RC");
  EXPECT_EQ(Form("ÄRZTE!A1", "A1"), Form("ärzte!A1", "A1"));
}

TEST(RelativeFormTest, NamesAreNotCells) {
  EXPECT_EQ(Form("LOG10(A1)+LOG10", "A1"), "LOG10(RC)+R[9]C[-7876]") << "LOG10 alone is a cell";
  EXPECT_EQ(Form("Rate2024x*A1", "B1"), "rate2024x*RC[-1]");
  EXPECT_EQ(Form("ABCD1*2", "A1"), "abcd1*2") << "behind column XFD";
  EXPECT_EQ(Form("Sales[Price]+Sales[[#This Row],[Net]]", "A1"),
            "sales[price]+sales[[#this row],[net]]");
}

TEST(RelativeFormTest, CaseAndPrefixesOfFunctionsDoNotCount) {
  EXPECT_EQ(Form("sum(a1)", "A1"), "SUM(RC)");
  EXPECT_EQ(Form("_xlfn.XLOOKUP(A1,B:B,C:C)", "A1"), Form("xlookup(A1,B:B,C:C)", "A1"));
  EXPECT_EQ(Form("_xlfn._xlws.SORT(A1:A9)", "A1"), "SORT(RC:R[8]C)");
  EXPECT_EQ(Form("1e-3+#n/a", "A1"), "1E-3+#N/A");
  EXPECT_NE(Form("\"Yes\"", "A1"), Form("\"yes\"", "A1")) << "texts are what they are";
}

TEST(RelativeFormTest, OnlySpacesThatIntersectCount) {
  EXPECT_EQ(Form(" SUM( A1 , B1 ) * 2 ", "A1"), "SUM(RC,RC[1])*2");
  EXPECT_EQ(Form("A1:B9  B2:C3", "A1"), "RC:R[8]C[1] R[1]C[1]:R[2]C[2]");
  EXPECT_EQ(Form("(A1) (B1)", "A1"), "(RC) (RC[1])");
  EXPECT_EQ(Form("Net Tax", "A1"), "net tax");
  EXPECT_NE(Form("A1 B1", "A1"), Form("A1,B1", "A1"));
}

TEST(RelativeFormTest, DamagedFormulasHaveAFormToo) {
  EXPECT_EQ(Form("SUM(A1", "A1"), "SUM(RC");
  EXPECT_EQ(Form("\"open", "A1"), "\"open");
  EXPECT_EQ(Form("", "A1"), "");
  EXPECT_EQ(Form("Sheet1!#REF!+A1", "A1"), "sheet1!#REF!+RC");
}

TEST(RelativeFormTest, FillingDoesNotChangeTheForm) {
  const std::vector<std::string> formulas = {
      "A1+$B$2*C$3-$D4",         "SUM(A:A)/SUM($1:1)",          "VLOOKUP(A1,Data!$A:$C,3,FALSE)",
      "SUM(Jan:Dec!B2)*(1+Net)", "INDEX(Sales[Price],ROW()-1)", "A1:B2 B2:C3",
      "OFFSET(XFD1048576,1,1)"};
  for (const std::string& formula : formulas) {
    const CellRef at = At("D7");
    for (const auto& [rows, columns] :
         {std::pair(1, 0), {0, 1}, {500, 30}, {-6, -3}, {1048569, 16380}, {524288, 8192}}) {
      const CellRef there = {at.row + rows, at.column + columns};
      const std::string filled = ShiftFormula(formula, rows, columns);
      EXPECT_EQ(RelativeForm(filled, there), RelativeForm(formula, at)) << filled;
      EXPECT_EQ(RelativeFingerprint(filled, there), RelativeFingerprint(formula, at)) << filled;
    }
  }
}

TEST(RelativeFormTest, AReferenceThatWrapsKeepsItsForm) {
  EXPECT_EQ(Form("A1", "A2"), "R[-1]C");
  EXPECT_EQ(Form("A1048576", "A1"), "R[-1]C") << "one above row 1, as ShiftFormula wraps";
  EXPECT_EQ(Form("XFD1", "A1"), "RC[-1]");
}

TEST(RelativeFormTest, DifferentFormsHaveDifferentFingerprints) {
  const std::vector<std::string> formulas = {
      "A1",      "A2",        "B1",     "$A$1",  "$A1",   "A$1", "A1*2", "A1*3", "SUM(A1)",
      "MAX(A1)", "Sheet1!A1", "\"A1\"", "A1 B1", "A1,B1", "1",   "",     "A:A",  "1:1"};
  for (size_t i = 0; i < formulas.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      EXPECT_NE(RelativeFingerprint(formulas[i], At("C3")),
                RelativeFingerprint(formulas[j], At("C3")))
          << formulas[i] << " and " << formulas[j];
    }
  }
}

TEST(RelativeFormTest, TheFingerprintIsPartOfTheInterface) {
  // Shown to people and compared between processes: a change of the hash changes it for all.
  EXPECT_EQ(RelativeFingerprint("A2*2", At("B2")), RelativeFingerprint("a3 * 2", At("B3")));
  EXPECT_EQ(RelativeFingerprint("A2*2", At("B2")), 4282036406331046356u);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
