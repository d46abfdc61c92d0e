// RecalcGrpcService: every RPC of recalc-service, one line each.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_GRPC_SERVICE_H_
#define SHEETGATE_RECALC_SERVICE_RPC_GRPC_SERVICE_H_

#include "recalc-service/rpc/engine_call.h"
#include "sheetgate/recalc/v1/recalc_service.grpc.pb.h"

namespace sheetgate::platform {
class Dispatcher;
}

namespace sheetgate::recalc {

class RecalcGrpcService final : public v1::RecalcService::CallbackService {
 public:
  // `dispatcher` and what the dependencies point at must outlive the service.
  RecalcGrpcService(platform::Dispatcher& dispatcher, const EngineCallDependencies& recalculations,
                    const EngineCallDependencies& questions,
                    const EngineCallDependencies& screenshots);

  grpc::ServerWriteReactor<v1::RecalculateResponse>* Recalculate(
      grpc::CallbackServerContext* context, const v1::RecalculateRequest* request) override;
  grpc::ServerWriteReactor<v1::EvaluateScenariosResponse>* EvaluateScenarios(
      grpc::CallbackServerContext* context, const v1::EvaluateScenariosRequest* request) override;
  grpc::ServerWriteReactor<v1::DataTableResponse>* DataTable(
      grpc::CallbackServerContext* context, const v1::DataTableRequest* request) override;
  grpc::ServerWriteReactor<v1::GoalSeekResponse>* GoalSeek(
      grpc::CallbackServerContext* context, const v1::GoalSeekRequest* request) override;
  grpc::ServerWriteReactor<v1::EvaluateFormulaResponse>* EvaluateFormula(
      grpc::CallbackServerContext* context, const v1::EvaluateFormulaRequest* request) override;
  grpc::ServerWriteReactor<v1::ExecuteManifestResponse>* ExecuteManifest(
      grpc::CallbackServerContext* context, const v1::ExecuteManifestRequest* request) override;
  grpc::ServerWriteReactor<v1::ScreenshotSheetResponse>* ScreenshotSheet(
      grpc::CallbackServerContext* context, const v1::ScreenshotSheetRequest* request) override;
  grpc::ServerWriteReactor<v1::ReadScreenshotResponse>* ReadScreenshot(
      grpc::CallbackServerContext* context, const v1::ScreenshotSheetRequest* request) override;
  grpc::ServerWriteReactor<v1::RenderChartResponse>* RenderChart(
      grpc::CallbackServerContext* context, const v1::RenderChartRequest* request) override;
  grpc::ServerWriteReactor<v1::ReadScreenshotResponse>* ReadChart(
      grpc::CallbackServerContext* context, const v1::RenderChartRequest* request) override;
  grpc::ServerWriteReactor<v1::PrintPreviewResponse>* PrintPreview(
      grpc::CallbackServerContext* context, const v1::PrintPreviewRequest* request) override;
  grpc::ServerWriteReactor<v1::ReadScreenshotResponse>* ReadPrintPreview(
      grpc::CallbackServerContext* context, const v1::PrintPreviewRequest* request) override;

 private:
  platform::Dispatcher& dispatcher_;
  const EngineCallDependencies recalculations_;
  const EngineCallDependencies questions_;
  const EngineCallDependencies screenshots_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_GRPC_SERVICE_H_
