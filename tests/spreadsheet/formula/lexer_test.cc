// Tokens, checks and the functions of formulas.
#include "spreadsheet/formula/lexer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

std::string_view KindName(TokenKind kind) {
  switch (kind) {
    case TokenKind::kReference:
      return "ref";
    case TokenKind::kFunction:
      return "fun";
    case TokenKind::kName:
      return "name";
    case TokenKind::kNumber:
      return "num";
    case TokenKind::kText:
      return "text";
    case TokenKind::kError:
      return "err";
    case TokenKind::kOperator:
      return "op";
    case TokenKind::kOpen:
      return "open";
    case TokenKind::kClose:
      return "close";
    case TokenKind::kSeparator:
      return "sep";
    case TokenKind::kSpace:
      return "space";
    case TokenKind::kStructured:
      return "table";
    case TokenKind::kArrayConstant:
      return "array";
  }
  return "?";
}

// "ref:A1 op:+ num:2", or the error. Spaces are left out unless `spaces`.
std::string Tokens(std::string_view formula, bool spaces = false) {
  const auto tokens = Tokenize(formula);
  if (!tokens.ok()) return "error: " + std::string(tokens.status().message());
  std::string joined, out;
  for (const Token& token : *tokens) {
    joined += token.text;
    if (token.kind == TokenKind::kSpace && !spaces) continue;
    if (!out.empty()) out += ' ';
    out.append(KindName(token.kind)).append(":").append(token.text);
  }
  EXPECT_EQ(joined, formula) << "the pieces together must be the formula";
  return out;
}

TEST(TokenizeTest, TellsTheKindsApart) {
  const struct {
    const char* formula;
    const char* tokens;
  } kCases[] = {
      {"A1+2", "ref:A1 op:+ num:2"},
      {"$A$1:B$2", "ref:$A$1 op:: ref:B$2"},
      {"SUM(A:A,$3:$5)", "fun:SUM open:( ref:A:A sep:, ref:$3:$5 close:)"},
      {"LOG10(A1)", "fun:LOG10 open:( ref:A1 close:)"},
      {"LOG10", "ref:LOG10"},
      {"TRUE", "name:TRUE"},
      {"XFD1048576", "ref:XFD1048576"},
      {"XFE1", "name:XFE1"},
      {"A1048577", "name:A1048577"},
      {"A0", "name:A0"},
      {"A1B", "name:A1B"},
      {"A1.5", "name:A1.5"},
      {"my_name.x?", "name:my_name.x?"},
      {"\\x", "name:\\x"},
      {"Größe*2", "name:Größe op:* num:2"},
      {"1.5E+3-.5", "num:1.5E+3 op:- num:.5"},
      {"1E5", "num:1E5"},
      {"2*E5", "num:2 op:* ref:E5"},
      {"50%", "num:50 op:%"},
      {"\"a\"\"b\"&\"A1\"", "text:\"a\"\"b\" op:& text:\"A1\""},
      {"A1<>B1", "ref:A1 op:<> ref:B1"},
      {"A1>=B1", "ref:A1 op:>= ref:B1"},
      {"A1<=-1", "ref:A1 op:<= op:- num:1"},
      {"#REF!+#N/A", "err:#REF! op:+ err:#N/A"},
      {"#DIV/0!", "err:#DIV/0!"},
      {"Sheet1!A1", "ref:Sheet1!A1"},
      {"Sheet1!A1:B2", "ref:Sheet1!A1 op:: ref:B2"},
      {"Sheet1!A:C", "ref:Sheet1!A:C"},
      {"Sheet1!A1:Sheet1!B2", "ref:Sheet1!A1 op:: ref:Sheet1!B2"},
      {"'It''s here'!$B$2", "ref:'It''s here'!$B$2"},
      {"'Jan:Dec'!A1", "ref:'Jan:Dec'!A1"},
      {"Jan:Dec!A1", "ref:Jan:Dec!A1"},
      {"2024!A1", "ref:2024!A1"},
      {"[1]Sheet1!A1", "ref:[1]Sheet1!A1"},
      {"'[1]My Sheet'!A1", "ref:'[1]My Sheet'!A1"},
      {"[1]!Rate", "name:[1]!Rate"},
      {"[1]!'item'", "name:[1]!'item'"},
      {"[1]!Fn(1)", "fun:[1]!Fn open:( num:1 close:)"},
      {"Sheet1!Rate", "name:Sheet1!Rate"},
      {"Sheet1!#REF!", "err:Sheet1!#REF!"},
      {"#REF!$A$1:B2", "ref:#REF!$A$1 op:: ref:B2"},
      {"#REF!#REF!", "err:#REF!#REF!"},
      {"#REF!Rate", "name:#REF!Rate"},
      {"#ref!*2", "err:#ref! op:* num:2"},
      {"[1]#REF!", "err:[1]#REF!"},
      {"[1]#REF!A1", "ref:[1]#REF!A1"},
      {"!$A$1", "ref:!$A$1"},
      {"Table1[Price]", "table:Table1[Price]"},
      {"Table1[[#This Row],[A]:[B]]*2", "table:Table1[[#This Row],[A]:[B]] op:* num:2"},
      {"T1[A]", "table:T1[A]"},
      {"[@Price]*[Count]", "table:[@Price] op:* table:[Count]"},
      {"T['[odd'] name]", "table:T['[odd'] name]"},
      {"{1,2;\"}\",4}", "array:{1,2;\"}\",4}"},
      {"A1#", "ref:A1 op:#"},
      {"@A1:A5", "op:@ ref:A1 op:: ref:A5"},
      {"_xlfn.STDEV.S(A1)", "fun:_xlfn.STDEV.S open:( ref:A1 close:)"},
      {"INDEX(A:A,2):B3", "fun:INDEX open:( ref:A:A sep:, num:2 close:) op:: ref:B3"},
      {"B3:INDEX(A:A,2)", "ref:B3 op:: fun:INDEX open:( ref:A:A sep:, num:2 close:)"},
      {"Excel|'topic'!item", "name:Excel op:| name:'topic'!item"},
      {"1:1048576", "ref:1:1048576"},
      {"1:1048577", "num:1 op:: num:1048577"},
  };
  for (const auto& c : kCases) EXPECT_EQ(Tokens(c.formula), c.tokens) << c.formula;
}

TEST(TokenizeTest, KeepsSpaces) {
  EXPECT_EQ(Tokens(" A1:B2 \n B1:B9", true),
            "space:  ref:A1 op:: ref:B2 space: \n  ref:B1 op:: ref:B9");
}

TEST(TokenizeTest, NamesThePositionOfWhatIsWrong) {
  const struct {
    const char* formula;
    const char* what;
  } kCases[] = {
      {"SUM(A1", "character 4: this ( is not closed"},
      {"A1)", "character 3: this ) has no ("},
      {"1+\"abc", "character 3: this \" is not closed"},
      {"'Sheet", "character 1: this ' is not closed"},
      {"'Sheet'A1", "must be followed by !"},
      {"{1,2", "character 1: this { is not closed"},
      {"T[a", "the [ after this table name is not closed"},
      {"1+[a", "character 3: this [ is not closed"},
      {"1+~2", "character 3: this character cannot stand here"},
      {"Ä+~2", "character 3: this character cannot stand here"},
      {"A1+}", "this character cannot stand here"},
      {"Sheet1!", "a reference is missing after the !"},
      {"Sheet1!+1", "a reference is missing after the !"},
      {"1+.", "this character cannot stand here"},
      {"$", "this character cannot stand here"},
  };
  for (const auto& c : kCases) {
    const auto tokens = Tokenize(c.formula);
    EXPECT_THAT(tokens, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.what)))
        << c.formula;
    EXPECT_THAT(tokens, HasReason(ErrorReason::kInvalidFormula)) << c.formula;
    EXPECT_THAT(std::string(tokens.status().message()), HasSubstr("SUM(A1:A10)")) << c.formula;
  }
}

TEST(TokenizeTest, AnyPrefixOfAFormulaEndsInTokensOrAnError) {
  const std::string formula =
      "IF('a''b'!$A$1:B2=\"x\"\"y\",T[[#This Row],[c']]],{1;\"}\"})+[1]!n+#REF!+1.5E-3#";
  for (size_t length = 0; length <= formula.size(); ++length) Tokens(formula.substr(0, length));
}

TEST(ValidateFormulaTest, AcceptsFormulas) {
  for (const char* formula :
       {"1", "SUM(A1:A10)*2", " A1", "IF(A1>0,\"yes\",\"no\")", "-Table1[x]"}) {
    EXPECT_THAT(ValidateFormula(formula), IsOk()) << formula;
  }
}

TEST(ValidateFormulaTest, RefusesEmptyAndPrefixedFormulas) {
  EXPECT_THAT(ValidateFormula(""), HasReason(ErrorReason::kInvalidFormula));
  EXPECT_THAT(ValidateFormula("  \n"), HasReason(ErrorReason::kInvalidFormula));
  EXPECT_THAT(ValidateFormula("=A1"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("leave out the =")));
}

TEST(ValidateFormulaTest, LimitsLengthInUtf16Units) {
  EXPECT_THAT(ValidateFormula("\"" + std::string(8190, 'x') + "\""), IsOk());
  EXPECT_THAT(ValidateFormula("\"" + std::string(8191, 'x') + "\""),
              HasReason(ErrorReason::kInvalidFormula));
  std::string umlauts, emoji;
  for (int i = 0; i < 8190; ++i) umlauts += "ä";
  for (int i = 0; i < 4095; ++i) emoji += "😀";
  EXPECT_THAT(ValidateFormula("\"" + umlauts + "\""), IsOk());
  EXPECT_THAT(ValidateFormula("\"" + emoji + "\""), IsOk());
  EXPECT_THAT(ValidateFormula("\"" + emoji + "x\""), HasReason(ErrorReason::kInvalidFormula));
}

TEST(ValidateFormulaTest, LimitsNesting) {
  const auto nested = [](int depth) {
    return std::string(depth, '(') + "1" + std::string(depth, ')');
  };
  EXPECT_THAT(ValidateFormula(nested(64)), IsOk());
  EXPECT_THAT(ValidateFormula(nested(65)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("deeper than 64")));
  EXPECT_THAT(Tokenize(nested(4000)), IsOk()) << "formulas of files are read whatever their depth";
}

TEST(FunctionsOfTest, ListsEachOnceInUpperCaseWithoutPrefixes) {
  EXPECT_THAT(FunctionsOf("sum(A1)+Sum(B1)+_xlfn.XLOOKUP(1,A:A,B:B)+_xlfn._xlws.FILTER(A:A,B:B)"),
              ElementsAre("SUM", "XLOOKUP", "FILTER"));
  EXPECT_THAT(FunctionsOf("\"SUM(\"&A1&'IF(x)'!A1"), IsEmpty());
  EXPECT_THAT(FunctionsOf("~SUM(1)"), ElementsAre("SUM")) << "damaged formulas count too";
}

}  // namespace
}  // namespace sheetgate::spreadsheet
