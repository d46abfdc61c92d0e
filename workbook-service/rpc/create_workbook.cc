#include "workbook-service/rpc/create_workbook.h"

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CreateWorkbookResponse> CreateWorkbook(const v1::CreateWorkbookRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session) {
  std::vector<std::string> names(request.sheet_names().begin(), request.sheet_names().end());
  if (names.empty()) names.emplace_back("Sheet1");
  const absl::StatusOr<SavedFile> file =
      session.CreateFile(request.path(), names, WriteOptionsOf(request), context);
  if (platform::ReasonOf(file.status()) == platform::ErrorReason::kInvalidArgument) {
    return InField(file.status(), "sheet_names", "[\"Data\", \"Summary\"]");
  }
  RETURN_IF_ERROR(file.status());
  v1::CreateWorkbookResponse response;
  response.set_path(file->path);
  response.set_workbook_id(file->workbook_id);
  response.set_revision(file->revision);
  return response;
}

}  // namespace sheetgate::workbook
