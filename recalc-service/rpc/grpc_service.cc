// Hands every RPC to the dispatcher.
#include "recalc-service/rpc/grpc_service.h"

#include "platform/rpc/dispatcher.h"

namespace sheetgate::recalc {

RecalcGrpcService::RecalcGrpcService(platform::Dispatcher& dispatcher,
                                     const RecalculateDependencies& dependencies)
    : dispatcher_(dispatcher), dependencies_(dependencies) {}

grpc::ServerWriteReactor<v1::RecalculateResponse>* RecalcGrpcService::Recalculate(
    grpc::CallbackServerContext* context, const v1::RecalculateRequest* request) {
  return dispatcher_.AsyncServerStream<v1::RecalculateRequest, v1::RecalculateResponse>(
      context, "Recalculate", request,
      [this](const v1::RecalculateRequest& call, const platform::RequestContext& call_context) {
        return recalc::Recalculate(call, call_context, dependencies_);
      });
}

}  // namespace sheetgate::recalc
