// Length of texts as Excel counts it.
#ifndef SHEETGATE_SPREADSHEET_MODEL_UTF16_LENGTH_H_
#define SHEETGATE_SPREADSHEET_MODEL_UTF16_LENGTH_H_

#include <cstdint>
#include <string_view>

namespace sheetgate::spreadsheet {

// What the text of a cell may have (ECMA-376 part 1, 18.18.38 ST_Xstring as Excel reads it), in
// UTF-16 code units.
inline constexpr int64_t kMaxCellText = 32767;

// The UTF-16 code units of a UTF-8 text: every sequence starts with a byte that is no continuation
// (RFC 3629), and those of four bytes are surrogate pairs.
constexpr int64_t Utf16Length(std::string_view utf8) {
  int64_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_UTF16_LENGTH_H_
