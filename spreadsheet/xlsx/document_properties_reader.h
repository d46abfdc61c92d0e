// Properties of a document: core (ECMA-376 part 2, clause 10), extended and custom (part 1, 22.2,
// 22.3).
#ifndef SHEETGATE_SPREADSHEET_XLSX_DOCUMENT_PROPERTIES_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_DOCUMENT_PROPERTIES_READER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// The properties as WorkbookObjects::properties has them; `root` are the relationships of the
// package. DATA_LOSS (`FILE_CORRUPT`), RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), or the token's
// status.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ReadDocumentProperties(
    const Package& package, const PartRelationships& root,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DOCUMENT_PROPERTIES_READER_H_
