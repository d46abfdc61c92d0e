#include "workbook-service/rpc/close_workbook.h"

#include "platform/base/status_macros.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CloseWorkbookResponse> CloseWorkbook(const v1::CloseWorkbookRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session) {
  v1::CloseWorkbookResponse response;
  ASSIGN_OR_RETURN(const int64_t released, session.Close(request.workbook_id(), context));
  response.set_released_bytes(released);
  return response;
}

}  // namespace sheetgate::workbook
