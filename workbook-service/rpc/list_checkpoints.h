// ListCheckpoints: the checkpoints of a fork, oldest first, in pages.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_CHECKPOINTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_CHECKPOINTS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/history.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ListCheckpointsResponse> ListCheckpoints(
    const v1::ListCheckpointsRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_CHECKPOINTS_H_
