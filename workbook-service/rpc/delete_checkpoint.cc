#include "workbook-service/rpc/delete_checkpoint.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DeleteCheckpointResponse> DeleteCheckpoint(
    const v1::DeleteCheckpointRequest& request, const platform::RequestContext& context,
    Session& session) {
  RETURN_IF_ERROR(session.DeleteCheckpoint(request.workbook_id(), request.checkpoint_id(),
                                           WriteOptionsOf(request), context));
  v1::DeleteCheckpointResponse response;
  response.set_checkpoint_id(request.checkpoint_id());
  return response;
}

}  // namespace sheetgate::workbook
