// Operations of all families, as revisions store them, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_WORKBOOK_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_WORKBOOK_OPERATIONS_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::workbook {

// The family's errors: INVALID_ARGUMENT naming the field, what is allowed and an example.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeOperation(
    const v1::WorkbookOperation& operation);

// The edits of formulas and ranges an operation means in `workbook`, one after the other;
// INVALID_ARGUMENT for operations that mean none.
absl::StatusOr<std::vector<spreadsheet::StructuralEdit>> EditsOf(
    const v1::WorkbookOperation& operation, const spreadsheet::Workbook& workbook);

// Whether results of formulas may differ afterwards.
bool ChangesResults(const v1::WorkbookOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_WORKBOOK_OPERATIONS_H_
