// Theme parts (ECMA-376 part 1, 20.1.6.9): the colors and fonts of a workbook.
#ifndef SHEETGATE_SPREADSHEET_XLSX_THEME_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_THEME_READER_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/cell_style.h"

namespace sheetgate::spreadsheet {

// The theme of a workbook without one: Excel's of 2007 and 2010, without a name.
Theme DefaultTheme();

// The theme in `xml` (UTF-8). A color or font it does not give is that of DefaultTheme. DATA_LOSS
// (`FILE_CORRUPT`) naming `part`, or the token's status.
absl::StatusOr<Theme> ReadTheme(std::string_view part, std::string_view xml, int max_depth,
                                const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_THEME_READER_H_
