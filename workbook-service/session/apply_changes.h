// The state after a revision's changes.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_APPLY_CHANGES_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_APPLY_CHANGES_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/store/changes.h"

namespace sheetgate::workbook {

// Errors of the operations, of ApplyCells, and the token's status.
absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> ApplyChanges(
    std::shared_ptr<const spreadsheet::Workbook> workbook, const Changes& changes,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_APPLY_CHANGES_H_
