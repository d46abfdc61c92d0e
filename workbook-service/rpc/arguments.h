// Errors about one argument of a request: every one names the field, says what is wrong and shows
// what works.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_ARGUMENTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_ARGUMENTS_H_

#include <string_view>

#include "absl/status/status.h"

#include "platform/base/error_reason.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT "<field>: <message>, for example <example>" with metadata `field` and `example`.
absl::Status BadArgument(platform::ErrorReason reason, std::string_view field,
                         std::string_view message, std::string_view example);

// An error found below the request, such as by ParseCell, as one about `field`; code, reason and
// other metadata stay.
absl::Status InField(const absl::Status& status, std::string_view field, std::string_view example);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_ARGUMENTS_H_
