#include "workbook-service/rpc/read_export.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/rpc/resource_uri.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {
namespace {

constexpr char kMethod[] = "sheetgate.workbook.v1.WorkbookService.ReadExport";

// A message: whole rows of about this size.
constexpr ReadLimits kChunk = {.max_bytes = int64_t{64} << 10,
                               .max_cells = std::numeric_limits<int64_t>::max()};

class ExportStream final : public platform::PullSource<v1::ReadExportResponse> {
 public:
  ExportStream(OpenedSheet sheet, const std::optional<ExportArea>& area, ExportStyle style,
               const platform::RequestContext& context)
      : sheet_(std::move(sheet)), area_(area), style_(std::move(style)), context_(context) {}

  absl::StatusOr<std::optional<v1::ReadExportResponse>> Next() override {
    v1::ReadExportResponse response;
    if (!begun_) {
      begun_ = true;
      response.mutable_header()->set_mime_type(std::string(style_.mime_type()));
      Begin();
    } else if (finished_) {
      return std::nullopt;
    }
    if (exporter_ == nullptr) {
      response.set_text(spreadsheet::RangeText(style_.text_format()).Finish());
      finished_ = true;
      return response;
    }
    ResponseBudget budget(kChunk);
    ASSIGN_OR_RETURN(row_, exporter_->Write(row_, std::numeric_limits<int32_t>::max(), &budget));
    finished_ = row_ > area_->range.last.row;
    response.set_text(finished_ ? exporter_->Finish() : exporter_->Take());
    return response;
  }

 private:
  void Begin() {
    if (!area_.has_value()) return;
    exporter_ = std::make_unique<RangeExporter>(sheet_, *area_, style_, context_);
    ResponseBudget budget(kChunk);
    exporter_->NameColumns(&budget);
    row_ = area_->first_row;
  }

  const OpenedSheet sheet_;
  const std::optional<ExportArea> area_;
  const ExportStyle style_;
  const platform::RequestContext context_;
  std::unique_ptr<RangeExporter> exporter_;  // null when there is nothing
  int32_t row_ = 0;                          // the next one
  bool begun_ = false;
  bool finished_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::PullSource<v1::ReadExportResponse>>> ReadExport(
    const v1::ReadExportRequest& request, const platform::RequestContext& context,
    Session& session) {
  ASSIGN_OR_RETURN(ExportStyle style,
                   ExportStyle::Of(request.format(), request.values(), request.header_row()));
  ASSIGN_OR_RETURN(OpenedSheet sheet, OpenSheet(session, request.workbook_id(), request.revision(),
                                                request.sheet_name(), context));
  ASSIGN_OR_RETURN(const std::optional<ExportArea> area,
                   FindExportArea(request.range(), sheet, style));
  return std::make_unique<ExportStream>(std::move(sheet), area, std::move(style), context);
}

mcp::v1::ResourceLink LinkToExport(const v1::ReadExportRequest& whole, const ExportStyle& style) {
  mcp::v1::ResourceLink link;
  link.set_uri(platform::ResourceUri(kMethod, whole));
  link.set_name(platform::StrCat(whole.sheet_name(), "!", whole.range(), " as ", style.format));
  link.set_mime_type(std::string(style.mime_type()));
  return link;
}

}  // namespace sheetgate::workbook
