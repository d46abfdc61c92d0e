// CopyWorkbook: writes a workbook, fork or revision as a new file.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_COPY_WORKBOOK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_COPY_WORKBOOK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/files.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CopyWorkbookResponse> CopyWorkbook(const v1::CopyWorkbookRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_COPY_WORKBOOK_H_
