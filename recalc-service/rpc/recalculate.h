// Recalculate: fetches a fork's package, has the engine calculate it, and commits what changed.
//
// The steps in order: a permit (the queue), fetch, read and plan, the engine (start, load,
// calculate, harvest), compare, commit. How they hang together: engine_call.h.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_RECALCULATE_H_
#define SHEETGATE_RECALC_SERVICE_RPC_RECALCULATE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/recalc_service.pb.h"

namespace sheetgate::recalc {

// Errors: see the RPC. Refuses at once what cannot succeed: no engine, or an id that is not a
// fork's.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::RecalculateResponse>>> Recalculate(
    const v1::RecalculateRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_RECALCULATE_H_
