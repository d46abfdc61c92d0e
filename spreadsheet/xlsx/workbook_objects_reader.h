// Reading what belongs to a workbook and to no sheet.
#ifndef SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_OBJECTS_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_OBJECTS_READER_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook_objects.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/pivot_reader.h"

namespace sheetgate::spreadsheet {

// The objects of the workbook in `workbook_part`. DATA_LOSS (`FILE_CORRUPT`) naming the part that
// is not well-formed, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), or the token's status. Parts that are
// missing, and custom XML that is no XML, are left out.
absl::StatusOr<std::shared_ptr<const WorkbookObjects>> ReadWorkbookObjects(
    const Package& package, std::string_view workbook_part,
    const platform::CancellationToken& cancellation);

// The connections of the workbook with these relationships, by id. Errors as above.
absl::StatusOr<ConnectionNames> ReadConnectionNames(
    const Package& package, const PartRelationships& workbook,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_OBJECTS_READER_H_
