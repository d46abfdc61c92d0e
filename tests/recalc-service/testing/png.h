// A PNG as recalc-service writes them, read back.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_PNG_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_PNG_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "spreadsheet/xlsx/deflate.h"

namespace sheetgate::tests {

struct Png {
  int width = 0;
  int height = 0;
  std::string rows;  // red, green, blue

  // 0xRRGGBB.
  uint32_t At(int x, int y) const {
    const size_t at = (static_cast<size_t>(y) * width + x) * 3;
    uint32_t color = 0;
    for (size_t i = 0; i < 3; ++i) color = color << 8 | static_cast<uint8_t>(rows[at + i]);
    return color;
  }
  // How many pixels have each color.
  std::map<uint32_t, int> Colors() const {
    std::map<uint32_t, int> colors;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) ++colors[At(x, y)];
    }
    return colors;
  }
};

inline uint32_t PngNumber(std::string_view bytes) {
  uint32_t number = 0;
  for (const char byte : bytes.substr(0, 4)) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

// nullopt for another kind of PNG: 8-bit truecolor, one IDAT, rows filtered by Up.
inline std::optional<Png> ReadPng(std::string_view file) {
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
  if (file.substr(0, kSignature.size()) != kSignature) return std::nullopt;
  file.remove_prefix(kSignature.size());
  std::map<std::string, std::string_view, std::less<>> chunks;
  while (file.size() >= 12) {
    const uint32_t length = PngNumber(file);
    if (file.size() - 12 < length) return std::nullopt;
    const std::string_view body = file.substr(4, length + 4);
    if (PngNumber(file.substr(length + 8)) != spreadsheet::Crc32(body)) return std::nullopt;
    chunks[std::string(body.substr(0, 4))] = body.substr(4);
    file.remove_prefix(length + 12);
  }
  if (!file.empty() || chunks.count("IEND") == 0 || chunks["IHDR"].size() != 13 ||
      chunks["IHDR"].substr(8) != std::string_view("\x08\x02\0\0\0", 5) ||
      chunks["IDAT"].size() < 6) {
    return std::nullopt;
  }
  Png png;
  png.width = static_cast<int>(PngNumber(chunks["IHDR"]));
  png.height = static_cast<int>(PngNumber(chunks["IHDR"].substr(4)));
  // Between the two bytes before and the checksum behind (RFC 1950) is what RFC 1951 defines.
  const std::string_view zlib = chunks["IDAT"];
  const size_t row = static_cast<size_t>(png.width) * 3;
  const auto filtered =
      spreadsheet::Inflate(zlib.substr(2, zlib.size() - 6), (row + 1) * png.height);
  if (!filtered.has_value()) return std::nullopt;
  std::string above(row, '\0');
  for (int y = 0; y < png.height; ++y) {
    const std::string_view line = std::string_view(*filtered).substr(y * (row + 1), row + 1);
    if (line[0] != 2) return std::nullopt;
    for (size_t i = 0; i < row; ++i) above[i] = static_cast<char>(above[i] + line[i + 1]);
    png.rows += above;
  }
  return png;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_PNG_H_
