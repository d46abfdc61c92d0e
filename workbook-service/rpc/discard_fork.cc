#include "workbook-service/rpc/discard_fork.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DiscardForkResponse> DiscardFork(const v1::DiscardForkRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session) {
  RETURN_IF_ERROR(session.DiscardFork(request.workbook_id(), WriteOptionsOf(request), context));
  v1::DiscardForkResponse response;
  response.set_workbook_id(request.workbook_id());
  return response;
}

}  // namespace sheetgate::workbook
