// Hands every RPC to the dispatcher.
#include "recalc-service/rpc/grpc_service.h"

#include "platform/rpc/dispatcher.h"
#include "recalc-service/rpc/data_table.h"
#include "recalc-service/rpc/evaluate_formula.h"
#include "recalc-service/rpc/evaluate_scenarios.h"
#include "recalc-service/rpc/execute_manifest.h"
#include "recalc-service/rpc/goal_seek.h"
#include "recalc-service/rpc/print_preview.h"
#include "recalc-service/rpc/read_chart.h"
#include "recalc-service/rpc/read_print_preview.h"
#include "recalc-service/rpc/read_screenshot.h"
#include "recalc-service/rpc/recalculate.h"
#include "recalc-service/rpc/render_chart.h"
#include "recalc-service/rpc/screenshot_sheet.h"

namespace sheetgate::recalc {

RecalcGrpcService::RecalcGrpcService(platform::Dispatcher& dispatcher,
                                     const EngineCallDependencies& recalculations,
                                     const EngineCallDependencies& questions,
                                     const EngineCallDependencies& screenshots)
    : dispatcher_(dispatcher),
      recalculations_(recalculations),
      questions_(questions),
      screenshots_(screenshots) {}

grpc::ServerWriteReactor<v1::RecalculateResponse>* RecalcGrpcService::Recalculate(
    grpc::CallbackServerContext* context, const v1::RecalculateRequest* request) {
  return dispatcher_.AsyncServerStream<v1::RecalculateRequest, v1::RecalculateResponse>(
      context, "Recalculate", request,
      [this](const v1::RecalculateRequest& call, const platform::RequestContext& call_context) {
        return recalc::Recalculate(call, call_context, recalculations_);
      });
}

grpc::ServerWriteReactor<v1::EvaluateScenariosResponse>* RecalcGrpcService::EvaluateScenarios(
    grpc::CallbackServerContext* context, const v1::EvaluateScenariosRequest* request) {
  return dispatcher_.AsyncServerStream<v1::EvaluateScenariosRequest, v1::EvaluateScenariosResponse>(
      context, "EvaluateScenarios", request,
      [this](const v1::EvaluateScenariosRequest& call,
             const platform::RequestContext& call_context) {
        return recalc::EvaluateScenarios(call, call_context, questions_);
      });
}

grpc::ServerWriteReactor<v1::DataTableResponse>* RecalcGrpcService::DataTable(
    grpc::CallbackServerContext* context, const v1::DataTableRequest* request) {
  return dispatcher_.AsyncServerStream<v1::DataTableRequest, v1::DataTableResponse>(
      context, "DataTable", request,
      [this](const v1::DataTableRequest& call, const platform::RequestContext& call_context) {
        return recalc::DataTable(call, call_context, questions_);
      });
}

grpc::ServerWriteReactor<v1::GoalSeekResponse>* RecalcGrpcService::GoalSeek(
    grpc::CallbackServerContext* context, const v1::GoalSeekRequest* request) {
  return dispatcher_.AsyncServerStream<v1::GoalSeekRequest, v1::GoalSeekResponse>(
      context, "GoalSeek", request,
      [this](const v1::GoalSeekRequest& call, const platform::RequestContext& call_context) {
        return recalc::GoalSeek(call, call_context, questions_);
      });
}

grpc::ServerWriteReactor<v1::EvaluateFormulaResponse>* RecalcGrpcService::EvaluateFormula(
    grpc::CallbackServerContext* context, const v1::EvaluateFormulaRequest* request) {
  return dispatcher_.AsyncServerStream<v1::EvaluateFormulaRequest, v1::EvaluateFormulaResponse>(
      context, "EvaluateFormula", request,
      [this](const v1::EvaluateFormulaRequest& call, const platform::RequestContext& call_context) {
        return recalc::EvaluateFormula(call, call_context, questions_);
      });
}

grpc::ServerWriteReactor<v1::ExecuteManifestResponse>* RecalcGrpcService::ExecuteManifest(
    grpc::CallbackServerContext* context, const v1::ExecuteManifestRequest* request) {
  return dispatcher_.AsyncServerStream<v1::ExecuteManifestRequest, v1::ExecuteManifestResponse>(
      context, "ExecuteManifest", request,
      [this](const v1::ExecuteManifestRequest& call, const platform::RequestContext& call_context) {
        return recalc::ExecuteManifest(call, call_context, questions_);
      });
}

grpc::ServerWriteReactor<v1::ScreenshotSheetResponse>* RecalcGrpcService::ScreenshotSheet(
    grpc::CallbackServerContext* context, const v1::ScreenshotSheetRequest* request) {
  return dispatcher_.AsyncServerStream<v1::ScreenshotSheetRequest, v1::ScreenshotSheetResponse>(
      context, "ScreenshotSheet", request,
      [this](const v1::ScreenshotSheetRequest& call, const platform::RequestContext& call_context) {
        return recalc::ScreenshotSheet(call, call_context, screenshots_);
      });
}

grpc::ServerWriteReactor<v1::ReadScreenshotResponse>* RecalcGrpcService::ReadScreenshot(
    grpc::CallbackServerContext* context, const v1::ScreenshotSheetRequest* request) {
  return dispatcher_.AsyncServerStream<v1::ScreenshotSheetRequest, v1::ReadScreenshotResponse>(
      context, "ReadScreenshot", request,
      [this](const v1::ScreenshotSheetRequest& call, const platform::RequestContext& call_context) {
        return recalc::ReadScreenshot(call, call_context, screenshots_);
      });
}

grpc::ServerWriteReactor<v1::RenderChartResponse>* RecalcGrpcService::RenderChart(
    grpc::CallbackServerContext* context, const v1::RenderChartRequest* request) {
  return dispatcher_.AsyncServerStream<v1::RenderChartRequest, v1::RenderChartResponse>(
      context, "RenderChart", request,
      [this](const v1::RenderChartRequest& call, const platform::RequestContext& call_context) {
        return recalc::RenderChart(call, call_context, screenshots_);
      });
}

grpc::ServerWriteReactor<v1::ReadScreenshotResponse>* RecalcGrpcService::ReadChart(
    grpc::CallbackServerContext* context, const v1::RenderChartRequest* request) {
  return dispatcher_.AsyncServerStream<v1::RenderChartRequest, v1::ReadScreenshotResponse>(
      context, "ReadChart", request,
      [this](const v1::RenderChartRequest& call, const platform::RequestContext& call_context) {
        return recalc::ReadChart(call, call_context, screenshots_);
      });
}

grpc::ServerWriteReactor<v1::PrintPreviewResponse>* RecalcGrpcService::PrintPreview(
    grpc::CallbackServerContext* context, const v1::PrintPreviewRequest* request) {
  return dispatcher_.AsyncServerStream<v1::PrintPreviewRequest, v1::PrintPreviewResponse>(
      context, "PrintPreview", request,
      [this](const v1::PrintPreviewRequest& call, const platform::RequestContext& call_context) {
        return recalc::PrintPreview(call, call_context, screenshots_);
      });
}

grpc::ServerWriteReactor<v1::ReadScreenshotResponse>* RecalcGrpcService::ReadPrintPreview(
    grpc::CallbackServerContext* context, const v1::PrintPreviewRequest* request) {
  return dispatcher_.AsyncServerStream<v1::PrintPreviewRequest, v1::ReadScreenshotResponse>(
      context, "ReadPrintPreview", request,
      [this](const v1::PrintPreviewRequest& call, const platform::RequestContext& call_context) {
        return recalc::ReadPrintPreview(call, call_context, screenshots_);
      });
}

}  // namespace sheetgate::recalc
