// EditBatch: writes values and formulas into a fork, all or none, as one new revision.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_EDIT_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_EDIT_BATCH_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/editing.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::EditBatchResponse> EditBatch(const v1::EditBatchRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_EDIT_BATCH_H_
