// Reading how cells look: the cell formats of the styles part (ECMA-376 part 1, 18.8), resolved.
//
// A cell format's own font, fill, border, number format, alignment and protection count, as in
// Excel: the apply* flags only say what a change of its named style would overwrite. Everything is
// found by local name: prefixes and the strict or transitional namespace make no difference.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CELL_STYLES_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_CELL_STYLES_READER_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/xlsx/styles.h"

namespace sheetgate::spreadsheet {

// Most fonts, fills, borders, cell formats and named styles, of each; Excel takes 65,490 formats.
inline constexpr size_t kMaxStyleItems = 65'536;

// The styles in `xml` (UTF-8), as many as `formats`, the number formats of the same part, has. What
// a format refers to and the part does not have is the first of its kind. DATA_LOSS
// (`FILE_CORRUPT`) naming `part`, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) beyond kMaxStyleItems, or
// the token's status.
absl::StatusOr<std::shared_ptr<const CellStyles>> ReadCellStyles(
    std::string_view part, std::string_view xml, int max_depth, const Styles& formats, Theme theme,
    const platform::CancellationToken& cancellation);

// The styles of a workbook without a styles part: one that has no attribute.
std::shared_ptr<const CellStyles> PlainCellStyles(Theme theme);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CELL_STYLES_READER_H_
