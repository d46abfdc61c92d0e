// Small text helpers of the spreadsheet domain.
//
// Debian's Abseil has a string_view of its own that std::string_view does not convert to, so
// absl/strings cannot take the views this code works with.
#ifndef SHEETGATE_SPREADSHEET_MODEL_TEXT_H_
#define SHEETGATE_SPREADSHEET_MODEL_TEXT_H_

#include <concepts>
#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {
namespace internal {

inline void AppendPiece(std::string* out, std::string_view piece) { out->append(piece); }
template <std::integral Number>
void AppendPiece(std::string* out, Number number) {
  out->append(std::to_string(number));
}

}  // namespace internal

// The pieces (text and integers) one after the other.
template <typename... Pieces>
std::string Concat(const Pieces&... pieces) {
  std::string out;
  (internal::AppendPiece(&out, pieces), ...);
  return out;
}

inline constexpr char ToLowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
inline constexpr char ToUpperAscii(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}
inline constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
inline constexpr bool IsAsciiAlpha(char c) {
  return ToLowerAscii(c) >= 'a' && ToLowerAscii(c) <= 'z';
}

inline std::string ToLowerAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ToLowerAscii(c);
  return out;
}
inline std::string ToUpperAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ToUpperAscii(c);
  return out;
}
inline constexpr bool EqualsIgnoreAsciiCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (ToLowerAscii(a[i]) != ToLowerAscii(b[i])) return false;
  }
  return true;
}

// Where `wanted` stands in `text` from `from` on; npos when nowhere. For long texts: find stops at
// every byte that is the first of `wanted`, this does not.
size_t FindText(std::string_view text, std::string_view wanted, size_t from = 0);
inline bool ContainsText(std::string_view text, std::string_view wanted) {
  return FindText(text, wanted) != std::string_view::npos;
}

// What stands in user input, quoted for a message, but never at length.
inline std::string Quoted(std::string_view text) {
  constexpr size_t kMax = 60;
  if (text.size() <= kMax) return Concat("'", text, "'");
  size_t end = kMax;  // not inside a UTF-8 character
  while (end > kMax - 3 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return Concat("'", text.substr(0, end), "...'");
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_TEXT_H_
