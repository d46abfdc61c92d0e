// All letters that fold here are one or two bytes in UTF-8.
#include "spreadsheet/xlsx/case_fold.h"

#include <cstdint>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

bool InRange(uint32_t c, uint32_t first, uint32_t last) { return c >= first && c <= last; }

uint32_t FoldLetter(uint32_t c) {
  if (InRange(c, 0xC0, 0xDE) && c != 0xD7) return c + 32;  // Latin-1
  // Latin Extended-A: pairs of upper and lower case, in two phases.
  if (InRange(c, 0x100, 0x137) && c != 0x130) return c | 1;
  if (InRange(c, 0x14A, 0x177)) return c | 1;
  if (InRange(c, 0x139, 0x148) || InRange(c, 0x179, 0x17E)) return c + (c & 1);
  if (c == 0x178) return 0xFF;
  if (InRange(c, 0x391, 0x3AB) && c != 0x3A2) return c + 32;  // Greek
  if (c == 0x3C2) return 0x3C3;                               // final sigma
  if (InRange(c, 0x410, 0x42F)) return c + 32;                // Cyrillic
  if (InRange(c, 0x400, 0x40F)) return c + 80;
  return c;
}

}  // namespace

std::string FoldCase(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const bool two_bytes = lead >= 0xC2 && lead < 0xE0 && i + 1 < utf8.size();
    if (!two_bytes) {
      out.push_back(ToLowerAscii(utf8[i]));
      continue;
    }
    const auto tail = static_cast<unsigned char>(utf8[++i]);
    AppendUtf8(FoldLetter((lead & 0x1Fu) << 6 | (tail & 0x3Fu)), &out);
  }
  return out;
}

}  // namespace sheetgate::spreadsheet
