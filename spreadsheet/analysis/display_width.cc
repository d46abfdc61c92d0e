// Widths of characters (Unicode Standard Annex 11: East Asian Width).
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "spreadsheet/analysis/text_picture.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

struct Character {
  uint32_t code = 0;
  size_t bytes = 1;
};

// The character at the front of `text`, which is not empty. A stray byte is a character of its own.
Character First(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  uint32_t code = bytes == 1 ? lead : lead & (0xFFu >> (bytes + 1));
  if (bytes > text.size()) return {lead, 1};
  for (size_t i = 1; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {lead, 1};
    code = code << 6 | (byte & 0x3Fu);
  }
  return {code, bytes};
}

bool Between(uint32_t code, uint32_t first, uint32_t last) { return code >= first && code <= last; }

int WidthOf(uint32_t code) {
  if (Between(code, 0x300, 0x36F) || Between(code, 0x200B, 0x200F) || Between(code, 0xFE00, 0xFE0F))
    return 0;
  const bool wide = Between(code, 0x1100, 0x115F) || Between(code, 0x2E80, 0xA4CF) ||
                    Between(code, 0xAC00, 0xD7A3) || Between(code, 0xF900, 0xFAFF) ||
                    Between(code, 0xFE30, 0xFE6F) || Between(code, 0xFF00, 0xFF60) ||
                    Between(code, 0xFFE0, 0xFFE6) || Between(code, 0x1F300, 0x1FAFF) ||
                    Between(code, 0x20000, 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character character = First(text);
    width += WidthOf(character.code);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string CutToWidth(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string cut;
  int left = width - 1;  // of the ellipsis
  while (!text.empty()) {
    const Character character = First(text);
    left -= WidthOf(character.code);
    if (left < 0) break;
    cut += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  if (width > 0) cut += kEllipsis;
  return cut;
}

}  // namespace sheetgate::spreadsheet
