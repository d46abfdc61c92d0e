// Encodings of XML parts and of delimited text (xml_text.h): all else works on UTF-8.
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Windows-1252 0x80..0x9F; ISO 8859-1 has control characters there that no text uses.
constexpr std::array<uint16_t, 32> kWindows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// The encoding named in the XML declaration, as a view into `bytes`; empty when there is none.
std::string_view DeclaredEncoding(std::string_view bytes) {
  if (!BeginsWithDeclaration(bytes)) return {};
  const std::string_view declaration = bytes.substr(0, bytes.find("?>"));
  const size_t key = declaration.find("encoding");
  if (key == std::string_view::npos) return {};
  const size_t open = declaration.find_first_of("\"'", key);
  if (open == std::string_view::npos) return {};
  const size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  return declaration.substr(open + 1, close - open - 1);
}

void DeclareUtf8(std::string* xml) {
  const std::string_view declared = DeclaredEncoding(*xml);
  if (declared.empty()) return;
  xml->replace(static_cast<size_t>(declared.data() - xml->data()), declared.size(), "UTF-8");
}

absl::StatusOr<std::string> FromUtf16(std::string_view part, std::string_view bytes,
                                      bool big_endian) {
  std::string out;
  if (const size_t invalid = AppendUtf16(bytes, big_endian, &out);
      invalid != std::string_view::npos) {
    return CorruptPart(part, Concat("it is not valid UTF-16 at byte ", invalid));
  }
  DeclareUtf8(&out);
  return out;
}

std::string FromWindows1252(std::string_view bytes) {
  std::string out;
  AppendWindows1252(bytes, &out);
  DeclareUtf8(&out);
  return out;
}

constexpr size_t kPlainBlock = 64;

// Whether a block of bytes is all printable ASCII: as signed numbers, control characters and the
// bytes of longer characters are both below a space.
inline bool ArePlain(const char* bytes) {
  typedef signed char Bytes __attribute__((vector_size(16)));
  std::array<Bytes, kPlainBlock / sizeof(Bytes)> block;
  std::memcpy(&block, bytes, sizeof(block));
  const Bytes special = (block[0] < ' ') | (block[1] < ' ') | (block[2] < ' ') | (block[3] < ' ');
  uint64_t halves[2];
  std::memcpy(halves, &special, sizeof(halves));
  return (halves[0] | halves[1]) == 0;
}

// Length of the character at the start of `text`, which is not empty; 0 when it is not valid UTF-8.
size_t CharacterLength(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool beyond = lead == 0xF4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

uint32_t Windows1252ToUnicode(uint8_t byte) {
  return byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte;
}

bool IsDeclaredUtf8(std::string_view head) {
  const std::string encoding = ToLowerAscii(DeclaredEncoding(head));
  return encoding.empty() || encoding == "utf-8";
}

size_t FindInvalidXmlCharacter(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= kPlainBlock && ArePlain(text.data() + at)) {
      at += kPlainBlock;
      continue;
    }
    const size_t length = CharacterLength(text.substr(at));
    const char c = text[at];
    const bool control = c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r';
    const std::string_view character = text.substr(at, length);
    if (length == 0 || control || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") {
      return at;
    }
    at += length;
  }
  return std::string_view::npos;
}

bool BeginsWithDeclaration(std::string_view xml) {
  constexpr std::string_view kTarget = "<?xml";
  if (xml.starts_with("\xEF\xBB\xBF")) xml.remove_prefix(3);
  return xml.starts_with(kTarget) && xml.size() > kTarget.size() &&
         std::string_view(" \t\r\n").find(xml[kTarget.size()]) != std::string_view::npos;
}

absl::StatusOr<std::string> DecodeXmlPart(std::string_view part, std::string bytes) {
  const std::string_view view = bytes;
  if (view.starts_with("\xFE\xFF") || view.starts_with(std::string_view("\0<", 2))) {
    return FromUtf16(part, view, /*big_endian=*/true);
  }
  if (view.starts_with("\xFF\xFE") || view.starts_with(std::string_view("<\0", 2))) {
    return FromUtf16(part, view, /*big_endian=*/false);
  }
  const std::string encoding = ToLowerAscii(DeclaredEncoding(view));
  if (encoding == "iso-8859-1" || encoding == "windows-1252" || encoding == "latin1") {
    return FromWindows1252(view);
  }
  if (!encoding.empty() && encoding != "utf-8" && encoding != "utf8" && encoding != "us-ascii") {
    return CorruptPart(part,
                       Concat("its encoding ", Quoted(encoding), " is not one workbooks use"));
  }
  if (const size_t invalid = FindInvalidUtf8(view); invalid != std::string_view::npos) {
    return CorruptPart(part, Concat("it is not valid UTF-8 at byte ", invalid));
  }
  return bytes;
}

size_t AppendUtf16(std::string_view bytes, bool big_endian, std::string* out) {
  const auto unit_at = [&](size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  out->reserve(out->size() + bytes.size() / 2);
  const size_t whole = bytes.size() & ~size_t{1};
  for (size_t at = 0; at < whole; at += 2) {
    uint32_t unit = unit_at(at);
    if (at == 0 && unit == 0xFEFF) continue;
    if (unit >= 0xD800 && unit < 0xE000) {
      const bool high = unit < 0xDC00 && at + 2 < whole;
      const uint32_t low = high ? unit_at(at + 2) : 0;
      if (low < 0xDC00 || low >= 0xE000) return at;
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    }
    AppendUtf8(unit, out);
  }
  return whole == bytes.size() ? std::string_view::npos : whole;
}

void AppendWindows1252(std::string_view bytes, std::string* out) {
  out->reserve(out->size() + bytes.size());
  for (const char c : bytes) {
    AppendUtf8(Windows1252ToUnicode(static_cast<uint8_t>(c)), out);
  }
}

size_t FindInvalidUtf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    uint64_t word = 0;
    while (text.size() - at >= sizeof(word)) {
      std::memcpy(&word, text.data() + at, sizeof(word));
      if ((word & 0x8080808080808080u) != 0) break;
      at += sizeof(word);
    }
    if (at == text.size()) break;
    const size_t length = CharacterLength(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

bool IsValidUtf8(std::string_view text) { return FindInvalidUtf8(text) == std::string_view::npos; }

size_t CharacterCount(std::string_view text) {
  size_t count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) count += byte >= 0xF0 ? 2 : 1;
  }
  return count;
}

}  // namespace sheetgate::spreadsheet
