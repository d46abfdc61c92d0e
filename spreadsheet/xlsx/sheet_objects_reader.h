// Reading the objects of a sheet of any kind, straight from the package and without its cells.
//
// Parts are found by relationships, everything in them by local name: prefixes and the strict or
// transitional namespace make no difference.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_OBJECTS_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_OBJECTS_READER_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// The objects of the sheet in `part` of the workbook in `workbook_part`.
//
// DATA_LOSS (`FILE_CORRUPT`) naming the part (the sheet's or one it leads to) when it is not
// well-formed; RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) when there is more than kMaxFrameBytes
// (sheet_frame.h) besides the rows or kMaxObjectPartBytes (object_parts.h) in another part; or the
// token's status. What is well-formed but makes no sense is left out, as applications do.
absl::StatusOr<std::shared_ptr<const SheetObjects>> ReadSheetObjects(
    const Package& package, std::string_view workbook_part, std::string_view part,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_OBJECTS_READER_H_
