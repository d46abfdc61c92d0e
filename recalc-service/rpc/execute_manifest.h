// ExecuteManifest: calls a workbook as the function its manifest says it is: one scenario, whose
// cells are the inputs', and whose results are the outputs'.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_EXECUTE_MANIFEST_H_
#define SHEETGATE_RECALC_SERVICE_RPC_EXECUTE_MANIFEST_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/execute_manifest.pb.h"

namespace sheetgate::recalc {

// Errors: see the RPC.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::ExecuteManifestResponse>>> ExecuteManifest(
    const v1::ExecuteManifestRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_EXECUTE_MANIFEST_H_
