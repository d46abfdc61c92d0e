// The grammar: how operators bind and what each construct becomes.
#include "spreadsheet/formula/parser.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/spreadsheet/formula/formula_text.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::IsOk;
using tests::ParsedText;

struct Case {
  const char* formula;
  const char* tree;
};

TEST(ParseFormulaTest, BindsOperatorsAsExcelDoes) {
  const Case kCases[] = {
      {"1+2*3", "(+ 1 (* 2 3))"},
      {"1*2+3", "(+ (* 1 2) 3)"},
      {"1-2-3", "(- (- 1 2) 3)"},
      {"8/4/2", "(/ (/ 8 4) 2)"},
      {"2^3^2", "(^ (^ 2 3) 2)"},
      {"-2^2", "(^ (- 2) 2)"},
      {"2^-3", "(^ 2 (- 3))"},
      {"2*-3%", "(* 2 (% (- 3)))"},
      {"-2%", "(% (- 2))"},
      {"2^3%", "(^ 2 (% 3))"},
      {"10%%", "(% (% 10))"},
      {"--+A1", "(- (- (+ A1)))"},
      {"1+2&3+4", "(& (+ 1 2) (+ 3 4))"},
      {"1&2=3&4", "(= (& 1 2) (& 3 4))"},
      {"1<2=3>=4", "(>= (= (< 1 2) 3) 4)"},
      {"A1<>B1<=C1", "(<= (<> A1 B1) C1)"},
      {"(1+2)*3", "(* (paren (+ 1 2)) 3)"},
      {"-A1:B2", "(- A1:B2)"},
      {"A1:B2 B1:C2%", "(% (intersect A1:B2 B1:C2))"},
      {"(A1,B1 C1)", "(paren (, A1 (intersect B1 C1)))"},
      {"A1:B2 C3:D4,E5", "(, (intersect A1:B2 C3:D4) E5)"},
      {"-A1 B1^2", "(^ (- (intersect A1 B1)) 2)"},
      {"@A1:B2 C3", "(intersect (@ A1:B2) C3)"},
      {"A1:B2#", "(: A1 (# B2))"},
  };
  for (const Case& c : kCases) EXPECT_EQ(ParsedText(c.formula), c.tree) << c.formula;
}

TEST(ParseFormulaTest, KnowsEachConstruct) {
  const Case kCases[] = {
      {"\"a\"\"b\"", "text:\"a\"\"b\""},
      {"1.5E-3", "1.5E-3"},
      {"true", "bool:true"},
      {"FALSE", "bool:FALSE"},
      {"#N/A", "err:#N/A"},
      {"#SPILL!", "err:#SPILL!"},
      {"Sheet1!#REF!", "err:Sheet1!#REF!"},
      {"#REF!A1", "#REF!A1"},
      {"$A$1", "$A$1"},
      {"A1 : B2", "A1 : B2"},
      {"A:C", "A:C"},
      {"$3:5", "$3:5"},
      {"A1:B2:C3", "(: A1:B2 C3)"},
      {"Sheet1!A1:B2", "Sheet1!A1:B2"},
      {"Sheet1!A1:Sheet1!B2", "Sheet1!A1:Sheet1!B2"},
      {"Sheet1!A1:Sheet2!B2", "(: Sheet1!A1 Sheet2!B2)"},
      {"SUM(Sheet1:Sheet3!A1)", "(SUM Sheet1:Sheet3!A1)"},
      {"SUM('Jan 1:Dec 1'!A1:B2)", "(SUM 'Jan 1:Dec 1'!A1:B2)"},
      {"[1]Sheet1!A1", "[1]Sheet1!A1"},
      {"'[Book.xlsx]Sheet 1'!A1", "'[Book.xlsx]Sheet 1'!A1"},
      {"[1]!Name*2", "(* name:[1]!Name 2)"},
      {"Excel|'topic'!item", "link:Excel|'topic'!item"},
      {"[1]!'AAPL bid'", "name:[1]!'AAPL bid'"},
      {"!$A$1", "!$A$1"},
      {"Rate", "name:Rate"},
      {"A1:INDEX(B:B,5)", "(: A1 (INDEX B:B 5))"},
      {"OFFSET(A1,1,1):INDEX(B:B,5)", "(: (OFFSET A1 1 1) (INDEX B:B 5))"},
      {"A1:(B2)", "(: A1 (paren B2))"},
      {"First:Last", "(: name:First name:Last)"},
      {"IF(A1,B1,C1):D1", "(: (IF A1 B1 C1) D1)"},
      {"SUM((A1:B2,C3))", "(SUM (paren (, A1:B2 C3)))"},
      {"Sheet1!$A:$B,Sheet1!$1:$2", "(, Sheet1!$A:$B Sheet1!$1:$2)"},
      {"Revenue North", "(intersect name:Revenue name:North)"},
      {"A1:A9 (B1)", "(intersect A1:A9 (paren B1))"},
      {"A1 #REF!", "(intersect A1 err:#REF!)"},
      {"A1 - B1", "(- A1 B1)"},
      {"PI()", "(PI)"},
      {"PI( )", "(PI)"},
      {"IF(A1,,)", "(IF A1 _ _)"},
      {"F(,)", "(F _ _)"},
      {"F( , A1 )", "(F _ A1)"},
      {"_xlfn.XLOOKUP(1,A:A,B:B)", "(_xlfn.XLOOKUP 1 A:A B:B)"},
      {"_xlfn._xlws.FILTER(A:A,B:B)", "(_xlfn._xlws.FILTER A:A B:B)"},
      {"[1]!Tax(1)", "([1]!Tax 1)"},
      {"LET(x,1,x+1)", "(LET name:x 1 (+ name:x 1))"},
      {"_xlfn.LET(_xlpm.x,1,_xlpm.x)", "(_xlfn.LET name:_xlpm.x 1 name:_xlpm.x)"},
      {"LAMBDA(x,x+1)(2)", "(call (LAMBDA name:x (+ name:x 1)) 2)"},
      {"LAMBDA(x,LAMBDA(y,x+y))(1)(2)",
       "(call (call (LAMBDA name:x (LAMBDA name:y (+ name:x name:y))) 1) 2)"},
      {"LAMBDA(0)()", "(call (LAMBDA 0))"},
      {"(f)(1,)", "(call (paren name:f) 1 _)"},
      {"LAMBDA(a,[b],a)", "(LAMBDA name:a table:[b] name:a)"},
      {"A1#", "(# A1)"},
      {"SUM(Sheet1!$A$1#)", "(SUM (# Sheet1!$A$1))"},
      {"Rate#", "(# name:Rate)"},
      {"@A1:A5", "(@ A1:A5)"},
      {"@INDEX(A:A,1)", "(@ (INDEX A:A 1))"},
      {"A1:@INDEX(B:B,2)", "(: A1 (@ (INDEX B:B 2)))"},
      {"-@Rate", "(- (@ name:Rate))"},
      {"Table1[Price]", "table:Table1[Price]"},
      {"[@Price]*[@[Net Price]]", "(* table:[@Price] table:[@[Net Price]])"},
      {"Table1[[#Headers],[#Data],[a]:[b]]", "table:Table1[[#Headers],[#Data],[a]:[b]]"},
      {"Table1[[#This Row],[a]]:Table1[[#This Row],[b]]",
       "(: table:Table1[[#This Row],[a]] table:Table1[[#This Row],[b]])"},
      {"T[a] T[#Data]", "(intersect table:T[a] table:T[#Data])"},
      {"{1,2;3,4}", "(array (row 1 2) (row 3 4))"},
      {"{ -1 , \"a;b\" ; TRUE , #N/A }", "(array (row -1 text:\"a;b\") (row bool:TRUE err:#N/A))"},
      {" 1 + 2 ", "(+ 1 2)"},
      {"\n1\r\n+\t2", "(+ 1 2)"},
      {"Größe*2", "(* name:Größe 2)"},
  };
  for (const Case& c : kCases) EXPECT_EQ(ParsedText(c.formula), c.tree) << c.formula;
}

TEST(ParseFormulaTest, ReadsR1C1) {
  const Case kCases[] = {
      {"R1C1+R[-1]C[2]", "(+ R1C1 R[-1]C[2])"},
      {"RC*rc", "(* RC rc)"},
      {"R1:R3", "R1:R3"},
      {"C[1]:C[2]", "C[1]:C[2]"},
      {"R1C1:R[2]C", "R1C1:R[2]C"},
      {"R1:C1", "(: R1 C1)"},
      {"Sheet1!R1C1:R2C2", "Sheet1!R1C1:R2C2"},
      {"A1", "name:A1"},
      {"R1C1C", "name:R1C1C"},
      {"ROUND(R,C)", "(ROUND R C)"},
      {"R1048576C16384", "R1048576C16384"},
      {"R1048577C1", "name:R1048577C1"},
      {"RC[1] C", "(intersect RC[1] C)"},
      {"Rate[x]", "table:Rate[x]"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(ParsedText(c.formula, ReferenceStyle::kR1C1), c.tree) << c.formula;
  }
}

TEST(ParseFormulaTest, PutsChildrenBeforeTheirParents) {
  const auto formula = ParseFormula("IF(A1>1,SUM({1,2}),LAMBDA(x,-x%)(2))");
  ASSERT_THAT(formula, IsOk());
  EXPECT_EQ(formula->node(formula->root()).kind, NodeKind::kFunction);
  EXPECT_EQ(formula->FunctionName(formula->node(formula->root())), "IF");
  for (NodeIndex i = 0; i <= formula->root(); ++i) {
    const FormulaNode& node = formula->node(i);
    for (NodeIndex child = node.first_child; child != kNoNode;
         child = formula->node(child).next_sibling) {
      EXPECT_LT(child, i);
      EXPECT_GE(formula->node(child).begin, node.begin);
      EXPECT_LE(formula->node(child).end, node.end);
    }
  }
}

TEST(ParseFormulaTest, HoldsLongAndDeepFormulasOfFiles) {
  std::string sum = "1";
  for (int i = 0; i < 30000; ++i) sum += "+1";
  EXPECT_THAT(ParseFormula(sum), IsOk());
  EXPECT_THAT(ParseFormula(std::string(60000, '-') + "1"), IsOk());
  EXPECT_THAT(ParseFormula(std::string(256, '(') + "1" + std::string(256, ')')), IsOk());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
