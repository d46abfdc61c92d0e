// SheetPage: page_size sheet rows from start_row on; those without a cell in the columns are left
// out, and next_start_row skips to the next that has one.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_PAGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_PAGE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/reading.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::SheetPageResponse> SheetPage(const v1::SheetPageRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_PAGE_H_
