#include "spreadsheet/edit/image_header.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/deflate.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr std::string_view kJpegSignature = "\xFF\xD8\xFF";

absl::Status Unsound(std::string_view format, std::string_view what) {
  return platform::InvalidArgument(
      ErrorReason::kUnsupportedFormat,
      Concat("the image is no sound ", format, " file: ", what, "; give the whole file"));
}

uint32_t Byte(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }
uint32_t BigEndian16(std::string_view bytes, size_t at) {
  return Byte(bytes, at) << 8 | Byte(bytes, at + 1);
}
uint32_t BigEndian32(std::string_view bytes, size_t at) {
  return BigEndian16(bytes, at) << 16 | BigEndian16(bytes, at + 2);
}

absl::Status SetSize(uint32_t width, uint32_t height, std::string_view format,
                     ImageHeader* header) {
  if (width == 0 || height == 0) return Unsound(format, "it has no pixels");
  constexpr auto kMost = static_cast<uint32_t>(kMaxImageSide);
  if (width > kMost || height > kMost) {
    return platform::ResourceExhausted(
        ErrorReason::kFileTooLarge, Concat("the image has ", width, " x ", height,
                                           " pixels; the limit is ", kMaxImageSide, " each way"));
  }
  header->width = static_cast<int32_t>(width);
  header->height = static_cast<int32_t>(height);
  return absl::OkStatus();
}

void SetResolution(double horizontal, double vertical, ImageHeader* header) {
  // Nonsense such as 1 pixel an inch is a ratio or a mistake; Excel takes the usual one then.
  if (horizontal < 10 || vertical < 10) return;
  header->horizontal_dpi = horizontal;
  header->vertical_dpi = vertical;
}

// ISO/IEC 15948, 5: a signature and chunks of length, type, data and checksum.
absl::StatusOr<ImageHeader> ReadPng(std::string_view bytes) {
  constexpr double kMetresPerInch = 0.0254;
  ImageHeader header;
  bool pixels = false;
  for (size_t at = kPngSignature.size();;) {
    if (bytes.size() - at < 12) return Unsound("PNG", "it ends before its IEND chunk");
    const size_t length = BigEndian32(bytes, at);
    if (length > bytes.size() - at - 12) return Unsound("PNG", "it ends within a chunk");
    const std::string_view type = bytes.substr(at + 4, 4);
    const std::string_view data = bytes.substr(at + 8, length);
    if (Crc32(bytes.substr(at + 4, length + 4)) != BigEndian32(bytes, at + 8 + length)) {
      return Unsound("PNG", Concat("the checksum of the chunk at byte ", at, " is wrong"));
    }
    if ((type == "IHDR") != (at == kPngSignature.size()) || (type == "IHDR" && length != 13)) {
      return Unsound("PNG", "it does not begin with its one IHDR chunk");
    }
    at += length + 12;
    if (type == "IHDR") {
      RETURN_IF_ERROR(SetSize(BigEndian32(data, 0), BigEndian32(data, 4), "PNG", &header));
    } else if (type == "pHYs" && length == 9 && data[8] == 1) {
      SetResolution(BigEndian32(data, 0) * kMetresPerInch, BigEndian32(data, 4) * kMetresPerInch,
                    &header);
    } else if (type == "IDAT") {
      pixels = true;
    } else if (type == "IEND") {
      if (!pixels) return Unsound("PNG", "it has no IDAT chunk");
      if (at != bytes.size()) return Unsound("PNG", "bytes follow its IEND chunk");
      return header;
    }
  }
}

// Whether the marker begins a frame, whose header has the size (10918-1, table B.1): SOF0 to SOF15
// without DHT, JPG and DAC.
bool IsFrame(uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Where the coded data from `at` ends: at the next marker that is no restart.
size_t EndOfScan(std::string_view bytes, size_t at) {
  for (; at + 1 < bytes.size(); ++at) {
    if (Byte(bytes, at) != 0xFF) continue;
    const uint32_t next = Byte(bytes, at + 1);
    if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) return at;
  }
  return bytes.size();
}

void ReadJfif(std::string_view data, ImageHeader* header) {
  constexpr std::string_view kName("JFIF\0", 5);
  constexpr double kCentimetresPerInch = 2.54;
  if (!data.starts_with(kName) || data.size() < 12) return;
  const double unit = data[7] == 1 ? 1 : data[7] == 2 ? kCentimetresPerInch : 0;
  SetResolution(BigEndian16(data, 8) * unit, BigEndian16(data, 10) * unit, header);
}

// 10918-1, annex B: segments that begin with a marker; what follows the end of the image, such as
// the smaller pictures of cameras, does not matter.
absl::StatusOr<ImageHeader> ReadJpeg(std::string_view bytes) {
  ImageHeader header;
  header.format = ImageFormat::kJpeg;
  bool scan = false;
  for (size_t at = 2;;) {
    while (at + 1 < bytes.size() && Byte(bytes, at) == 0xFF && Byte(bytes, at + 1) == 0xFF) ++at;
    if (at + 1 >= bytes.size()) return Unsound("JPEG", "it ends before its end marker");
    if (Byte(bytes, at) != 0xFF) return Unsound("JPEG", Concat("no marker at byte ", at));
    const uint32_t marker = Byte(bytes, at + 1);
    if (marker == 0xD9) {
      if (header.width == 0 || !scan) return Unsound("JPEG", "it has no pixels");
      return header;
    }
    if (bytes.size() - at < 4) return Unsound("JPEG", "it ends within a segment");
    const size_t length = BigEndian16(bytes, at + 2);
    if (length < 2 || length > bytes.size() - at - 2) {
      return Unsound("JPEG", "it ends within a segment");
    }
    const std::string_view data = bytes.substr(at + 4, length - 2);
    at += 2 + length;
    if (IsFrame(marker)) {
      if (data.size() < 6) return Unsound("JPEG", "its frame header is too short");
      RETURN_IF_ERROR(SetSize(BigEndian16(data, 3), BigEndian16(data, 1), "JPEG", &header));
    } else if (marker == 0xE0) {
      ReadJfif(data, &header);
    } else if (marker == 0xDA) {
      if (header.width == 0) return Unsound("JPEG", "pixels come before their frame header");
      scan = true;
      at = EndOfScan(bytes, at);
    }
  }
}

}  // namespace

std::string_view ImageFormatName(ImageFormat format) {
  return format == ImageFormat::kPng ? "png" : "jpeg";
}

absl::StatusOr<ImageHeader> ReadImageHeader(std::string_view bytes) {
  if (static_cast<int64_t>(bytes.size()) > kMaxImageBytes) {
    return platform::ResourceExhausted(
        ErrorReason::kFileTooLarge,
        Concat("the image has ", bytes.size(), " bytes, the limit is ", kMaxImageBytes),
        {{"limit", std::to_string(kMaxImageBytes)}});
  }
  if (bytes.starts_with(kPngSignature)) return ReadPng(bytes);
  if (bytes.starts_with(kJpegSignature)) return ReadJpeg(bytes);
  return platform::InvalidArgument(
      ErrorReason::kUnsupportedFormat,
      "the image is neither a PNG nor a JPEG file by its first bytes; convert it to one of them");
}

}  // namespace sheetgate::spreadsheet
