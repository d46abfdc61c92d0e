#include "workbook-service/rpc/edit_batch.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/batch_write.h"
#include "workbook-service/rpc/cell_edits.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::EditBatchResponse> EditBatch(const v1::EditBatchRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session) {
  const auto changes = [&request](const Snapshot& snapshot) {
    return ChangesOf(request, *snapshot.workbook);
  };
  v1::EditBatchResponse response;
  ASSIGN_OR_RETURN(const CommitResult written,
                   WriteBatch(request, changes, context, session, &response));
  response.set_edits_applied(static_cast<int32_t>(written.cells_changed));
  return response;
}

}  // namespace sheetgate::workbook
