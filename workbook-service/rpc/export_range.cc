// A page token holds the first row of its page, counted from the range's first.
#include "workbook-service/rpc/export_range.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/range_exporter.h"
#include "workbook-service/rpc/read_export.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::FormatRange;

v1::ReadExportRequest WholeExport(const v1::ExportRangeRequest& request, const OpenedSheet& sheet,
                                  const ExportArea& area, const ExportStyle& style) {
  v1::ReadExportRequest whole;
  whole.set_workbook_id(request.workbook_id());
  whole.set_revision(sheet.snapshot->revision);
  whole.set_sheet_name(sheet.name);
  whole.set_range(FormatRange(area.range));
  whole.set_format(style.format);
  whole.set_values(style.values);
  whole.set_header_row(style.header_row);
  return whole;
}

}  // namespace

absl::StatusOr<v1::ExportRangeResponse> ExportRange(const v1::ExportRangeRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const ExportStyle style,
                   ExportStyle::Of(request.format(), request.values(), request.header_row()));
  ASSIGN_OR_RETURN(const std::string delivery,
                   OneOf("delivery", request.delivery(), {"auto", "inline", "link"}));
  const PageTokens tokens("ExportRange", {request.workbook_id(), request.revision(),
                                          request.sheet_name(), request.range(), style.format,
                                          style.values, style.header_row ? "header" : ""});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  std::pair<std::string, int64_t> start(request.revision(), 0);
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePlace(after));
  }
  ASSIGN_OR_RETURN(const OpenedSheet sheet, OpenSheet(session, request.workbook_id(), start.first,
                                                      request.sheet_name(), context));
  ASSIGN_OR_RETURN(const std::optional<ExportArea> area,
                   FindExportArea(request.range(), sheet, style));
  v1::ExportRangeResponse response;
  response.set_revision(sheet.snapshot->revision);
  response.set_stale_values(sheet.snapshot->stale_values);
  if (!area.has_value()) {
    response.set_text(spreadsheet::RangeText(style.text_format()).Finish());
    return response;
  }
  response.set_total_rows(area->rows());
  if (start.second > response.total_rows()) return InvalidPageToken();
  const v1::ReadExportRequest whole = WholeExport(request, sheet, *area, style);
  if (delivery == "link") {
    response.set_range(whole.range());
    *response.mutable_resource() = LinkToExport(whole, style);
    return response;
  }

  ResponseBudget budget(limits);
  RangeExporter exporter(sheet, *area, style, context);
  exporter.NameColumns(&budget);
  const int32_t first = area->first_row + static_cast<int32_t>(start.second);
  const int64_t most =
      request.page_size() > 0 ? request.page_size() : std::numeric_limits<int32_t>::max();
  ASSIGN_OR_RETURN(const int32_t next, exporter.Write(first, most, &budget));
  response.set_text(exporter.Finish());
  if (next > first) {
    response.set_range(
        FormatRange({{first, area->range.first.column}, {next - 1, area->range.last.column}}));
  }
  if (next <= area->range.last.row) {
    response.set_next_page_token(
        tokens.Encode(PlaceText(sheet.snapshot->revision, next - area->first_row)));
    // Who asked for so many rows, or for the next ones, reads by pages.
    const bool by_pages = request.page_size() > 0 || !after.empty() || delivery == "inline";
    if (!by_pages) *response.mutable_resource() = LinkToExport(whole, style);
  }
  return response;
}

}  // namespace sheetgate::workbook
