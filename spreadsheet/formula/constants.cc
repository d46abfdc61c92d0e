#include "spreadsheet/formula/constants.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "spreadsheet/formula/function_names.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMaxConstants = 20;
constexpr size_t kMaxTextBytes = 60;
constexpr std::array<double, 5> kPlainNumbers = {0, 1, 100, 1000, 1000000};

// An open parenthesis: of which function (empty for none), and the argument at hand, from 1.
struct Call {
  std::string_view function;
  int argument = 1;
};

std::vector<Token> TokensWithoutSpaces(std::string_view formula) {
  std::vector<Token> tokens;
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (token.kind != TokenKind::kSpace) tokens.push_back(token);
  }
  return tokens;
}

bool IsSign(const Token& token) {
  return token.kind == TokenKind::kOperator && (token.text == "-" || token.text == "+");
}

// Whether the token alone, but for signs, is an argument.
bool IsWholeArgument(const std::vector<Token>& tokens, size_t at) {
  size_t before = at;
  while (before > 0 && IsSign(tokens[before - 1])) --before;
  if (before == 0 || at + 1 >= tokens.size()) return false;
  const TokenKind left = tokens[before - 1].kind;
  const TokenKind right = tokens[at + 1].kind;
  return (left == TokenKind::kOpen || left == TokenKind::kSeparator) &&
         (right == TokenKind::kClose || right == TokenKind::kSeparator);
}

bool IsPlainNumber(std::string_view text, std::string_view before) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::ranges::find(kPlainNumbers, number) != kPlainNumbers.end() ||
         (number == 2 && before == "^");
}

bool HasWord(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return IsAsciiAlpha(c) || IsAsciiDigit(c) || static_cast<unsigned char>(c) >= 0x80;
  });
}

std::string Shortened(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return std::string(text);
  size_t end = kMaxTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return Concat(text.substr(0, end), "...");
}

// What token `at` contributes; empty for nothing.
std::string ConstantAt(const std::vector<Token>& tokens, size_t at) {
  const Token& token = tokens[at];
  switch (token.kind) {
    case TokenKind::kNumber: {
      if (IsPlainNumber(token.text, at == 0 ? "" : tokens[at - 1].text)) return {};
      const bool percent = at + 1 < tokens.size() && tokens[at + 1].text == "%";
      return Concat(token.text, percent ? "%" : "");
    }
    case TokenKind::kText:
      return HasWord(token.text) ? Shortened(token.text) : std::string();
    case TokenKind::kArrayConstant:
      return Shortened(token.text);
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> ConstantsOf(std::string_view formula) {
  const std::vector<Token> tokens = TokensWithoutSpaces(formula);
  std::vector<std::string> constants;
  std::vector<Call> calls;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind == TokenKind::kOpen) {
      const bool call = i > 0 && tokens[i - 1].kind == TokenKind::kFunction;
      calls.push_back({call ? PlainFunctionName(tokens[i - 1].text) : std::string_view()});
    } else if (tokens[i].kind == TokenKind::kClose && !calls.empty()) {
      calls.pop_back();
    } else if (tokens[i].kind == TokenKind::kSeparator && !calls.empty()) {
      ++calls.back().argument;
    }
    std::string constant = ConstantAt(tokens, i);
    if (constant.empty() || std::ranges::find(constants, constant) != constants.end()) continue;
    if (!calls.empty() && IsWholeArgument(tokens, i) &&
        IsSettingArgument(calls.back().function, calls.back().argument)) {
      continue;
    }
    constants.push_back(std::move(constant));
    if (constants.size() == kMaxConstants) break;
  }
  return constants;
}

}  // namespace sheetgate::spreadsheet
