// The pages of a picture.
#include "recalc-service/rpc/print_preview.h"

#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/rpc/picture_call.h"
#include "spreadsheet/model/sheet_objects.h"

namespace sheetgate::recalc {
namespace {

using platform::StrCat;
using v1::PrintPreviewRequest;
using v1::PrintPreviewResponse;

constexpr std::string_view kReader = "sheetgate.recalc.v1.RecalcService.ReadPrintPreview";

// Excel prints nothing of a sheet without cells, charts and the like; LibreOffice a white page.
absl::Status CheckNotEmpty(const spreadsheet::Workbook& workbook, int index,
                           const platform::CancellationToken& token) {
  const spreadsheet::SheetInfo& info = workbook.sheets()[static_cast<size_t>(index)];
  if (info.kind != spreadsheet::SheetKind::kWorksheet) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto cells, workbook.LoadSheet(index, token));
  ASSIGN_OR_RETURN(const auto objects, workbook.LoadObjects(index, token));
  if (cells->used_range().has_value() || !objects->charts.empty() || !objects->images.empty() ||
      !objects->shapes.empty() || !objects->controls.empty()) {
    return absl::OkStatus();
  }
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidArgument,
      StrCat("sheet '", info.name, "' is empty: there is nothing to print"),
      {{"field", "sheet_name"}});
}

class Preview final : public PictureCall<PrintPreviewRequest, PrintPreviewResponse> {
 public:
  Preview(const PrintPreviewRequest& request, const PictureFile& file,
          const platform::RequestContext& context, const EngineCallDependencies& dependencies)
      : PictureCall(request, file, kReader, context, dependencies) {}

 private:
  DocumentUse use() const override { return DocumentUse::kPrinting; }
  bool all_pages() const { return file_.format == PictureFormat::kPdf && !request_.has_page(); }
  int32_t page() const { return request_.has_page() ? request_.page() : 1; }

  absl::Status Choose(const spreadsheet::Workbook& workbook, int sheet,
                      PictureRequest* picture) override {
    RETURN_IF_ERROR(CheckNotEmpty(workbook, sheet, context_.cancellation));
    picture->of = PictureOf::kPages;
    picture->page = all_pages() ? 0 : page();
    return absl::OkStatus();
  }

  void Tell(const EnginePicture& drawn, Result* result) const override {
    if (!all_pages()) result->set_page(page());
    result->set_page_count(drawn.page_count);
    result->set_paper_width(drawn.paper_width);
    result->set_paper_height(drawn.paper_height);
  }

  std::string Pin(PrintPreviewRequest* same) const override {
    if (all_pages()) return StrCat(same->sheet_name(), " printed");
    same->set_page(page());
    return StrCat(same->sheet_name(), " printed, page ", page());
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<PrintPreviewResponse>>> PrintPreview(
    const PrintPreviewRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  ASSIGN_OR_RETURN(const PictureFile file, PictureFileOf(request.format()));
  RETURN_IF_ERROR(dependencies.engine->Available());
  return std::make_unique<EngineCallSource<PrintPreviewResponse>>(
      std::make_shared<Preview>(request, file, context, dependencies));
}

}  // namespace sheetgate::recalc
