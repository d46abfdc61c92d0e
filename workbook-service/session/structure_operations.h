// Structure operations, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_STRUCTURE_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_STRUCTURE_OPERATIONS_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/structure.pb.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field, what is allowed and an example: an unknown kind, a field the
// kind needs and does not have, or one it does not know.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeStructureOperation(
    const v1::StructureOperation& operation);

// The edits of formulas and ranges an operation means in `workbook`, one after the other;
// INVALID_ARGUMENT for kinds that mean none (merging, showing), NOT_FOUND (`SHEET_NOT_FOUND`).
absl::StatusOr<std::vector<spreadsheet::StructuralEdit>> EditsOf(
    const v1::StructureOperation& operation, const spreadsheet::Workbook& workbook);

// Whether results of formulas may differ afterwards.
bool StructureChangesResults(const v1::StructureOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_STRUCTURE_OPERATIONS_H_
