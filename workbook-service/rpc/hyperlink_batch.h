// HyperlinkBatch RPC and `hyperlink_batch` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_HYPERLINK_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_HYPERLINK_BATCH_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/linking.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::HyperlinkBatchResponse> HyperlinkBatch(const v1::HyperlinkBatchRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_HYPERLINK_BATCH_H_
