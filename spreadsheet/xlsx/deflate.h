// Deflate (RFC 1951) and CRC-32 of whole parts, by libdeflate.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DEFLATE_H_
#define SHEETGATE_SPREADSHEET_XLSX_DEFLATE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

// `size` bytes inflated from all of `compressed`; nullopt when the stream is damaged, yields
// another number of bytes or leaves some over.
std::optional<std::string> Inflate(std::string_view compressed, size_t size);

// Deflated at level 6. Deterministic.
std::string Deflate(std::string_view data);

uint32_t Crc32(std::string_view data);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DEFLATE_H_
