// AppendRows: rows behind those of a list or table of a fork, in front of its totals row.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_APPEND_ROWS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_APPEND_ROWS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/writing.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::AppendRowsResponse> AppendRows(const v1::AppendRowsRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_APPEND_ROWS_H_
