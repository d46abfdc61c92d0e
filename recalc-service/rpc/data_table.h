// DataTable: what formulas would be for many values of one input or two.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_DATA_TABLE_H_
#define SHEETGATE_RECALC_SERVICE_RPC_DATA_TABLE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/what_if.pb.h"

namespace sheetgate::recalc {

// Errors: see the RPC. Refuses at once what cannot succeed.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::DataTableResponse>>> DataTable(
    const v1::DataTableRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_DATA_TABLE_H_
