// ListWorkbooks: the workbook files of the workspace whose path matches a glob, by path, in pages.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_WORKBOOKS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_WORKBOOKS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/catalog.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ListWorkbooksResponse> ListWorkbooks(const v1::ListWorkbooksRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_WORKBOOKS_H_
