// CloneRows: copies of a row or band of rows of a fork, inserted with what the copies differ in.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CLONE_ROWS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CLONE_ROWS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/writing.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CloneRowsResponse> CloneRows(const v1::CloneRowsRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CLONE_ROWS_H_
