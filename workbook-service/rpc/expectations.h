// Expectations about cells: what a caller says a cell should hold.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_EXPECTATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_EXPECTATIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/comparing.pb.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// Whether each expectation of the request holds in `workbook`, in order. INVALID_ARGUMENT about the
// field of an expectation that does not say exactly one thing or names no single cell; errors of
// ParseQualifiedRange and LoadSheet.
absl::StatusOr<std::vector<v1::ExpectationResult>> CheckExpectations(
    const v1::VerifyWorkbookRequest& request, const spreadsheet::Workbook& workbook,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_EXPECTATIONS_H_
