// Style operations, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_STYLE_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_STYLE_OPERATIONS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/restyling.pb.h"
#include "spreadsheet/edit/operation.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field, what is allowed and an example: a range that is none, a word
// or color that is not known, a look that changes nothing.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeStyleOperation(
    const v1::StyleOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_STYLE_OPERATIONS_H_
