// Operations on hyperlinks, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_LINK_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_LINK_OPERATIONS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/linking.pb.h"
#include "spreadsheet/edit/operation.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field, what is allowed and an example: an unknown kind, a field the
// kind needs and does not have, or one it does not know.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeLinkOperation(
    const v1::LinkOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_LINK_OPERATIONS_H_
