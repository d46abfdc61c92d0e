// Reading widths and heights of a worksheet, straight from its part and without its cells.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_GEOMETRY_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_GEOMETRY_READER_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_geometry.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// The geometry of the worksheet in `part`. What makes no sense is left out: columns and rows
// outside the sheet or that were given before. DATA_LOSS (`FILE_CORRUPT`), RESOURCE_EXHAUSTED
// (`FILE_TOO_LARGE`) as ReadSheetFeatures, or the token's status.
absl::StatusOr<std::shared_ptr<const SheetGeometry>> ReadSheetGeometry(
    const Package& package, std::string_view part, int max_depth,
    const platform::CancellationToken& cancellation);

// The geometry of a sheet of a workbook that OpenXlsx or Apply made; read once, then kept with its
// analyses. Errors as Workbook::LoadSheet. Takes a pass over the part: about as long as inflating
// it.
absl::StatusOr<std::shared_ptr<const SheetGeometry>> LoadSheetGeometry(
    const Workbook& workbook, int sheet, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_GEOMETRY_READER_H_
