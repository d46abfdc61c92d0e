// CreateWorkbook: a new .xlsx file with empty worksheets.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CREATE_WORKBOOK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CREATE_WORKBOOK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/files.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CreateWorkbookResponse> CreateWorkbook(const v1::CreateWorkbookRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CREATE_WORKBOOK_H_
