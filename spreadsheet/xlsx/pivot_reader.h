// Pivot tables (ECMA-376 part 1, 18.10) with the sources of their caches.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PIVOT_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_PIVOT_READER_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Names of connections by id (18.13.1 connection).
using ConnectionNames = std::map<uint32_t, std::string>;

// The pivot table in `part`. DATA_LOSS (`FILE_CORRUPT`) naming the part or that of its cache,
// RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), or the token's status. Fields the cache does not know
// have no name.
absl::StatusOr<PivotTable> ReadPivotTable(const Package& package, std::string_view part,
                                          const ConnectionNames& connections,
                                          const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PIVOT_READER_H_
