// GridImport: cells and merged cells of a grid, as GridExport gives them, into a sheet of a fork.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_GRID_IMPORT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_GRID_IMPORT_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/importing.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::GridImportResponse> GridImport(const v1::GridImportRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_GRID_IMPORT_H_
