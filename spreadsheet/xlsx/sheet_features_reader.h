// Reading what a worksheet has besides cells, straight from the package and without its cells.
//
// The rows are cut out while the part is inflated; what is left, the frame, is small. Everything is
// found by local name: prefixes and the strict or transitional namespace make no difference.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_FEATURES_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_FEATURES_READER_H_

#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// The features of the worksheet in `part`, its tables included.
//
// DATA_LOSS (`FILE_CORRUPT`) naming the part (the worksheet's or a table's) when it is not
// well-formed outside the rows, which are not looked into, or nested deeper than `max_depth`;
// RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) when there is more than kMaxFrameBytes (sheet_frame.h)
// besides the rows; or the token's status. What is well-formed but makes no sense is left out, as
// applications do: ranges that are none, validations and formats for no range, tables without a
// name, a range or a part.
absl::StatusOr<std::shared_ptr<const SheetFeatures>> ReadSheetFeatures(
    const Package& package, std::string_view part, int max_depth,
    const platform::CancellationToken& cancellation);

// dimension/@ref (ECMA-376 part 1, 18.3.1.35) of the worksheet in `part`, inflating no more than
// what stands before the rows, and at most 1 MiB; nullopt when there is none by then, or none that
// is a range. DATA_LOSS (`FILE_CORRUPT`) when these bytes cannot be inflated, or the token's
// status.
absl::StatusOr<std::optional<RangeRef>> ReadDeclaredRange(
    const Package& package, std::string_view part, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_FEATURES_READER_H_
