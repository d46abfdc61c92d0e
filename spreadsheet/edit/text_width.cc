#include "spreadsheet/edit/text_width.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace sheetgate::spreadsheet {
namespace {

// Advance widths of U+0020 to U+007E in units of 1/2048 em.
constexpr std::array<uint16_t, 95> kWidths = {
    463,  667,  821,  1020, 1038, 1464, 1397, 452,  621,  621,  1020, 1020, 511,  627,  517,  791,
    1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 548,  548,  1020, 1020, 1020, 949,
    1831, 1185, 1114, 1092, 1260, 1000, 941,  1292, 1276, 516,  653,  1064, 861,  1751, 1322, 1356,
    1058, 1378, 1112, 941,  998,  1314, 1162, 1822, 1063, 998,  959,  628,  791,  628,  1020, 1020,
    597,  981,  1076, 866,  1076, 1019, 625,  964,  1076, 470,  490,  931,  470,  1636, 1076, 1080,
    1076, 1076, 714,  801,  686,  1076, 925,  1464, 887,  927,  809,  644,  943,  644,  1020};
constexpr int kDigit = 1038;
constexpr int kWide = 2048;  // ideographs fill their square
constexpr int kOther = 1076;

// The width of the character at the front, whose bytes are taken off.
int TakeWidth(std::string_view* text) {
  const auto lead = static_cast<unsigned char>(text->front());
  size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  bytes = std::min(bytes, text->size());
  uint32_t code = lead;
  if (bytes == 3) {
    code = (lead & 0x0Fu) << 12 | (static_cast<unsigned char>((*text)[1]) & 0x3Fu) << 6;
  }
  text->remove_prefix(bytes);
  if (bytes == 1 && lead >= ' ' && lead < 0x7F) return kWidths[lead - ' '];
  if (bytes == 4) return kWide;
  const bool wide = bytes == 3 && ((code >= 0x1100 && code < 0x1180) || code >= 0x2E80);
  return wide ? kWide : kOther;
}

}  // namespace

double TextWidth(std::string_view text) {
  int64_t widest = 0;
  int64_t line = 0;
  while (!text.empty()) {
    if (text.front() == '\n') line = 0;
    if (text.front() == '\n' || text.front() == '\r') {
      text.remove_prefix(1);
      continue;
    }
    line += TakeWidth(&text);
    widest = std::max(widest, line);
  }
  return static_cast<double>(widest) / kDigit;
}

}  // namespace sheetgate::spreadsheet
