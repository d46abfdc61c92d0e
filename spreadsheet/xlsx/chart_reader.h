// Charts: chartSpace parts (ECMA-376 part 1, 21.2) and the chartex parts of newer chart types
// ([MS-ODRAWXML] 2.24).
#ifndef SHEETGATE_SPREADSHEET_XLSX_CHART_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_CHART_READER_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// The chart in `part`, of either form; name, alt text and range, which its frame tells, are left
// open. DATA_LOSS (`FILE_CORRUPT`) naming the part, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), or the
// token's status.
absl::StatusOr<Chart> ReadChart(const Package& package, std::string_view part,
                                const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CHART_READER_H_
