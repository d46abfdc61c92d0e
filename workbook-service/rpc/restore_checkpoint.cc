#include "workbook-service/rpc/restore_checkpoint.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/history_codec.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::RestoreCheckpointResponse> RestoreCheckpoint(
    const v1::RestoreCheckpointRequest& request, const platform::RequestContext& context,
    Session& session) {
  ASSIGN_OR_RETURN(const HeadPosition position,
                   session.RestoreCheckpoint(request.workbook_id(), request.checkpoint_id(),
                                             WriteOptionsOf(request), context));
  return PositionResponse<v1::RestoreCheckpointResponse>(position);
}

}  // namespace sheetgate::workbook
