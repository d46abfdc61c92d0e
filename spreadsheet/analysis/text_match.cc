// A pattern in ASCII is looked for in the bytes as they are: no other letter folds to ASCII. Only a
// pattern beyond ASCII needs the text folded, and only when that has such letters too.
#include "spreadsheet/analysis/text_match.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <re2/re2.h>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kRememberedTexts = size_t{1} << 14;

constexpr std::array<char, 256> kFold = [] {
  std::array<char, 256> fold{};
  for (int i = 0; i < 256; ++i) fold[i] = ToLowerAscii(static_cast<char>(i));
  return fold;
}();

char Fold(char c) { return kFold[static_cast<unsigned char>(c)]; }

bool IsAscii(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// Whether `text`, at least as long as `folded`, starts with it.
bool StartsWithFolded(const char* text, std::string_view folded) {
  for (size_t i = 0; i < folded.size(); ++i) {
    if (Fold(text[i]) != folded[i]) return false;
  }
  return true;
}

bool ContainsFolded(std::string_view text, std::string_view folded) {
  if (folded.empty()) return true;
  if (text.size() < folded.size()) return false;
  const char first = folded.front();
  const char* const last = text.data() + (text.size() - folded.size());
  for (const char* at = text.data(); at <= last; ++at) {
    if (Fold(*at) == first && StartsWithFolded(at, folded)) return true;
  }
  return false;
}

}  // namespace

int CompareFolded(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(Fold(a[i]));
    const auto y = static_cast<unsigned char>(Fold(b[i]));
    if (x >= 0x80 && y >= 0x80) return FoldCase(a.substr(i)).compare(FoldCase(b.substr(i)));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

bool EqualFolded(std::string_view a, std::string_view b) { return CompareFolded(a, b) == 0; }

uint64_t HashFolded(std::string_view text) {
  constexpr uint64_t kPrime = 0x100000001b3;  // FNV-1a, its bits mixed at the end
  uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&hash](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * kPrime; };
  for (size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) {
      for (const char c : FoldCase(text.substr(i))) add(c);
      break;
    }
    add(Fold(text[i]));
  }
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93;
  return hash ^ (hash >> 32);
}

TextMatcher::TextMatcher() = default;
TextMatcher::TextMatcher(TextMatcher&&) noexcept = default;
TextMatcher& TextMatcher::operator=(TextMatcher&&) noexcept = default;
TextMatcher::~TextMatcher() = default;

absl::StatusOr<TextMatcher> TextMatcher::Make(TextMatch match, std::string_view pattern,
                                              bool case_sensitive) {
  TextMatcher matcher;
  matcher.match_ = match;
  matcher.case_sensitive_ = case_sensitive;
  matcher.ascii_ = IsAscii(pattern);
  if (match == TextMatch::kRegex) {
    re2::RE2::Options options;
    options.set_case_sensitive(case_sensitive);
    options.set_log_errors(false);
    matcher.regex_ =
        std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (!matcher.regex_->ok()) {
      return platform::InvalidArgument(
          platform::ErrorReason::kInvalidArgument,
          Concat(Quoted(pattern),
                 " is not a regular expression RE2 understands: ", matcher.regex_->error()));
    }
    matcher.remembered_.resize(kRememberedTexts);
    return matcher;
  }
  matcher.pattern_ = case_sensitive ? std::string(pattern) : FoldCase(pattern);
  if (!case_sensitive && !matcher.ascii_) matcher.remembered_.resize(kRememberedTexts);
  return matcher;
}

bool TextMatcher::Matches(std::string_view text) {
  if (match_ == TextMatch::kRegex) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex_);
  }
  if (case_sensitive_) return MatchesBytes(text);
  if (ascii_) return MatchesAsciiFolded(text);
  if (IsAscii(text)) return false;
  scratch_ = FoldCase(text);
  return MatchesBytes(scratch_);
}

bool TextMatcher::MatchesStored(std::string_view text) {
  if (remembered_.empty()) return Matches(text);
  const auto place = reinterpret_cast<uintptr_t>(text.data());
  Remembered& slot = remembered_[(place * 0x9E3779B97F4A7C15u) >> 50];
  if (slot.at != text.data() || slot.size != text.size()) {
    slot = {text.data(), static_cast<uint32_t>(text.size()), Matches(text)};
  }
  return slot.matches;
}

bool TextMatcher::MatchesBytes(std::string_view text) const {
  switch (match_) {
    case TextMatch::kContains:
      return text.find(pattern_) != std::string_view::npos;
    case TextMatch::kExact:
      return text == pattern_;
    case TextMatch::kPrefix:
      return text.starts_with(pattern_);
    case TextMatch::kSuffix:
      return text.ends_with(pattern_);
    case TextMatch::kRegex:
      break;
  }
  return false;
}

bool TextMatcher::MatchesAsciiFolded(std::string_view text) const {
  if (match_ == TextMatch::kContains) return ContainsFolded(text, pattern_);
  if (text.size() < pattern_.size()) return false;
  if (match_ == TextMatch::kExact && text.size() != pattern_.size()) return false;
  const size_t at = match_ == TextMatch::kSuffix ? text.size() - pattern_.size() : 0;
  return StartsWithFolded(text.data() + at, pattern_);
}

}  // namespace sheetgate::spreadsheet
