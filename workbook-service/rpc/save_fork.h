// SaveFork: writes a fork as a new file, or over the file it comes from.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SAVE_FORK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SAVE_FORK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/forks.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::SaveForkResponse> SaveFork(const v1::SaveForkRequest& request,
                                              const platform::RequestContext& context,
                                              Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SAVE_FORK_H_
