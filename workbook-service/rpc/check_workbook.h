// CheckWorkbook: what is wrong with a workbook. Made once for a revision; a page is a part of the
// list, and the counts are of the whole of it.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CHECK_WORKBOOK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CHECK_WORKBOOK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/audit.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CheckWorkbookResponse> CheckWorkbook(const v1::CheckWorkbookRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CHECK_WORKBOOK_H_
