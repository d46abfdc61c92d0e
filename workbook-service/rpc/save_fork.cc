#include "workbook-service/rpc/save_fork.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::SaveForkResponse> SaveFork(const v1::SaveForkRequest& request,
                                              const platform::RequestContext& context,
                                              Session& session) {
  SaveOptions options;
  options.path = request.path();
  options.overwrite = request.overwrite();
  options.ignore_base_changes = request.ignore_base_changes();
  options.write = WriteOptionsOf(request);
  ASSIGN_OR_RETURN(const SavedFile saved, session.Save(request.workbook_id(), options, context));
  v1::SaveForkResponse response;
  response.set_path(saved.path);
  response.set_workbook_id(saved.workbook_id);
  response.set_revision(saved.revision);
  response.set_size_bytes(saved.size_bytes);
  response.set_sha256(saved.sha256);
  response.set_stale_values(saved.stale_values);
  return response;
}

}  // namespace sheetgate::workbook
