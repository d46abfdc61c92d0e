// Printing: the text as it was, and the other style of references.
#include "spreadsheet/formula/printer.h"

#include <gtest/gtest.h>

#include <string>

#include "spreadsheet/formula/parser.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::IsOk;

constexpr CellRef kC3{3, 3};

std::string InStyle(std::string_view text, ReferenceStyle from, ReferenceStyle to, CellRef cell) {
  const auto formula = ParseFormula(text, from);
  EXPECT_THAT(formula, IsOk()) << text;
  return formula.ok() ? PrintFormula(*formula, to, cell) : "";
}

TEST(PrintFormulaTest, GivesTheTextBack) {
  for (const std::string text :
       {" 1 +  2 ", "\nSUM( A1 , b2:C3 ,, )\r\n", "-(@A1:A5 %)", "A1 :  B2   C3",
        "{ 1 , -2 ; \"a\"\"b\" , TRUE }", "LAMBDA( x , x + 1 )( 2 )", "Excel|'topic'!item",
        "[1]!Tax( 1 )+#REF!$A$1", "IF(a1<>$b$02,T[[#This Row],[x']]],'It''s'!A:C)", "F( )",
        "F( , )", "(A1 , B2)", "A1#:B2#%%", "TRUE<=#N/A"}) {
    const auto formula = ParseFormula(text);
    ASSERT_THAT(formula, IsOk()) << text;
    EXPECT_EQ(PrintFormula(*formula), text);
    EXPECT_EQ(PrintFormula(*formula, ReferenceStyle::kA1, kC3), text);
  }
}

TEST(PrintFormulaTest, WritesR1C1ForACell) {
  const struct {
    const char* a1;
    const char* r1c1;
  } kCases[] = {
      {"A1+$B$2", "R[-2]C[-2]+R2C2"},
      {"C3*D$4", "RC*R4C[1]"},
      {"SUM(A1:B2 , $A$1:C3)", "SUM(R[-2]C[-2]:R[-1]C[-1] , R1C1:RC)"},
      {"A1 : B2", "R[-2]C[-2] : R[-1]C[-1]"},
      {"A:C+$A:$A", "C[-2]:C+C1:C1"},
      {"3:$5", "R:R5"},
      {"'It''s'!D4:Sheet1!A1", "'It''s'!R[1]C[1]:Sheet1!R[-2]C[-2]"},
      {"Jan:Dec!C4+[1]Sheet1!C3", "Jan:Dec!R[1]C+[1]Sheet1!RC"},
      {"#REF!C3", "#REF!RC"},
      {"A1:INDEX(B:B,2)", "R[-2]C[-2]:INDEX(C[-1]:C[-1],2)"},
      {"Rate*T[A1]&\"A1\"", "Rate*T[A1]&\"A1\""},
      {"XFD1048576", "R[1048573]C[16381]"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(InStyle(c.a1, ReferenceStyle::kA1, ReferenceStyle::kR1C1, kC3), c.r1c1) << c.a1;
    EXPECT_EQ(InStyle(c.r1c1, ReferenceStyle::kR1C1, ReferenceStyle::kA1, kC3), c.a1) << c.r1c1;
  }
}

TEST(PrintFormulaTest, WritesA1ForACell) {
  const struct {
    const char* r1c1;
    const char* a1;
  } kCases[] = {
      {"rc[1]", "D3"},
      {"R[0]C[0]", "C3"},
      {"R[-3]C", "C1048576"},
      {"RC[-3]", "XFD3"},
      {"SUM(R2)+SUM(C[1])", "SUM($2:$2)+SUM(D:D)"},
      {"Sheet1!R:R[1]", "Sheet1!3:4"},
      {"Sheet1!C", "Sheet1!C:C"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(InStyle(c.r1c1, ReferenceStyle::kR1C1, ReferenceStyle::kA1, kC3), c.a1) << c.r1c1;
  }
}

TEST(PrintFormulaTest, PrintsATreeAsDeepAsItIsLong) {
  std::string sum = "A1";
  for (int i = 0; i < 20000; ++i) sum += "+A1";
  const auto formula = ParseFormula(sum);
  ASSERT_THAT(formula, IsOk());
  EXPECT_EQ(PrintFormula(*formula), sum);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
