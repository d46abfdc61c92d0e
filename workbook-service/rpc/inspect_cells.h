// InspectCells: everything about at most 200 cells.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_INSPECT_CELLS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_INSPECT_CELLS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/reading.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::InspectCellsResponse> InspectCells(const v1::InspectCellsRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_INSPECT_CELLS_H_
