// Formulas that are none: the error says where and what was expected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/parser.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

TEST(ParseFormulaTest, SaysWhereAndWhatIsWrong) {
  const struct {
    const char* formula;
    const char* what;
  } kCases[] = {
      {"1+", "character 3: the formula ends where a value or a reference is expected"},
      {"", "character 1: the formula ends where"},
      {"*2", "character 1: a value or a reference is expected, not '*'"},
      {"1+*2", "character 3: a value or a reference is expected, not '*'"},
      {"()", "character 2: a value or a reference is expected, not ')'"},
      {"SUM(", "character 4: this ( is not closed"},
      {"SUM(,", "character 4: this ( is not closed"},
      {"SUM(A1", "character 4: this ( is not closed"},
      {"1+(2", "character 3: this ( is not closed"},
      {"A1)", "character 3: this ) has no ("},
      {"1 2", "character 3: an operator is missing before '2'"},
      {"A1 2", "character 4: an operator is missing before '2'"},
      {"\"a\"\"b\" \"c\"", "character 8: an operator is missing before '\"c\"'"},
      {"SUM(1 2)", "character 7: an operator is missing before '2'"},
      {"2(3)", "character 2: an operator is missing before '('"},
      {"A1{1}", "character 3: an operator is missing before '{1}'"},
      {"A1 B1:", "character 7: the formula ends where a value or a reference is expected"},
      {"A1:", "character 4: the formula ends where"},
      {"1:A1", "character 1: only references can stand beside a colon, and '1' is none"},
      {"A1:2", "character 4: only references can stand beside a colon, and '2' is none"},
      {"(1,2)", "character 2: only references can stand beside a comma outside"},
      {"A1,\"x\"", "character 4: only references can stand beside a comma outside"},
      {"@5", "character 2: only references can stand beside @, and '5' is none"},
      {"@", "character 2: the formula ends where"},
      {"SUM(A1;B1)", "character 7: arguments are separated by a comma, whatever the locale"},
      {"SUM(;A1)", "character 5: arguments are separated by a comma, whatever the locale"},
      {"A1 #", "character 4: the # of a spilled array follows a cell or name directly"},
      {"A:B#", "character 4: the # of a spilled array follows a cell or name directly"},
      {"A1##", "character 4: the # of a spilled array follows a cell or name directly"},
      {"1#", "character 2: the # of a spilled array follows a cell or name directly"},
      {"A1|B1", "character 3: '|' cannot stand here"},
      {"x|1", "character 3: a link reads program|topic!item"},
      {"{}", "a constant is missing in this array"},
      {"{1,}", "a constant is missing in this array"},
      {"{1,A1}", "character 4: an array holds numbers, texts, TRUE, FALSE and errors"},
      {"{-\"a\"}", "character 2: an array holds numbers"},
      {"{1 2}", "character 4: a comma or ; is expected in this array"},
      {"1+{1,2;3}", "character 3: the rows of this array have different lengths"},
      {"T[[#Alle],[a]]", "character 3: this item does not exist; there are #All, #Data"},
      {"T[[a]:b]", "character 7: a column in brackets is expected after the :"},
      {"SUM(1)+~", "character 8: this character cannot stand here"},
      {"ÄÖ+~", "character 4: this character cannot stand here"},
      {"\"😀\"~", "character 5: this character cannot stand here"},
      {"1+\"abc", "character 3: this \" is not closed"},
      {"=A1", "a value or a reference is expected, not '='"},
  };
  for (const auto& c : kCases) {
    const auto formula = ParseFormula(c.formula);
    EXPECT_THAT(formula, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.what)))
        << c.formula;
    EXPECT_THAT(formula, HasReason(ErrorReason::kInvalidFormula)) << c.formula;
    EXPECT_THAT(std::string(formula.status().message()), HasSubstr("SUM(A1:A10)")) << c.formula;
    EXPECT_THAT(ValidateFormula(c.formula), HasReason(ErrorReason::kInvalidFormula)) << c.formula;
  }
}

TEST(ParseFormulaTest, LimitsLengthAndDepth) {
  EXPECT_THAT(ParseFormula(std::string(257, '(') + "1" + std::string(257, ')')),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("character 257: parentheses nest deeper than 256")));
  EXPECT_THAT(ParseFormula("A1+B1", ReferenceStyle::kA1, {.max_length = 4}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the formula has 5 characters, and 4 are allowed")));
  std::string nested = "1";
  for (int i = 0; i < 64; ++i) nested = "ABS(" + nested + ")";
  EXPECT_THAT(ParseFormula(nested, ReferenceStyle::kA1, kCellFormulaLimits), IsOk());
  EXPECT_THAT(ParseFormula("ABS(" + nested + ")", ReferenceStyle::kA1, kCellFormulaLimits),
              HasReason(ErrorReason::kInvalidFormula));
}

TEST(ParseFormulaTest, SurvivesAnyPrefixOfAFormula) {
  const std::string formula =
      "IF('a''b'!$A$1:B2=\"x\"\"y\",T[[#This "
      "Row],[c']]],{1;\"}\"})+[1]!n+#REF!A1+A:@LET(x,1,x)(2)#";
  int parsed = 0;
  for (size_t length = 0; length <= formula.size(); ++length) {
    const auto prefix = ParseFormula(std::string_view(formula).substr(0, length));
    if (prefix.ok()) {
      ++parsed;
    } else {
      EXPECT_THAT(prefix, HasReason(ErrorReason::kInvalidFormula));
    }
  }
  EXPECT_GT(parsed, 10);
  EXPECT_THAT(ParseFormula(formula), IsOk());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
