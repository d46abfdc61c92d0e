// RecalcGrpcService: every RPC of recalc-service, one line each.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_GRPC_SERVICE_H_
#define SHEETGATE_RECALC_SERVICE_RPC_GRPC_SERVICE_H_

#include "recalc-service/rpc/recalculate.h"
#include "sheetgate/recalc/v1/recalc_service.grpc.pb.h"

namespace sheetgate::platform {
class Dispatcher;
}

namespace sheetgate::recalc {

class RecalcGrpcService final : public v1::RecalcService::CallbackService {
 public:
  // `dispatcher` and what `dependencies` point at must outlive the service.
  RecalcGrpcService(platform::Dispatcher& dispatcher, const RecalculateDependencies& dependencies);

  grpc::ServerWriteReactor<v1::RecalculateResponse>* Recalculate(
      grpc::CallbackServerContext* context, const v1::RecalculateRequest* request) override;

 private:
  platform::Dispatcher& dispatcher_;
  const RecalculateDependencies dependencies_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_GRPC_SERVICE_H_
