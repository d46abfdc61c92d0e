#include "workbook-service/rpc/discard_staged_change.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DiscardStagedChangeResponse> DiscardStagedChange(
    const v1::DiscardStagedChangeRequest& request, const platform::RequestContext& context,
    Session& session) {
  RETURN_IF_ERROR(session.DiscardStaged(request.workbook_id(), request.change_id(),
                                        WriteOptionsOf(request), context));
  v1::DiscardStagedChangeResponse response;
  response.set_change_id(request.change_id());
  return response;
}

}  // namespace sheetgate::workbook
