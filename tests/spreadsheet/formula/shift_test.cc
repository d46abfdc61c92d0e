// Members of shared formulas.
#include <gtest/gtest.h>

#include "spreadsheet/formula/lexer.h"

namespace sheetgate::spreadsheet {
namespace {

TEST(ShiftFormulaTest, MovesRelativePartsOnly) {
  const struct {
    const char* formula;
    int rows, columns;
    const char* shifted;
  } kCases[] = {
      {"A1", 2, 3, "D3"},
      {"$A1+A$1+$A$1", 2, 3, "$A3+D$1+$A$1"},
      {"SUM(A1:B2)", 1, 0, "SUM(A2:B3)"},
      {"SUM($A$1:A1)", 4, 0, "SUM($A$1:A5)"},
      {"A:A+B:$C", 5, 1, "B:B+C:$C"},
      {"3:5+$3:6", 2, 9, "5:7+$3:8"},
      {"Sheet1!A1+Sheet1!A1:B2", 1, 1, "Sheet1!B2+Sheet1!B2:C3"},
      {"'A1 B2'!A1", 1, 0, "'A1 B2'!A2"},
      {"'It''s!'!A1", 1, 0, "'It''s!'!A2"},
      {"Jan:Dec!B2", -1, -1, "Jan:Dec!A1"},
      {"[1]Sheet1!C3", 1, 1, "[1]Sheet1!D4"},
      {"A1&\"A1\"", 1, 0, "A2&\"A1\""},
      {"LOG10(A1)+DEC2BIN(B1)", 1, 0, "LOG10(A2)+DEC2BIN(B2)"},
      {"Table1[A1]+Table1[[#This Row],[B2]]", 1, 1, "Table1[A1]+Table1[[#This Row],[B2]]"},
      {"my.A1+A1x+Rate", 1, 1, "my.A1+A1x+Rate"},
      {"{1,2}*A1", 1, 0, "{1,2}*A2"},
      {"#REF!+Sheet1!#REF!+A1", 1, 0, "#REF!+Sheet1!#REF!+A2"},
      {"#REF!A1+!A1+[1]#REF!$A1", 1, 0, "#REF!A2+!A2+[1]#REF!$A2"},
      {"a1+xfd2", 0, -1, "XFD1+XFC2"},
      {"A1 B2", 1, 1, "B2 C3"},
      {"1E5+E5", 1, 0, "1E5+E6"},
      {"INDEX(A1:A9,2):B3", 1, 0, "INDEX(A2:A10,2):B4"},
      {"A1#", 1, 0, "A2#"},
      {"A1 ~ B2", 1, 0, "A2 ~ B3"},
      {"A1&\"open", 1, 0, "A2&\"open"},
      {"", 1, 1, ""},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ShiftFormula(c.formula, c.rows, c.columns), c.shifted) << c.formula;
  }
}

TEST(ShiftFormulaTest, WrapsAtTheEdgesOfTheSheet) {
  EXPECT_EQ(ShiftFormula("A1", -1, 0), "A1048576");
  EXPECT_EQ(ShiftFormula("A1", 0, -1), "XFD1");
  EXPECT_EQ(ShiftFormula("XFD1048576", 1, 1), "A1");
  EXPECT_EQ(ShiftFormula("XFD:XFD", 0, 1), "A:A");
  EXPECT_EQ(ShiftFormula("1048576:1048576", 2, 0), "2:2");
  EXPECT_EQ(ShiftFormula("B2", -1048577, -16385), "A1");
}

TEST(ShiftFormulaTest, LeavesTheTextAloneWhenNothingMoves) {
  EXPECT_EQ(ShiftFormula(" sum( a1 ) ", 0, 0), " sum( a1 ) ");
}

TEST(ShiftFormulaTest, ComesBack) {
  const std::string formula = "IF($A1>B$2,SUM(C3:$D$4),'x y'!E5)+F:G";
  for (const int offset : {1, 7, 1000, 16383}) {
    EXPECT_EQ(ShiftFormula(ShiftFormula(formula, offset, offset), -offset, -offset), formula);
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
