// DiscardFork: removes a fork and its unsaved changes.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_DISCARD_FORK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_DISCARD_FORK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/forks.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DiscardForkResponse> DiscardFork(const v1::DiscardForkRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_DISCARD_FORK_H_
