// VerifyWorkbook: proof that a change did what it should: target cells, errors, names, expectations
// and a verdict.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_VERIFY_WORKBOOK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_VERIFY_WORKBOOK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/comparing.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::VerifyWorkbookResponse> VerifyWorkbook(const v1::VerifyWorkbookRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session,
                                                          const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_VERIFY_WORKBOOK_H_
