// The compression of VBA projects ([MS-OVBA] 2.4.1).
#ifndef SHEETGATE_SPREADSHEET_VBA_VBA_DECOMPRESS_H_
#define SHEETGATE_SPREADSHEET_VBA_VBA_DECOMPRESS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

// Most that one container may decompress to. Modules have at most 65,534 lines.
inline constexpr size_t kMaxVbaBytes = size_t{64} << 20;

// The contents of a compressed container. DATA_LOSS (`FILE_CORRUPT`) when it is none, its tokens
// lead outside what is there, or there is more than kMaxVbaBytes.
absl::StatusOr<std::string> DecompressVba(std::string_view container);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_VBA_VBA_DECOMPRESS_H_
