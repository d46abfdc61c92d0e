// VbaProjectSummary: the modules of a workbook's VBA project and what they declare.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_PROJECT_SUMMARY_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_PROJECT_SUMMARY_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/vba.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// `vba` tells whether the server shows macros.
absl::StatusOr<v1::VbaProjectSummaryResponse> VbaProjectSummary(
    const v1::VbaProjectSummaryRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits, bool vba);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_PROJECT_SUMMARY_H_
