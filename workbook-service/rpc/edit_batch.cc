#include "workbook-service/rpc/edit_batch.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/cell_edits.h"
#include "workbook-service/rpc/request_digest.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::EditBatchResponse> EditBatch(const v1::EditBatchRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session) {
  WriteOptions options;
  options.expected_revision = request.expected_revision();
  options.request_id = request.request_id();
  if (!request.request_id().empty()) options.request_digest = RequestDigest(request);
  const auto changes = [&request](const Snapshot& snapshot) {
    return ChangesOf(request, *snapshot.workbook);
  };
  ASSIGN_OR_RETURN(
      const CommitResult committed,
      session.Commit(request.workbook_id(), Session::CommitKind::kEdit, changes, options, context));
  v1::EditBatchResponse response;
  response.set_revision(committed.revision);
  response.set_previous_revision(committed.previous_revision);
  response.set_edits_applied(static_cast<int32_t>(committed.cells_changed));
  response.set_stale_values(committed.stale_values);
  return response;
}

}  // namespace sheetgate::workbook
