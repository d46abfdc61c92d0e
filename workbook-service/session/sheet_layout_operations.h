// Operations on how sheets are shown, printed, outlined, filtered and protected, made into what the
// engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_SHEET_LAYOUT_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_SHEET_LAYOUT_OPERATIONS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/arranging.pb.h"
#include "spreadsheet/edit/operation.h"

namespace sheetgate::workbook {

// Errors as MakeLayoutOperation's. A password must have been hidden (HidePassword) before.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeSheetLayoutOperation(
    const v1::SheetLayoutOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SHEET_LAYOUT_OPERATIONS_H_
