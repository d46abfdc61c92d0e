// VbaAccess: what both RPCs about macros do first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_ACCESS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_ACCESS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/vba/vba_project.h"

namespace sheetgate::workbook {

// FAILED_PRECONDITION (`FEATURE_DISABLED`) unless `enabled`, with what to set.
absl::Status RequireVba(bool enabled);

// The VBA project, parsed once for each revision; null when the workbook has none. DATA_LOSS
// (`FILE_CORRUPT`), or the token's status.
absl::StatusOr<std::shared_ptr<const spreadsheet::VbaProject>> LoadVbaProject(
    const spreadsheet::Workbook& workbook, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_ACCESS_H_
