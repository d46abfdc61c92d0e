// StyleBatch RPC and `style_batch` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_STYLE_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_STYLE_BATCH_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/restyling.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::StyleBatchResponse> StyleBatch(const v1::StyleBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_STYLE_BATCH_H_
