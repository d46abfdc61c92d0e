// CheckpointFork: a name for the present state of a fork.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CHECKPOINT_FORK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CHECKPOINT_FORK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/history.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CheckpointForkResponse> CheckpointFork(const v1::CheckpointForkRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CHECKPOINT_FORK_H_
