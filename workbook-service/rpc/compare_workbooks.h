// CompareWorkbooks: what differs between two workbooks, forks or revisions, counts first. The
// differences form one list; later pages compare the revisions of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARE_WORKBOOKS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARE_WORKBOOKS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/comparing.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CompareWorkbooksResponse> CompareWorkbooks(
    const v1::CompareWorkbooksRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARE_WORKBOOKS_H_
