#include "workbook-service/rpc/checkpoint_fork.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/history_codec.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CheckpointForkResponse> CheckpointFork(const v1::CheckpointForkRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session) {
  ASSIGN_OR_RETURN(const CheckpointInfo checkpoint,
                   session.AddCheckpoint(request.workbook_id(), WriteOptionsOf(request), context));
  v1::CheckpointForkResponse response;
  *response.mutable_checkpoint() = EncodeCheckpointInfo(checkpoint);
  return response;
}

}  // namespace sheetgate::workbook
