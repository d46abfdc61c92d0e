// What writing rows does besides cells and structure, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_WRITING_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_WRITING_OPERATIONS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/writing.pb.h"
#include "spreadsheet/edit/operation.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field for an unknown kind or a range that is none.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeWritingOperation(
    const v1::WritingOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_WRITING_OPERATIONS_H_
