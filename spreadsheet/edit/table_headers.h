// Header cells of tables. Their texts are the names of the columns (18.5.1.3 tableColumn/@name),
// and Excel repairs a file in which they differ: who writes such a cell renames the column.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TABLE_HEADERS_H_
#define SHEETGATE_SPREADSHEET_EDIT_TABLE_HEADERS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Whether one of the changes gives a header cell of a table another text than its column has.
// Errors as Workbook::LoadFeatures of a sheet with tables; those without cost next to nothing.
absl::StatusOr<bool> RenamesColumns(const Workbook& workbook, absl::Span<const CellChange> changes,
                                    const platform::CancellationToken& cancellation);

// Workbook::Apply, and then the columns of tables named as the header cells among the changes say:
// their shown texts, made different from those of the table's other columns as Excel does, and
// Column1, ... for an empty one. The cells become these texts, and references to the columns
// follow. Also FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) for names that are too long.
absl::StatusOr<std::shared_ptr<const Workbook>> ApplyCells(
    const Workbook& workbook, absl::Span<const CellChange> changes,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TABLE_HEADERS_H_
