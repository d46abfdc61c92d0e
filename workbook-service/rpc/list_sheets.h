// ListSheets: every sheet with its used range and counts, in tab order; a quick list reads no
// cells. Later pages read the revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_SHEETS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_SHEETS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/catalog.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ListSheetsResponse> ListSheets(const v1::ListSheetsRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_SHEETS_H_
