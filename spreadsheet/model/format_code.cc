#include "spreadsheet/model/format_code.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using Kind = FormatTokenKind;

constexpr std::string_view kGeneral = "General";

bool IsDigitPlaceholder(char c) { return c == '0' || c == '#' || c == '?'; }

bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  return EqualsIgnoreAsciiCase(text.substr(0, prefix.size()), prefix);
}

// Bytes of the UTF-8 character at the front.
size_t CharacterBytes(std::string_view text) {
  size_t bytes = 1;
  while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) ++bytes;
  return std::min(bytes, text.size());
}

bool IsDateKind(Kind kind) { return kind >= Kind::kYear; }

// Reads one section from the front of a code.
class SectionParser {
 public:
  explicit SectionParser(std::string_view* code) : code_(*code) {}

  // Leaves the code behind the section's semicolon. False when there was none.
  bool Parse(FormatSection* section) {
    digits_ahead_ = HasDigits(code_);
    while (!code_.empty() && code_.front() != ';') ReadToken();
    const bool semicolon = !Take(1).empty();
    if (section_.date) {
      FinishDate();
    } else {
      FinishNumber();
    }
    *section = std::move(section_);
    return semicolon;
  }

 private:
  // Whether the section has digit placeholders, which makes an E the exponent.
  static bool HasDigits(std::string_view code) {
    bool quoted = false;
    for (size_t i = 0; i < code.size(); ++i) {
      if (code[i] == '"') quoted = !quoted;
      if (quoted) continue;
      if (code[i] == ';') return false;
      if (code[i] == '[') {
        i = std::min(code.find(']', i), code.size());
      } else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
        ++i;
      } else if (IsDigitPlaceholder(code[i])) {
        return true;
      }
    }
    return false;
  }

  std::string_view Take(size_t bytes) {
    const std::string_view taken = code_.substr(0, bytes);
    code_.remove_prefix(taken.size());
    return taken;
  }

  void Add(Kind kind, std::string_view text = {}, int count = 0) {
    if (kind == Kind::kLiteral && !section_.tokens.empty() &&
        section_.tokens.back().kind == Kind::kLiteral) {
      section_.tokens.back().text += text;
      return;
    }
    section_.tokens.push_back({kind, std::string(text), count});
    if (kind == Kind::kText) section_.has_text = true;
    if (IsDateKind(kind)) section_.date = true;
  }

  void ReadToken() {
    const char c = code_.front();
    switch (c) {
      case '"': {
        Take(1);
        const size_t end = code_.find('"');
        Add(Kind::kLiteral, Take(end));
        Take(1);
        return;
      }
      case '\\':
        Take(1);
        Add(Kind::kLiteral, Take(CharacterBytes(code_)));
        return;
      case '_':  // as wide as the next character
        Take(1);
        Take(CharacterBytes(code_));
        Add(Kind::kLiteral, " ");
        return;
      case '*':  // the next character as often as the cell is wide
        Take(1);
        Take(CharacterBytes(code_));
        return;
      case '[':
        ReadBracket();
        return;
      case '0':
      case '#':
      case '?':
        Add(Kind::kDigit, Take(1));
        return;
      case '.':
        ReadPoint();
        return;
      case ',':
        Add(Kind::kComma, Take(1));
        return;
      case '%':
        Add(Kind::kPercent, Take(1));
        return;
      case '/':
        ReadSlash();
        return;
      case '@':
        Add(Kind::kText, Take(1));
        return;
      default:
        ReadLetter();
    }
  }

  void ReadPoint() {
    Take(1);
    size_t digits = 0;
    while (digits < code_.size() && digits < 3 && code_[digits] == '0') ++digits;
    const bool behind_seconds =
        !section_.tokens.empty() && (section_.tokens.back().kind == Kind::kSecond ||
                                     section_.tokens.back().kind == Kind::kElapsedSeconds);
    if (behind_seconds && digits > 0) {
      Take(digits);
      Add(Kind::kSubsecond, {}, static_cast<int>(digits));
    } else {
      Add(Kind::kPoint, ".");
    }
  }

  // A slash, with the denominator behind it if that is a number.
  void ReadSlash() {
    size_t end = 1;
    constexpr size_t kMostDigits = 5;
    if (code_.size() > 1 && code_[1] != '0') {
      while (end < code_.size() && end <= kMostDigits && IsAsciiDigit(code_[end])) ++end;
    }
    const std::string_view text = Take(end);
    int denominator = 0;
    std::from_chars(text.data() + 1, text.data() + text.size(), denominator);
    Add(Kind::kSlash, text, denominator);
  }

  // [Red], [>100], [h], [$€-407], [DBNum1].
  void ReadBracket() {
    Take(1);
    const size_t end = code_.find(']');
    const std::string_view inside = Take(end);
    Take(1);
    if (inside.empty()) return;
    if (inside.front() == '$') {
      const std::string_view symbol = inside.substr(1, inside.find('-') - 1);
      if (!symbol.empty()) Add(Kind::kLiteral, symbol);
      return;
    }
    if (inside.front() == '<' || inside.front() == '>' || inside.front() == '=') {
      ReadCondition(inside);
      return;
    }
    const char unit = ToLowerAscii(inside.front());
    const bool elapsed =
        std::ranges::all_of(inside, [unit](char c) { return ToLowerAscii(c) == unit; });
    const int count = static_cast<int>(std::min<size_t>(inside.size(), 20));
    if (elapsed && unit == 'h') Add(Kind::kElapsedHours, {}, count);
    if (elapsed && unit == 'm') Add(Kind::kElapsedMinutes, {}, count);
    if (elapsed && unit == 's') Add(Kind::kElapsedSeconds, {}, count);
  }

  void ReadCondition(std::string_view inside) {
    size_t length = 1;
    if (inside.size() > 1 && (inside[1] == '=' || inside[1] == '>')) length = 2;
    FormatCondition condition;
    condition.op = inside.substr(0, length);
    const std::string_view limit = inside.substr(length);
    const auto [stopped, error] =
        std::from_chars(limit.data(), limit.data() + limit.size(), condition.limit);
    if (error == std::errc()) section_.condition = condition;
  }

  void ReadLetter() {
    if (StartsWithIgnoringCase(code_, kGeneral)) {
      Add(Kind::kGeneral, Take(kGeneral.size()));
      return;
    }
    if (StartsWithIgnoringCase(code_, "AM/PM")) {
      Add(Kind::kHalfDay, Take(5));
      return;
    }
    if (StartsWithIgnoringCase(code_, "A/P")) {
      Add(Kind::kHalfDay, Take(3));
      return;
    }
    const char c = ToLowerAscii(code_.front());
    if (c == 'e' && digits_ahead_) {
      const bool exponent = code_.size() > 1 && (code_[1] == '+' || code_[1] == '-');
      Add(exponent ? Kind::kExponent : Kind::kLiteral, Take(exponent ? 2 : 1));
      return;
    }
    constexpr std::pair<char, Kind> kLetters[] = {
        {'y', Kind::kYear},  {'e', Kind::kYear}, {'b', Kind::kBuddhistYear}, {'g', Kind::kEra},
        {'m', Kind::kMonth}, {'d', Kind::kDay},  {'h', Kind::kHour},         {'s', Kind::kSecond}};
    for (const auto& [letter, kind] : kLetters) {
      if (c != letter) continue;
      size_t count = 0;
      while (count < code_.size() && ToLowerAscii(code_[count]) == c) ++count;
      Take(count);
      // e is the year in full.
      Add(kind, {}, c == 'e' ? 4 : static_cast<int>(std::min<size_t>(count, 20)));
      return;
    }
    Add(Kind::kLiteral, Take(CharacterBytes(code_)));
  }

  // m and mm are minutes behind hours and before seconds. Nothing else than dates has a meaning.
  void FinishDate() {
    FormatToken* month = nullptr;  // the last unit, when it was an m
    bool after_hours = false;
    for (FormatToken& token : section_.tokens) {
      if (!IsDateKind(token.kind)) {
        token.kind = Kind::kLiteral;
        continue;
      }
      if (token.kind == Kind::kHalfDay) continue;
      const bool short_month = token.kind == Kind::kMonth && token.count <= 2;
      if (short_month && after_hours) token.kind = Kind::kMinute;
      const bool seconds = token.kind == Kind::kSecond || token.kind == Kind::kElapsedSeconds;
      if (seconds && month != nullptr) month->kind = Kind::kMinute;
      month = short_month ? &token : nullptr;
      after_hours = token.kind == Kind::kHour || token.kind == Kind::kElapsedHours;
    }
  }

  // Finds out what commas and slashes mean.
  void FinishNumber() {
    const std::vector<FormatToken> tokens = std::move(section_.tokens);
    std::vector<FormatToken>& kept = section_.tokens;
    kept.clear();
    const auto is = [](const std::vector<FormatToken>& list, size_t i, Kind kind) {
      return i < list.size() && list[i].kind == kind;
    };
    bool point = false;
    for (size_t i = 0; i < tokens.size(); ++i) {
      FormatToken token = tokens[i];
      const bool after_digit = is(kept, kept.size() - 1, Kind::kDigit);
      if (token.kind == Kind::kPercent) ++section_.percent;
      if (token.kind == Kind::kPoint) point = true;
      if (token.kind == Kind::kComma && after_digit) {
        size_t behind = i;
        while (is(tokens, behind, Kind::kComma)) ++behind;
        if (is(tokens, behind, Kind::kDigit) && !point) {
          section_.thousands = true;
        } else {
          section_.scale += static_cast<int>(std::min<size_t>(behind - i, kMaxScale));
        }
        i = behind - 1;
        continue;
      }
      const bool fraction = after_digit && (token.count > 0 || is(tokens, i + 1, Kind::kDigit));
      if (token.kind == Kind::kComma || (token.kind == Kind::kSlash && !fraction)) {
        token.kind = Kind::kLiteral;
      }
      kept.push_back(std::move(token));
    }
  }

  static constexpr size_t kMaxScale = 100;

  std::string_view& code_;
  FormatSection section_;
  bool digits_ahead_ = false;
};

}  // namespace

bool FormatCondition::Holds(double number) const {
  if (op == "<") return number < limit;
  if (op == "<=") return number <= limit;
  if (op == ">") return number > limit;
  if (op == ">=") return number >= limit;
  if (op == "<>") return number != limit;
  return number == limit;
}

bool FormatCondition::OnlyNegative() const {
  if (op == "<") return limit <= 0;
  return (op == "<=" || op == "=") && limit < 0;
}

std::vector<FormatSection> ParseFormatCode(std::string_view code) {
  constexpr size_t kMaxSections = 4;
  std::vector<FormatSection> sections;
  bool more = true;
  while (more && sections.size() < kMaxSections) {
    more = SectionParser(&code).Parse(&sections.emplace_back());
  }
  return sections;
}

bool IsNumberFormatCode(std::string_view code) {
  constexpr size_t kMaxSections = 4;
  constexpr std::string_view kWords[] = {kGeneral, "AM/PM", "A/P"};
  constexpr std::string_view kLetters = "ymdhsbgen";  // of dates and times, and the exponent's
  if (code.empty()) return false;
  size_t sections = 1;
  for (size_t i = 0; i < code.size();) {
    const char c = code[i];
    const std::string_view rest = code.substr(i);
    const auto word = std::find_if(std::begin(kWords), std::end(kWords), [&](std::string_view one) {
      return StartsWithIgnoringCase(rest, one) && rest.size() >= one.size();
    });
    if (c == '"' || c == '[') {
      const size_t close = code.find(c == '"' ? '"' : ']', i + 1);
      if (close == std::string_view::npos) return false;
      i = close + 1;
    } else if (c == '\\' || c == '_' || c == '*') {
      if (rest.size() < 2) return false;
      i += 1 + CharacterBytes(rest.substr(1));
    } else if (word != std::end(kWords)) {
      i += word->size();
    } else if (IsAsciiAlpha(c) && kLetters.find(ToLowerAscii(c)) == std::string_view::npos) {
      return false;
    } else {
      if (c == ';' && ++sections > kMaxSections) return false;
      if (static_cast<unsigned char>(c) < ' ') return false;
      ++i;
    }
  }
  const std::vector<FormatSection> parsed = ParseFormatCode(code);
  return std::none_of(parsed.begin(), parsed.end(), [](const FormatSection& section) {
    return section.date &&
           std::any_of(section.tokens.begin(), section.tokens.end(), [](const FormatToken& token) {
             return token.kind == Kind::kDigit || token.kind == Kind::kGeneral;
           });
  });
}

}  // namespace sheetgate::spreadsheet
