// SheetFrame: a worksheet part without its rows.
//
// Rows are nearly all of a large worksheet and none of what surrounds them. They are cut out while
// the part is inflated, so that a frame costs the time of one pass and next to no memory.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_FRAME_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Most that may stand outside the rows. Excel's own bounds (columns, breaks, 65,530 hyperlinks)
// leave a tenth of it; the rest is for merged ranges, validations and conditional formats.
inline constexpr size_t kMaxFrameBytes = size_t{32} << 20;

struct SheetFrame {
  // UTF-8; the part's sheetData element (18.3.1.80), if it has one, is empty.
  std::string xml;
  // What was cut out: so many bytes of the part, at this byte of `xml`.
  size_t cut_at = 0;
  uint64_t cut_bytes = 0;

  // Where in the part a byte of `xml` stands (exact for UTF-8 parts).
  uint64_t PartOffset(size_t offset) const { return offset < cut_at ? offset : offset + cut_bytes; }
};

// Any encoding DecodeXmlPart knows. What is inside sheetData is not looked at, but for where it
// ends. DATA_LOSS (`FILE_CORRUPT`) naming the part when it cannot be inflated or decoded or ends
// among the rows; RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) beyond kMaxFrameBytes; the token's status.
absl::StatusOr<SheetFrame> ReadSheetFrame(const Package& package, std::string_view part,
                                          const platform::CancellationToken& cancellation);

// Whether the part that begins with `head` is UTF-16: the one encoding in which markup has not the
// bytes of ASCII.
bool IsUtf16(std::string_view head);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_FRAME_H_
