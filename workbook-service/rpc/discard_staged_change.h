// DiscardStagedChange: drops a previewed change and its revision.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_DISCARD_STAGED_CHANGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_DISCARD_STAGED_CHANGE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/staging.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DiscardStagedChangeResponse> DiscardStagedChange(
    const v1::DiscardStagedChangeRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_DISCARD_STAGED_CHANGE_H_
