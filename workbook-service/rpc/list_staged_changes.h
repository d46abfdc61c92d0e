// ListStagedChanges: the changes that wait to be applied to a fork, oldest first, in pages.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_STAGED_CHANGES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_STAGED_CHANGES_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/staging.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ListStagedChangesResponse> ListStagedChanges(
    const v1::ListStagedChangesRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_STAGED_CHANGES_H_
