// ChartBatch RPC and `chart_batch` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CHART_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CHART_BATCH_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/charting.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ChartBatchResponse> ChartBatch(const v1::ChartBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CHART_BATCH_H_
