// Small image files for tests, byte by byte.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_IMAGES_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_IMAGES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "spreadsheet/xlsx/deflate.h"

namespace sheetgate::tests {

inline std::string BigEndian(uint32_t number, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift & 0xFF);
  }
  return out;
}

inline std::string PngChunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  return BigEndian(static_cast<uint32_t>(data.size()), 4) + body +
         BigEndian(spreadsheet::Crc32(body), 4);
}

// A PNG of that size, with `dots_per_metre` unless that is 0. Its pixels are not those of the size:
// nobody decodes them here. `salt` makes files of one size different.
inline std::string PngFile(uint32_t width, uint32_t height, uint32_t dots_per_metre = 0,
                           std::string_view salt = "") {
  std::string file = "\x89PNG\r\n\x1a\n";
  file += PngChunk("IHDR",
                   BigEndian(width, 4) + BigEndian(height, 4) + std::string("\x08\x02\0\0\0", 5));
  if (dots_per_metre > 0) {
    file += PngChunk("pHYs", BigEndian(dots_per_metre, 4) + BigEndian(dots_per_metre, 4) + "\x01");
  }
  return file + PngChunk("IDAT", std::string("pixels") + std::string(salt)) + PngChunk("IEND", "");
}

// A JPEG of that size and resolution in dots an inch.
inline std::string JpegFile(uint32_t width, uint32_t height, uint32_t dpi) {
  const std::string app0 = std::string("JFIF\0\x01\x01\x01", 8) + BigEndian(dpi, 2) +
                           BigEndian(dpi, 2) + std::string("\0\0", 2);
  const std::string frame =
      "\x08" + BigEndian(height, 2) + BigEndian(width, 2) + std::string("\x01\x01\x11\x00", 4);
  const auto segment = [](char marker, const std::string& data) {
    return std::string("\xFF") + marker + BigEndian(static_cast<uint32_t>(data.size() + 2), 2) +
           data;
  };
  return "\xFF\xD8" + segment('\xE0', app0) + segment('\xC0', frame) +
         segment('\xDA', std::string("\x01\x01\0\0\x3F\0", 6)) +
         std::string("\x12\xFF\x00\x34\xFF\xD0\x56", 7) + "\xFF\xD9";
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_IMAGES_H_
