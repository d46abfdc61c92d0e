// GoalSeek: the input for which a formula has a given value.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_GOAL_SEEK_H_
#define SHEETGATE_RECALC_SERVICE_RPC_GOAL_SEEK_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/what_if.pb.h"

namespace sheetgate::recalc {

// Errors: see the RPC. Refuses at once what cannot succeed.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::GoalSeekResponse>>> GoalSeek(
    const v1::GoalSeekRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_GOAL_SEEK_H_
