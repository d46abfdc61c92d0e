// ReferenceImpact RPC and `reference_impact` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_REFERENCE_IMPACT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_REFERENCE_IMPACT_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/structure.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ReferenceImpactResponse> ReferenceImpact(
    const v1::ReferenceImpactRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_REFERENCE_IMPACT_H_
