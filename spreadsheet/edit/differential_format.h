// DifferentialFormat: what a conditional format changes in how cells look (18.8.15 dxf), and its
// place in the styles part.
#ifndef SHEETGATE_SPREADSHEET_EDIT_DIFFERENTIAL_FORMAT_H_
#define SHEETGATE_SPREADSHEET_EDIT_DIFFERENTIAL_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

// What is not given stays as the cell has it. Colors are "AARRGGBB".
struct DifferentialFormat {
  std::optional<bool> bold, italic, strikethrough;
  std::string underline;  // single, double, singleAccounting, doubleAccounting
  Color font_color;
  std::string fill_pattern;  // solid when empty and there is a fill_color
  Color fill_color, fill_background;
  std::vector<std::pair<std::string, BorderEdge>> borders;  // left, right, top, bottom
  std::string number_format;

  bool empty() const;
};

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) naming the field for an underline, pattern, edge or style
// of border the schema has not (18.18.82, 18.18.55, 18.18.3).
absl::Status CheckDifferentialFormat(const DifferentialFormat& format);

// The index of the format among those of the workbook: of an equal one, else of one that is added.
// DATA_LOSS (`FILE_CORRUPT`).
absl::StatusOr<uint32_t> PlaceDifferentialFormat(const DifferentialFormat& format,
                                                 PackageEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_DIFFERENTIAL_FORMAT_H_
