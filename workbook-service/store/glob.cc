#include "workbook-service/store/glob.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

constexpr int kMaxDoubleStars = 16;

absl::Status BadGlob(std::string_view pattern, std::string_view why) {
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidArgument,
      platform::StrCat(
          "path_glob '", pattern, "' ", why,
          "; it is matched against paths relative to the workspace, such as **/*.xlsx"),
      {{"field", "path_glob"}});
}

enum class TokenKind { kLiteral, kAnyCharacter, kStar, kDoubleStar, kDirectories };

struct Token {
  TokenKind kind;
  char literal = 0;
};

std::vector<Token> Tokenize(std::string_view pattern) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '?') {
      tokens.push_back({TokenKind::kAnyCharacter});
    } else if (pattern[i] != '*') {
      tokens.push_back({TokenKind::kLiteral, pattern[i]});
    } else if (pattern.substr(i, 2) == "**") {
      const bool component = i == 0 || pattern[i - 1] == '/';
      while (i + 1 < pattern.size() && pattern[i + 1] == '*') ++i;
      if (component && i + 1 < pattern.size() && pattern[i + 1] == '/') {
        tokens.push_back({TokenKind::kDirectories});
        ++i;
      } else {
        tokens.push_back({TokenKind::kDoubleStar});
      }
    } else {
      tokens.push_back({TokenKind::kStar});
    }
  }
  return tokens;
}

}  // namespace

absl::Status ValidateGlob(std::string_view pattern) {
  if (pattern.substr(0, 1) == "/") return BadGlob(pattern, "is absolute");
  int double_stars = 0;
  for (std::string_view rest = pattern; !rest.empty();) {
    const size_t slash = rest.find('/');
    const std::string_view component = rest.substr(0, slash);
    if (component == "..") return BadGlob(pattern, "leads out of the workspace");
    if (component.find("**") != std::string_view::npos && ++double_stars > kMaxDoubleStars) {
      return BadGlob(pattern, platform::StrCat("has more than ", kMaxDoubleStars, " times **"));
    }
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  return absl::OkStatus();
}

bool MatchesGlob(std::string_view pattern, std::string_view path) {
  const std::vector<Token> tokens = Tokenize(pattern);
  // matches[j]: the tokens so far match the first j characters of the path.
  std::vector<char> matches(path.size() + 1, 0);
  matches[0] = 1;
  for (const Token& token : tokens) {
    std::vector<char> next(path.size() + 1, 0);
    bool reachable =
        false;  // some earlier position matches and the wildcard reaches from there to here
    for (size_t j = 0; j <= path.size(); ++j) {
      switch (token.kind) {
        case TokenKind::kLiteral:
          next[j] = j > 0 && matches[j - 1] && path[j - 1] == token.literal;
          break;
        case TokenKind::kAnyCharacter:
          next[j] = j > 0 && matches[j - 1] && path[j - 1] != '/';
          break;
        case TokenKind::kStar:
          if (j > 0 && path[j - 1] == '/') reachable = false;
          reachable = reachable || matches[j];
          next[j] = reachable;
          break;
        case TokenKind::kDoubleStar:
          reachable = reachable || matches[j];
          next[j] = reachable;
          break;
        case TokenKind::kDirectories:  // nothing, or everything up to and including some slash
          next[j] = matches[j] || (reachable && path[j - 1] == '/');
          reachable = reachable || matches[j];
          break;
      }
    }
    matches = std::move(next);
  }
  return matches[path.size()] != 0;
}

}  // namespace sheetgate::workbook
