// SheetLayout: where things stand in a worksheet part, as far as an edit needs to know.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_LAYOUT_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"

namespace sheetgate::spreadsheet {

// A <row> element: bytes [begin, end).
struct RowSpan {
  int32_t row = 0;
  size_t begin = 0;
  size_t end = 0;
  bool numbered = true;  // has r
};

// Offsets and views into the part.
struct SheetLayout {
  // The name of the sheetData element with its prefix, which rows and cells have too.
  std::string_view data_name = "sheetData";
  bool has_data = false;
  // Of the whole element; for a part without one both are where it belongs.
  size_t data_begin = 0;
  size_t data_end = 0;
  bool data_empty = false;  // <sheetData/>
  size_t content_end = 0;   // start of </sheetData>
  std::vector<RowSpan> rows;
  // dimension/@ref.
  std::optional<std::string_view> dimension;
};

// Reads the layout of `xml` (UTF-8). DATA_LOSS (`FILE_CORRUPT`), or the token's status.
absl::StatusOr<SheetLayout> ReadSheetLayout(std::string_view part, std::string_view xml,
                                            int max_depth,
                                            const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_LAYOUT_H_
