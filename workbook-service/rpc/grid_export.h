// GridExport: everything that makes the cells of a range, relative to its upper left corner, a page
// of rows at a time. Later pages read the revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_GRID_EXPORT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_GRID_EXPORT_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/layout.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::GridExportResponse> GridExport(const v1::GridExportRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_GRID_EXPORT_H_
