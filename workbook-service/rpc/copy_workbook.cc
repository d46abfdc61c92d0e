#include "workbook-service/rpc/copy_workbook.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CopyWorkbookResponse> CopyWorkbook(const v1::CopyWorkbookRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session) {
  ASSIGN_OR_RETURN(const SavedFile copy,
                   session.Copy(request.workbook_id(), request.revision(), request.path(),
                                WriteOptionsOf(request), context));
  v1::CopyWorkbookResponse response;
  response.set_path(copy.path);
  response.set_workbook_id(copy.workbook_id);
  response.set_copied_revision(copy.revision);
  response.set_size_bytes(copy.size_bytes);
  response.set_sha256(copy.sha256);
  response.set_stale_values(copy.stale_values);
  return response;
}

}  // namespace sheetgate::workbook
