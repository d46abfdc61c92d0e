#include "spreadsheet/writing/copied_formula.h"

#include <gtest/gtest.h>

namespace sheetgate::spreadsheet {
namespace {

TEST(CopiedFormulaTest, RelativePartsMoveAndDollarsStay) {
  EXPECT_EQ(CopiedFormula("A2*$D$1+B$2+$C3", 2, 1), "B4*$D$1+C$2+$C5");
  EXPECT_EQ(CopiedFormula("SUM('My sheet'!A1:B3,C:C,4:4)&\"A1\"", 1, 1),
            "SUM('My sheet'!B2:C4,D:D,5:5)&\"A1\"");
  EXPECT_EQ(CopiedFormula("Table1[Price]*Rate", 5, 5), "Table1[Price]*Rate");
  EXPECT_EQ(CopiedFormula("A1", 0, 0), "A1");
}

TEST(CopiedFormulaTest, WhatLeavesTheSheetIsGone) {
  EXPECT_EQ(CopiedFormula("A1+B2", -1, 0), "#REF!+B1");
  EXPECT_EQ(CopiedFormula("SUM(Sheet2!A1:B9)", -1, 0), "SUM(Sheet2!#REF!)");
  EXPECT_EQ(CopiedFormula("A1:B2+A9:INDEX(A1:A2,1)+C3:C1", -1, 0), "#REF!+A8:INDEX(#REF!,1)+#REF!");
  EXPECT_EQ(CopiedFormula("A1:INDEX(B2,1)", -1, 0), "#REF!:INDEX(B1,1)");
  EXPECT_EQ(CopiedFormula("XFD1", 0, 1), "#REF!");
  EXPECT_EQ(CopiedFormula("$A$1+A$1", -1, 0), "$A$1+A$1");
}

TEST(TransposedFormulaTest, RowsBecomeColumns) {
  // C2 = A2*B2 pasted at F9: two and one to the left become two and one above.
  EXPECT_EQ(TransposedFormula("A2*B2", {2, 3}, {9, 6}), "F7*F8");
  EXPECT_EQ(TransposedFormula("SUM(A2:B2)+$D$1", {2, 3}, {9, 6}), "SUM(F7:F8)+$D$1");
  EXPECT_EQ(TransposedFormula("A2", {2, 3}, {2, 6}), "#REF!") << "above the first row";
}

TEST(TransposedFormulaTest, OneDollarHasNoTransposedForm) {
  EXPECT_EQ(TransposedFormula("$A2", {2, 3}, {9, 6}), std::nullopt);
  EXPECT_EQ(TransposedFormula("SUM(A:A)", {2, 3}, {9, 6}), std::nullopt);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
