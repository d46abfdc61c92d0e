// One hand-written pass; every byte of the formula ends up in exactly one token.
#include "spreadsheet/formula/lexer.h"

#include <algorithm>

#include "platform/base/error.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kExample = "; a formula that works is for example SUM(A1:A10)*2";

// UTF-16 code units, as Excel counts the length of a formula.
size_t Utf16Length(std::string_view text) {
  size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) ++length;  // a character
    if (byte >= 0xf0) ++length;           // in two units
  }
  return length;
}

// `at` is a byte offset into `formula`; people count characters from 1.
absl::Status InvalidFormula(std::string_view formula, size_t at, std::string_view what) {
  const size_t position = Utf16Length(formula.substr(0, at)) + 1;
  return platform::InvalidArgument(
      ErrorReason::kInvalidFormula,
      Concat("the formula is wrong at character ", position, ": ", what, kExample),
      {{"position", std::to_string(position)}});
}

absl::Status CheckParentheses(const std::vector<Token>& tokens, std::string_view formula,
                              int max_depth) {
  std::vector<size_t> open;
  for (const Token& token : tokens) {
    const size_t position = token.text.data() - formula.data();
    if (token.kind == TokenKind::kOpen) {
      open.push_back(position);
      if (open.size() > static_cast<size_t>(max_depth)) {
        return InvalidFormula(formula, position,
                              Concat("parentheses nest deeper than ", max_depth, " levels"));
      }
    } else if (token.kind == TokenKind::kClose) {
      if (open.empty()) return InvalidFormula(formula, position, "this ) has no (");
      open.pop_back();
    }
  }
  if (!open.empty()) return InvalidFormula(formula, open.back(), "this ( is not closed");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view formula) {
  std::vector<Token> tokens;
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (!scanner.problem().empty()) {
      return InvalidFormula(formula, token.text.data() - formula.data(), scanner.problem());
    }
    tokens.push_back(token);
  }
  // Depth is for ValidateFormula to judge: formulas of files are what they are.
  if (absl::Status status = CheckParentheses(tokens, formula, /*max_depth=*/1 << 30);
      !status.ok()) {
    return status;
  }
  return tokens;
}

absl::Status ValidateFormula(std::string_view formula) {
  constexpr size_t kMaxLength = 8192;
  constexpr int kMaxDepth = 64;
  if (formula.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return platform::InvalidArgument(ErrorReason::kInvalidFormula,
                                     Concat("the formula is empty", kExample));
  }
  if (formula.front() == '=') {
    return InvalidFormula(formula, 0, "leave out the = in front");
  }
  if (const size_t length = Utf16Length(formula); length > kMaxLength) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidFormula,
        Concat("the formula has ", length, " characters, and Excel allows ", kMaxLength,
               "; compute parts of it in cells of their own"));
  }
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(formula);
  if (!tokens.ok()) return tokens.status();
  return CheckParentheses(*tokens, formula, kMaxDepth);
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
