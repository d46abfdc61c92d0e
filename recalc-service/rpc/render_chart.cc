// The chart of a picture.
#include "recalc-service/rpc/render_chart.h"

#include <string>
#include <string_view>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/calculation/chart_choice.h"
#include "recalc-service/rpc/picture_call.h"
#include "spreadsheet/model/sheet_objects.h"

namespace sheetgate::recalc {
namespace {

using v1::RenderChartRequest;
using v1::RenderChartResponse;

constexpr std::string_view kReader = "sheetgate.recalc.v1.RecalcService.ReadChart";

class ChartPicture final : public PictureCall<RenderChartRequest, RenderChartResponse> {
 public:
  ChartPicture(const RenderChartRequest& request, const PictureFile& file,
               const platform::RequestContext& context, const EngineCallDependencies& dependencies)
      : PictureCall(request, file, kReader, context, dependencies) {}

 private:
  DocumentUse use() const override { return DocumentUse::kPrinting; }
  absl::Status Choose(const spreadsheet::Workbook& workbook, int sheet,
                      PictureRequest* picture) override {
    ASSIGN_OR_RETURN(const auto objects, workbook.LoadObjects(sheet, context_.cancellation));
    ASSIGN_OR_RETURN(const ChartChoice choice,
                     ChooseChart(objects->charts, request_.chart(), request_.occurrence()));
    name_ = choice.chart->name;
    title_ = choice.chart->title;
    picture->of = PictureOf::kChart;
    picture->chart = name_;
    picture->occurrence = choice.occurrence;
    return absl::OkStatus();
  }

  void Tell(const EnginePicture&, Result* result) const override {
    result->set_chart(name_);
    result->set_title(title_);
  }

  std::string Pin(RenderChartRequest* same) const override {
    same->set_chart(name_);
    return platform::StrCat(same->sheet_name(), ": ", name_);
  }

  // Of the chart Choose chose.
  std::string name_;
  std::string title_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<RenderChartResponse>>> RenderChart(
    const RenderChartRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  ASSIGN_OR_RETURN(const PictureFile file, PictureFileOf(request.format()));
  RETURN_IF_ERROR(dependencies.engine->Available());
  return std::make_unique<EngineCallSource<RenderChartResponse>>(
      std::make_shared<ChartPicture>(request, file, context, dependencies));
}

}  // namespace sheetgate::recalc
