// One hand-written pass; every byte of the formula ends up in exactly one token.
#include "spreadsheet/formula/lexer.h"

#include <algorithm>

#include "spreadsheet/formula/formula_error.h"
#include "spreadsheet/formula/parser.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

absl::Status CheckParentheses(const std::vector<Token>& tokens, std::string_view formula) {
  std::vector<size_t> open;
  for (const Token& token : tokens) {
    const size_t position = token.text.data() - formula.data();
    if (token.kind == TokenKind::kOpen) {
      open.push_back(position);
    } else if (token.kind == TokenKind::kClose) {
      if (open.empty()) return InvalidFormulaAt(formula, position, "this ) has no (");
      open.pop_back();
    }
  }
  if (!open.empty()) return InvalidFormulaAt(formula, open.back(), "this ( is not closed");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view formula) {
  std::vector<Token> tokens;
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (!scanner.problem().empty()) {
      return InvalidFormulaAt(formula, token.text.data() - formula.data(), scanner.problem());
    }
    tokens.push_back(token);
  }
  if (absl::Status status = CheckParentheses(tokens, formula); !status.ok()) return status;
  return tokens;
}

absl::Status ValidateFormula(std::string_view formula) {
  if (formula.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return InvalidFormula("the formula is empty");
  }
  if (formula.front() == '=') return InvalidFormulaAt(formula, 0, "leave out the = in front");
  return ParseFormula(formula, ReferenceStyle::kA1, kCellFormulaLimits).status();
}

std::vector<std::string> FunctionsOf(std::string_view formula) {
  std::vector<std::string> functions;
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (token.kind != TokenKind::kFunction) continue;
    std::string name = ToUpperAscii(token.text);
    for (const std::string_view prefix : {"_XLFN.", "_XLWS."}) {
      if (name.compare(0, prefix.size(), prefix) == 0) name.erase(0, prefix.size());
    }
    if (std::find(functions.begin(), functions.end(), name) == functions.end()) {
      functions.push_back(std::move(name));
    }
  }
  return functions;
}

}  // namespace sheetgate::spreadsheet
