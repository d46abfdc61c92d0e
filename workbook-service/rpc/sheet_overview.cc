#include "workbook-service/rpc/sheet_overview.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/analysis/regions/sheet_class.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/next_call.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/region_codec.h"
#include "workbook-service/rpc/sheet_highlights.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::Region;
using spreadsheet::SheetRegions;

constexpr int kDefaultPageSize = 25;
constexpr int kDefaultHeaders = 20;
constexpr size_t kMostCalls = 3;

// Where a page starts: the revision of the first page, and a region.
struct Position {
  std::string revision;
  size_t region = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  Position position{parts.first};
  if (!absl::SimpleAtoi(parts.second, &position.region)) return InvalidPageToken();
  return position;
}

// The call that reads a region best.
std::string CallFor(const Region& region, const Snapshot& snapshot, const std::string& sheet) {
  if (!region.table.empty()) {
    return NextCall("read_table")
        .Text("workbook_id", snapshot.workbook_id)
        .Text("table_name", region.table)
        .ToString();
  }
  if (region.layout == spreadsheet::RegionLayout::kRows) {
    return NextCall("read_table")
        .Text("workbook_id", snapshot.workbook_id)
        .Text("sheet_name", sheet)
        .Text("region_id", region.id())
        .Text("revision", snapshot.revision)
        .ToString();
  }
  return NextCall("range_values")
      .Text("workbook_id", snapshot.workbook_id)
      .Text("sheet_name", sheet)
      .List("ranges", spreadsheet::FormatRange(region.range))
      .ToString();
}

// For the largest regions, titles left out.
void AddNextCalls(const SheetRegions& regions, const Snapshot& snapshot, const std::string& sheet,
                  v1::SheetOverviewResponse* response) {
  std::vector<const Region*> largest;
  for (const Region& region : regions.regions) {
    if (region.kind != spreadsheet::RegionKind::kTitle) largest.push_back(&region);
  }
  std::ranges::stable_sort(largest, std::ranges::greater(), &Region::cells);
  if (largest.size() > kMostCalls) largest.resize(kMostCalls);
  for (const Region* region : largest) {
    response->add_next_calls(CallFor(*region, snapshot, sheet));
  }
}

void AddNotes(const spreadsheet::SheetInfo& info, const SheetRegions& regions,
              const std::optional<spreadsheet::RangeRef>& used,
              v1::SheetOverviewResponse* response) {
  if (info.visibility != spreadsheet::SheetVisibility::kVisible) {
    response->add_notes("the sheet is hidden");
  }
  if (!regions.partial) return;
  if (used.has_value() && regions.rows_read < used->last.row) {
    response->add_notes(StrCat("regions were looked for in rows up to ", regions.rows_read,
                               " only, because the sheet is very large"));
  } else {
    response->add_notes(
        "the sheet is scattered over very many blocks: some regions hold several of them");
  }
}

}  // namespace

absl::StatusOr<v1::SheetOverviewResponse> SheetOverview(const v1::SheetOverviewRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session,
                                                        const ReadLimits& limits) {
  const int max_headers = request.max_headers() > 0 ? request.max_headers() : kDefaultHeaders;
  const PageTokens tokens("SheetOverview", {request.workbook_id(), request.revision(),
                                            request.sheet_name(), StrCat(max_headers)});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(
      const OpenedSheet sheet,
      OpenSheet(session, request.workbook_id(), start.revision, request.sheet_name(), context));
  const Snapshot& snapshot = *sheet.snapshot;
  const spreadsheet::Workbook& workbook = *snapshot.workbook;
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(sheet.name));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetRegions> regions,
                   spreadsheet::RegionsOf(workbook, index, context.cancellation));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                   workbook.LoadFeatures(index, context.cancellation));

  v1::SheetOverviewResponse response;
  response.set_revision(snapshot.revision);
  response.set_sheet_name(sheet.name);
  response.set_class_(
      std::string(spreadsheet::SheetClassName(spreadsheet::ClassifySheet(*sheet.cells, *regions))));
  const std::optional<spreadsheet::RangeRef> used = sheet.cells->used_range();
  if (used.has_value()) response.set_used_range(spreadsheet::FormatRange(*used));
  response.set_cell_count(sheet.cells->cell_count());
  response.set_formula_count(sheet.cells->formula_count());
  response.set_region_count(static_cast<int32_t>(regions->regions.size()));
  response.set_stale_values(snapshot.stale_values);
  ResponseBudget budget(limits);
  if (start.region == 0) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetObjects> objects,
                     workbook.LoadObjects(index, context.cancellation));
    for (std::string& highlight : SheetHighlights(*features, *objects)) {
      budget.Reserve(TextBytes(highlight) + 1);
      response.add_features(std::move(highlight));
    }
    AddNextCalls(*regions, snapshot, sheet.name, &response);
    for (const std::string& call : response.next_calls()) budget.Reserve(TextBytes(call) + 1);
    AddNotes(workbook.sheets()[index], *regions, used, &response);
  }

  spreadsheet::ValueReader reader(workbook);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  size_t next = start.region;
  for (; next < regions->regions.size() && response.regions_size() < page_size; ++next) {
    RETURN_IF_ERROR(context.cancellation.Check());
    v1::RegionInfo info =
        EncodeRegion(regions->regions[next], *sheet.cells, *features, reader, max_headers);
    if (!budget.Take(RegionBytes(info), 0)) break;
    *response.add_regions() = std::move(info);
  }
  if (next < regions->regions.size()) {
    response.set_next_page_token(tokens.Encode(StrCat(snapshot.revision, "/", next)));
  }
  return response;
}

}  // namespace sheetgate::workbook
