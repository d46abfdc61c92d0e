// SheetOverview: the regions of a sheet, page by page, with what else it has and calls that read
// more.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_OVERVIEW_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_OVERVIEW_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/overview.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::SheetOverviewResponse> SheetOverview(const v1::SheetOverviewRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_OVERVIEW_H_
