// ColumnSizeBatch RPC and `column_size_batch` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_COLUMN_SIZE_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_COLUMN_SIZE_BATCH_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/arranging.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ColumnSizeBatchResponse> ColumnSizeBatch(
    const v1::ColumnSizeBatchRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_COLUMN_SIZE_BATCH_H_
