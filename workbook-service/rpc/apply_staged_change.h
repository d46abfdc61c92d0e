// ApplyStagedChange: makes the revision that was previewed the head of its fork, or stages the same
// operations anew where the fork has gone on.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_APPLY_STAGED_CHANGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_APPLY_STAGED_CHANGE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/staging.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ApplyStagedChangeResponse> ApplyStagedChange(
    const v1::ApplyStagedChangeRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_APPLY_STAGED_CHANGE_H_
