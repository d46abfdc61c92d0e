// DeleteCheckpoint: forgets a name, not the revision it stands for.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_DELETE_CHECKPOINT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_DELETE_CHECKPOINT_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/history.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DeleteCheckpointResponse> DeleteCheckpoint(
    const v1::DeleteCheckpointRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_DELETE_CHECKPOINT_H_
