// RestoreCheckpoint: moves the head of a fork to the revision of a checkpoint.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_RESTORE_CHECKPOINT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_RESTORE_CHECKPOINT_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/history.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::RestoreCheckpointResponse> RestoreCheckpoint(
    const v1::RestoreCheckpointRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_RESTORE_CHECKPOINT_H_
