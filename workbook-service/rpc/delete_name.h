// DeleteName RPC and `delete_name` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_DELETE_NAME_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_DELETE_NAME_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/naming.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DeleteNameResponse> DeleteName(const v1::DeleteNameRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_DELETE_NAME_H_
