// Formulas of any characters: the tokens are the formula, shifting is exact, the stored form is
// stored as it is.
//
// The input begins with the two offsets a formula is shifted by, 16-bit and little-endian; rows are
// moved by a multiple, so that they wrap too.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::FormulaScanner;
using spreadsheet::ShiftFormula;
using spreadsheet::Token;
using spreadsheet::Tokenize;
using spreadsheet::TokenKind;
using spreadsheet::WithFunctionPrefixes;

constexpr size_t kMaxInput = 16 << 10;

bool IsOperand(TokenKind kind) {
  switch (kind) {
    case TokenKind::kOperator:
    case TokenKind::kOpen:
    case TokenKind::kClose:
    case TokenKind::kSeparator:
    case TokenKind::kSpace:
      return false;
    default:
      return true;
  }
}

// Whether no operand follows another, or only with an @ between, and no @ follows a colon. "1D5" is
// the number 1 and the cell D5 to the scanner, and one column on the number 1E5; "A:@B" without its
// @ is a range of columns. Of what no formula can be, nothing is asked.
bool OperandsAreApart(const std::vector<Token>& tokens) {
  bool after_operand = false;
  bool after_colon = false;
  for (const Token& token : tokens) {
    const bool is_intersection = token.kind == TokenKind::kOperator && token.text == "@";
    if (after_operand && (is_intersection || IsOperand(token.kind))) return false;
    if (after_colon && is_intersection) return false;
    after_operand = IsOperand(token.kind);
    after_colon = token.text == ":";
  }
  return true;
}

void RequireInvalidFormula(const absl::Status& status) {
  Require(platform::ReasonOf(status) == platform::ErrorReason::kInvalidFormula,
          "a formula is refused as one", status.ToString());
}

// The scanner's tokens, which are there for any text; whether all of them are sound.
bool CheckScanner(std::string_view formula) {
  bool sound = true;
  size_t at = 0;
  for (FormulaScanner scanner(formula); !scanner.done();) {
    const Token token = scanner.Next();
    Require(!token.text.empty(), "no token is empty", formula);
    Require(token.text.data() == formula.data() + at, "tokens follow one another", formula);
    at += token.text.size();
    sound = sound && scanner.problem().empty();
  }
  Require(at == formula.size(), "the tokens are the formula", formula);
  return sound;
}

// References in their plain form: upper case, no leading zeros.
std::string Plain(std::string_view formula) {
  return ShiftFormula(formula, spreadsheet::kMaxRow, spreadsheet::kMaxColumn);
}

void CheckShifting(std::string_view formula, int rows, int columns, bool stable) {
  Require(ShiftFormula(formula, 0, 0) == formula, "shifting by nothing changes nothing", formula);
  const std::string plain = Plain(formula);
  const std::string there = ShiftFormula(plain, rows, columns);
  if (!stable) return;
  Require(Plain(plain) == plain, "the plain form is plain", plain);
  Require(ShiftFormula(there, -rows, -columns) == plain, "there and back again is where it was",
          there);
  Require(ShiftFormula(ShiftFormula(plain, rows, 0), 0, columns) == there,
          "rows and columns shift independently", there);
  Require(Tokenize(there).ok(), "a shifted formula is a formula", there);
}

void CheckStoredForm(const std::string& formula) {
  const std::string stored = WithFunctionPrefixes(formula);
  Require(Tokenize(stored).ok(), "the stored form is a formula", stored);
  // Files have no @: leaving it out may join what stood on both sides of it (A:@FD# becomes A:FD#).
  if (formula.find('@') != std::string::npos) return;
  Require(WithFunctionPrefixes(stored) == stored, "the stored form is stored as it is", stored);
}

void CheckFunctions(std::string_view formula) {
  const std::vector<std::string> functions = spreadsheet::FunctionsOf(formula);
  for (size_t i = 0; i < functions.size(); ++i) {
    Require(functions[i] == spreadsheet::ToUpperAscii(functions[i]), "functions are upper case",
            functions[i]);
    Require(std::find(functions.begin() + static_cast<ptrdiff_t>(i) + 1, functions.end(),
                      functions[i]) == functions.end(),
            "functions come once", functions[i]);
  }
}

}  // namespace

void FuzzFormula(std::string_view input) {
  constexpr size_t kHeader = 4;
  constexpr int kRowStep = 61;
  if (input.size() < kHeader || input.size() > kMaxInput) return;
  const auto offset = [&](size_t at) {
    return static_cast<int16_t>(static_cast<unsigned char>(input[at]) |
                                static_cast<unsigned char>(input[at + 1]) << 8);
  };
  const std::string formula(input.substr(kHeader));

  const bool sound = CheckScanner(formula);
  CheckFunctions(formula);
  const auto tokens = Tokenize(formula);
  if (!tokens.ok()) RequireInvalidFormula(tokens.status());
  Require(sound || !tokens.ok(), "Tokenize refuses what is unsound", formula);
  const absl::Status valid = spreadsheet::ValidateFormula(formula);
  if (!valid.ok()) RequireInvalidFormula(valid);
  Require(tokens.ok() || !valid.ok(), "a valid formula has tokens", formula);

  const bool stable = tokens.ok() && OperandsAreApart(*tokens);
  CheckShifting(formula, offset(0) * kRowStep, offset(2), stable);
  if (stable) CheckStoredForm(formula);
}

}  // namespace sheetgate::tests
