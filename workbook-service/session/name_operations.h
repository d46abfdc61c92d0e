// Name operations, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_NAME_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_NAME_OPERATIONS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/naming.pb.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field: an unknown kind, or an update that changes nothing.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeNameOperation(
    const v1::NameOperation& operation);

// The edit of formulas that gives the name an operation is about the name `to`. INVALID_ARGUMENT
// when `workbook` has no such name, NOT_FOUND (`SHEET_NOT_FOUND`).
absl::StatusOr<spreadsheet::StructuralEdit> RenameEdit(const v1::NameOperation& operation,
                                                       const std::string& to,
                                                       const spreadsheet::Workbook& workbook);

// Whether results of formulas may differ afterwards.
bool NameChangesResults(const v1::NameOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_NAME_OPERATIONS_H_
