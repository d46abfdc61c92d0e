// The header of an image file: what it is and how large it is shown.
//
// PNG (ISO/IEC 15948) and JPEG (ISO/IEC 10918-1, JFIF): whole files only. Pixels are not decoded.
#ifndef SHEETGATE_SPREADSHEET_EDIT_IMAGE_HEADER_H_
#define SHEETGATE_SPREADSHEET_EDIT_IMAGE_HEADER_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

enum class ImageFormat : uint8_t { kPng, kJpeg };

// "png" or "jpeg": extension of its part and end of its media type.
std::string_view ImageFormatName(ImageFormat format);

inline constexpr int64_t kMaxImageBytes = int64_t{10} << 20;
inline constexpr int32_t kMaxImageSide = 65535;  // pixels

struct ImageHeader {
  ImageFormat format = ImageFormat::kPng;
  int32_t width = 0;  // pixels
  int32_t height = 0;
  // Pixels an inch; 96 when the file does not say.
  double horizontal_dpi = 96;
  double vertical_dpi = 96;
};

// INVALID_ARGUMENT (`UNSUPPORTED_FORMAT`) for other formats and for files that are damaged or cut
// off, saying what is wrong; RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) beyond the limits above.
absl::StatusOr<ImageHeader> ReadImageHeader(std::string_view bytes);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_IMAGE_HEADER_H_
