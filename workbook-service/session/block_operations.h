// The structure operations on blocks of cells: insert_cells, delete_cells, move_range, copy_range.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_BLOCK_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_BLOCK_OPERATIONS_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/structure.pb.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::workbook {

// The `range` of an operation. INVALID_ARGUMENT when it is missing or none.
absl::StatusOr<spreadsheet::RangeRef> RangeOf(const v1::StructureOperation& operation);

// INVALID_ARGUMENT naming the field, what is allowed and an example.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeBlockOperation(
    const v1::StructureOperation& operation);
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeCopyOperation(
    const v1::StructureOperation& operation);

// Whether operations of `kind` are those of MakeBlockOperation, which change what refers.
bool IsBlockKind(std::string_view kind);

// The edit of formulas and ranges such an operation means in `workbook`; NOT_FOUND
// (`SHEET_NOT_FOUND`) too.
absl::StatusOr<spreadsheet::StructuralEdit> BlockEditOf(const v1::StructureOperation& operation,
                                                        const spreadsheet::Workbook& workbook);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_BLOCK_OPERATIONS_H_
