// CloseWorkbook: releases the memory a workbook takes; the next call loads it again.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CLOSE_WORKBOOK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CLOSE_WORKBOOK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/catalog.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CloseWorkbookResponse> CloseWorkbook(const v1::CloseWorkbookRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CLOSE_WORKBOOK_H_
