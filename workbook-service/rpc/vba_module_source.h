// VbaModuleSource: the source of one VBA module, page by page.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_MODULE_SOURCE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_MODULE_SOURCE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/vba.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// `vba` tells whether the server shows macros.
absl::StatusOr<v1::VbaModuleSourceResponse> VbaModuleSource(
    const v1::VbaModuleSourceRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits, bool vba);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_VBA_MODULE_SOURCE_H_
