// Operations on tables, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_TABLE_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_TABLE_OPERATIONS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/table_editing.pb.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field, what is allowed and an example: an unknown kind, a field the
// kind needs and does not have, or one it does not know.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeTableOperation(
    const v1::TableOperation& operation);

// The edit of formulas that renaming or deleting a table of `workbook` means; INVALID_ARGUMENT for
// other kinds and for a table there is not.
absl::StatusOr<spreadsheet::StructuralEdit> EditOf(const v1::TableOperation& operation,
                                                   const spreadsheet::Workbook& workbook);

// Whether results of formulas may differ afterwards.
bool TableChangesResults(const v1::TableOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_TABLE_OPERATIONS_H_
