#include "spreadsheet/writing/formula_replacer.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Functions and bound names without what only stored formulas have in front of them.
std::string_view WithoutPrefix(std::string_view token) {
  for (const std::string_view prefix : {"_xlfn.", "_xlws.", "_xlpm."}) {
    if (token.size() > prefix.size() &&
        EqualsIgnoreAsciiCase(token.substr(0, prefix.size()), prefix)) {
      token.remove_prefix(prefix.size());
    }
  }
  return token;
}

std::vector<Token> TokensOf(std::string_view formula) {
  std::vector<Token> tokens;
  for (FormulaScanner scanner(formula); !scanner.done();) tokens.push_back(scanner.Next());
  return tokens;
}

}  // namespace

absl::StatusOr<FormulaReplacer> FormulaReplacer::Make(bool tokens, std::string_view find,
                                                      std::string_view replacement,
                                                      bool case_sensitive) {
  FormulaReplacer replacer;
  replacer.case_sensitive_ = case_sensitive;
  replacer.replacement_ = std::string(replacement);
  if (!tokens) {
    ASSIGN_OR_RETURN(TextReplacer text, TextReplacer::Make(TextReplacer::Match::kPart, find,
                                                           replacement, case_sensitive));
    replacer.text_ = std::move(text);
    return replacer;
  }
  FormulaScanner scanner(find);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (!scanner.problem().empty()) {
      return platform::InvalidArgument(
          platform::ErrorReason::kInvalidArgument,
          Concat(Quoted(find), " is no piece of a formula: ", scanner.problem(),
                 "; match text finds any characters"));
    }
    const bool reference = token.kind == TokenKind::kReference;
    if (replacer.find_.empty()) replacer.starts_with_reference_ = reference;
    replacer.ends_with_reference_ = reference;
    replacer.find_.emplace_back(WithoutPrefix(token.text));
  }
  return replacer;
}

bool FormulaReplacer::Same(std::string_view token, std::string_view wanted) const {
  const std::string_view plain = WithoutPrefix(token);
  return case_sensitive_ ? plain == wanted : EqualFolded(plain, wanted);
}

std::optional<std::string> FormulaReplacer::ReplaceTokens(std::string_view formula) const {
  const std::vector<Token> tokens = TokensOf(formula);
  const auto matches_at = [&](size_t at) {
    if (at + find_.size() > tokens.size()) return false;
    for (size_t i = 0; i < find_.size(); ++i) {
      if (!Same(tokens[at + i].text, find_[i])) return false;
    }
    const size_t behind = at + find_.size();
    if (starts_with_reference_ && at > 0 && tokens[at - 1].text == ":") return false;
    return !(ends_with_reference_ && behind < tokens.size() && tokens[behind].text == ":");
  };
  std::string changed;
  bool found = false;
  for (size_t i = 0; i < tokens.size();) {
    if (matches_at(i)) {
      changed += replacement_;
      found = true;
      i += find_.size();
    } else {
      changed += tokens[i++].text;
    }
  }
  if (!found) return std::nullopt;
  return changed;
}

std::optional<std::string> FormulaReplacer::Replace(std::string_view formula) const {
  if (!text_.has_value()) return ReplaceTokens(formula);
  std::string changed(formula);
  if (text_->Replace(&changed) == 0) return std::nullopt;
  return changed;
}

}  // namespace sheetgate::spreadsheet
