// CreateFork: a private, editable copy of a workbook at a revision.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CREATE_FORK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CREATE_FORK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/forks.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CreateForkResponse> CreateFork(const v1::CreateForkRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CREATE_FORK_H_
