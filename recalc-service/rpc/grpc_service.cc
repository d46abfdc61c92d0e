// Hands every RPC to the dispatcher.
#include "recalc-service/rpc/grpc_service.h"

#include "platform/rpc/dispatcher.h"
#include "recalc-service/rpc/read_screenshot.h"
#include "recalc-service/rpc/recalculate.h"
#include "recalc-service/rpc/screenshot_sheet.h"

namespace sheetgate::recalc {

RecalcGrpcService::RecalcGrpcService(platform::Dispatcher& dispatcher,
                                     const EngineCallDependencies& recalculations,
                                     const EngineCallDependencies& screenshots)
    : dispatcher_(dispatcher), recalculations_(recalculations), screenshots_(screenshots) {}

grpc::ServerWriteReactor<v1::RecalculateResponse>* RecalcGrpcService::Recalculate(
    grpc::CallbackServerContext* context, const v1::RecalculateRequest* request) {
  return dispatcher_.AsyncServerStream<v1::RecalculateRequest, v1::RecalculateResponse>(
      context, "Recalculate", request,
      [this](const v1::RecalculateRequest& call, const platform::RequestContext& call_context) {
        return recalc::Recalculate(call, call_context, recalculations_);
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

}  // namespace sheetgate::recalc
