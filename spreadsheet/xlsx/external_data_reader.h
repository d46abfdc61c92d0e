// Where a workbook gets data from: links to other workbooks (ECMA-376 part 1, 18.14) and data
// connections (18.13).
#ifndef SHEETGATE_SPREADSHEET_XLSX_EXTERNAL_DATA_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_EXTERNAL_DATA_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook_objects.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// The link in `part`. DATA_LOSS (`FILE_CORRUPT`) naming the part, RESOURCE_EXHAUSTED
// (`FILE_TOO_LARGE`), or the token's status.
absl::StatusOr<ExternalLink> ReadExternalLink(const Package& package, std::string_view part,
                                              const platform::CancellationToken& cancellation);

// The connections of the workbook with these relationships, with their ids. Errors as above.
absl::StatusOr<std::vector<std::pair<uint32_t, DataConnection>>> ReadConnections(
    const Package& package, const PartRelationships& workbook,
    const platform::CancellationToken& cancellation);

// A connection string with the values of its passwords replaced by ***.
std::string WithoutPasswords(std::string_view connection);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_EXTERNAL_DATA_READER_H_
