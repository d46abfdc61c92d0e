// The zip file format (PKWARE APPNOTE 6.3): signatures, record sizes and little-endian fields.
#ifndef SHEETGATE_SPREADSHEET_XLSX_ZIP_FORMAT_H_
#define SHEETGATE_SPREADSHEET_XLSX_ZIP_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sheetgate::spreadsheet::zip {

inline constexpr uint32_t kLocalHeader = 0x04034b50;
inline constexpr uint32_t kDescriptor = 0x08074b50;
inline constexpr uint32_t kCentralRecord = 0x02014b50;
inline constexpr uint32_t kEnd = 0x06054b50;
inline constexpr uint32_t kEnd64 = 0x06064b50;
inline constexpr uint32_t kEnd64Locator = 0x07064b50;

// Fixed parts; names, extra fields and comments follow.
inline constexpr size_t kLocalHeaderSize = 30;
inline constexpr size_t kCentralRecordSize = 46;
inline constexpr size_t kEndSize = 22;
inline constexpr size_t kEnd64Size = 56;
inline constexpr size_t kEnd64LocatorSize = 20;

inline constexpr uint16_t kStored = 0;
inline constexpr uint16_t kDeflated = 8;

inline constexpr uint16_t kFlagEncrypted = 0x0001;
inline constexpr uint16_t kFlagDescriptor = 0x0008;
inline constexpr uint16_t kFlagStrongEncryption = 0x0040;
inline constexpr uint16_t kFlagUtf8 = 0x0800;
inline constexpr uint16_t kFlagMaskedDirectory = 0x2000;

inline constexpr uint16_t kZip64Extra = 0x0001;
// "See the zip64 field": what a 16- or 32-bit field says when its value does not fit.
inline constexpr uint16_t kSaturated16 = 0xffff;
inline constexpr uint32_t kSaturated32 = 0xffffffff;

// Unchecked: the caller made sure that the bytes are there.
template <typename Integer>
Integer Get(std::string_view bytes, size_t offset) {
  Integer value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    value |= static_cast<Integer>(static_cast<Integer>(static_cast<uint8_t>(bytes[offset + i]))
                                  << (8 * i));
  }
  return value;
}
inline uint16_t Get16(std::string_view bytes, size_t offset) {
  return Get<uint16_t>(bytes, offset);
}
inline uint32_t Get32(std::string_view bytes, size_t offset) {
  return Get<uint32_t>(bytes, offset);
}
inline uint64_t Get64(std::string_view bytes, size_t offset) {
  return Get<uint64_t>(bytes, offset);
}

template <typename Integer>
void Append(Integer value, std::string* out) {
  for (size_t i = 0; i < sizeof(Integer); ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

}  // namespace sheetgate::spreadsheet::zip

#endif  // SHEETGATE_SPREADSHEET_XLSX_ZIP_FORMAT_H_
