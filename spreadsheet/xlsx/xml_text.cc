// References, escapes and white space of XML text. Encodings are in xml_encoding.cc.
#include "spreadsheet/xlsx/xml_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

std::optional<uint32_t> ParseHex(std::string_view digits) {
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  uint32_t value = 0;
  for (const char c : digits) {
    const char lower = ToLowerAscii(c);
    if (IsAsciiDigit(c)) {
      value = value * 16 + static_cast<uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<uint32_t>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<uint32_t> ParseDecimal(std::string_view digits) {
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  uint32_t value = 0;
  for (const char c : digits) {
    if (!IsAsciiDigit(c)) return std::nullopt;
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  return value;
}

// XML 1.0, 2.2 Char: what a reference to a character may mean (4.1, Legal Character).
constexpr bool IsXmlCharacter(uint32_t code_point) {
  if (code_point < 0x20) return code_point == '\t' || code_point == '\n' || code_point == '\r';
  if (code_point >= 0xD800 && code_point <= 0xDFFF) return false;
  return code_point <= 0x10FFFF && code_point != 0xFFFE && code_point != 0xFFFF;
}

// The character of a reference, without & and ;.
std::optional<uint32_t> Resolve(std::string_view reference) {
  if (reference == "amp") return '&';
  if (reference == "lt") return '<';
  if (reference == "gt") return '>';
  if (reference == "quot") return '"';
  if (reference == "apos") return '\'';
  if (!reference.starts_with("#")) return std::nullopt;
  const std::optional<uint32_t> number = reference.starts_with("#x")
                                             ? ParseHex(reference.substr(2))
                                             : ParseDecimal(reference.substr(1));
  return number.has_value() && IsXmlCharacter(*number) ? number : std::nullopt;
}

// The code unit of an escape at `at`, if there is one: _x, four hexadecimal digits, _.
std::optional<uint32_t> EscapeAt(std::string_view text, size_t at) {
  constexpr size_t kLength = 7;
  if (text.size() - at < kLength || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_') {
    return std::nullopt;
  }
  return ParseHex(text.substr(at + 2, 4));
}

void AppendEscape(uint32_t unit, std::string* out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out->append("_x");
  for (int shift = 12; shift >= 0; shift -= 4) out->push_back(kDigits[(unit >> shift) & 15]);
  out->push_back('_');
}

// The length of a character at `at` that is written as an escape since XML does not hold it, or not
// as it is: control characters, U+FFFE and U+FFFF. 0 for others and at the end.
size_t ExcludedLength(std::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x20 && c != '\t' && c != '\n') return 1;
  const std::string_view three = text.substr(at, 3);
  return three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF" ? 3 : 0;
}

// Whether what is at `at` reads as an escape once the text is written: it looks like one, or does
// with the first _ of the escape that follows it.
bool BecomesEscape(std::string_view text, size_t at) {
  constexpr size_t kFront = 6;  // _xHHHH
  if (text[at] != '_') return false;
  if (EscapeAt(text, at).has_value()) return true;
  return text.substr(at + 1, 1) == "x" && ExcludedLength(text, at + kFront) != 0 &&
         ParseHex(text.substr(at + 2, 4)).has_value();
}

constexpr bool IsXmlSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

void AppendUtf8(uint32_t code_point, std::string* out) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = 0xFFFD;
  const auto tail = [&](int shift) {
    out->push_back(static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)));
  };
  if (code_point < 0x80) {
    out->push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out->push_back(static_cast<char>(0xC0 | (code_point >> 6)));
    tail(0);
  } else if (code_point < 0x10000) {
    out->push_back(static_cast<char>(0xE0 | (code_point >> 12)));
    tail(6);
    tail(0);
  } else {
    out->push_back(static_cast<char>(0xF0 | (code_point >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool AppendDecoded(std::string_view raw, bool cdata, std::string* out) {
  constexpr size_t kLongestReference = 12;
  size_t done = 0;
  while (true) {
    const size_t special = raw.find_first_of(cdata ? "\r" : "&\r", done);
    out->append(raw.substr(done, special - done));
    if (special == std::string_view::npos) return true;
    if (raw[special] == '\r') {
      out->push_back('\n');
      done = special + (raw.substr(special).starts_with("\r\n") ? 2 : 1);
      continue;
    }
    const size_t semicolon = raw.substr(special, kLongestReference).find(';');
    if (semicolon == std::string_view::npos) return false;
    const std::optional<uint32_t> character = Resolve(raw.substr(special + 1, semicolon - 1));
    if (!character.has_value()) return false;
    AppendUtf8(*character, out);
    done = special + semicolon + 1;
  }
}

std::string Decoded(std::string_view raw) {
  std::string spaced;
  for (size_t done = 0; done < raw.size();) {
    const size_t space = std::min(raw.find_first_of("\t\r\n", done), raw.size());
    spaced.append(raw.substr(done, space - done));
    if (space < raw.size()) spaced.push_back(' ');
    done = space + (raw.substr(space).starts_with("\r\n") ? 2 : 1);
  }
  std::string text;
  if (!AppendDecoded(spaced, /*cdata=*/false, &text)) return spaced;
  return text;
}

void AppendEscaped(std::string_view text, std::string* out) {
  size_t done = 0;
  while (true) {
    const size_t special = text.find_first_of("&<>\"", done);
    out->append(text.substr(done, special - done));
    if (special == std::string_view::npos) return;
    switch (text[special]) {
      case '&':
        out->append("&amp;");
        break;
      case '<':
        out->append("&lt;");
        break;
      case '>':
        out->append("&gt;");
        break;
      default:
        out->append("&quot;");
        break;
    }
    done = special + 1;
  }
}

void DecodeXstring(std::string* text) {
  size_t at = text->find("_x");
  if (at == std::string::npos) return;
  std::string out(*text, 0, at);
  while (at < text->size()) {
    const std::optional<uint32_t> unit = EscapeAt(*text, at);
    if (!unit.has_value()) {
      out.push_back((*text)[at++]);
      continue;
    }
    at += 7;
    uint32_t code_point = *unit;
    if (code_point >= 0xD800 && code_point < 0xDC00 && at < text->size()) {
      const std::optional<uint32_t> low = EscapeAt(*text, at);
      if (low.has_value() && *low >= 0xDC00 && *low < 0xE000) {
        code_point = 0x10000 + ((code_point - 0xD800) << 10) + (*low - 0xDC00);
        at += 7;
      }
    }
    AppendUtf8(code_point, &out);
  }
  *text = std::move(out);
}

std::string EncodeXstring(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t excluded = ExcludedLength(text, i);
    if (excluded == 1) {
      AppendEscape(static_cast<unsigned char>(text[i]), &out);
    } else if (excluded == 3) {
      AppendEscape(text[i + 2] == '\xBE' ? 0xFFFE : 0xFFFF, &out);
      i += 2;
    } else if (BecomesEscape(text, i)) {
      AppendEscape('_', &out);
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::string_view TrimXmlSpace(std::string_view text) {
  while (!text.empty() && IsXmlSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsXmlSpace(text.back())) text.remove_suffix(1);
  return text;
}

bool NeedsPreserve(std::string_view text) {
  return !text.empty() && (IsXmlSpace(text.front()) || IsXmlSpace(text.back()));
}

}  // namespace sheetgate::spreadsheet
