// Table parts (ECMA-376 part 1, 18.5.1.2).
#ifndef SHEETGATE_SPREADSHEET_XLSX_TABLE_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_TABLE_READER_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// The table in `part`; nullopt when it has no name or no range. DATA_LOSS (`FILE_CORRUPT`) naming
// the part, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) beyond kMaxFrameBytes, or the token's status.
absl::StatusOr<std::optional<Table>> ReadTable(const Package& package, std::string_view part,
                                               int max_depth,
                                               const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_TABLE_READER_H_
