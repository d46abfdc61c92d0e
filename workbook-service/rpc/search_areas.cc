#include "workbook-service/rpc/search_areas.h"

#include <memory>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {

absl::StatusOr<std::vector<SearchArea>> FindSearchAreas(const Snapshot& snapshot,
                                                        const TableArguments& arguments,
                                                        const platform::RequestContext& context) {
  RETURN_IF_ERROR(CheckOnePlace(arguments, /*sheet_required=*/false));
  const spreadsheet::Workbook& workbook = *snapshot.workbook;
  if (!arguments.table_name.empty()) {
    ASSIGN_OR_RETURN(const FoundTable found, FindTable(workbook, arguments.table_name,
                                                       arguments.sheet_name, context.cancellation));
    return std::vector<SearchArea>{{found.sheet, found.table->range}};
  }
  std::vector<SearchArea> areas;
  if (arguments.sheet_name.empty()) {
    for (size_t i = 0; i < workbook.sheets().size(); ++i) {
      if (workbook.sheets()[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
      areas.push_back({static_cast<int>(i)});
    }
    return areas;
  }
  SearchArea area;
  ASSIGN_OR_RETURN(area.sheet, workbook.FindSheet(arguments.sheet_name));
  RETURN_IF_ERROR(RequireWorksheet(workbook, area.sheet));
  if (!arguments.range.empty()) {
    const auto range = spreadsheet::ParseRange(arguments.range);
    if (!range.ok()) return InField(range.status(), "range", "\"A3:F200\"");
    area.range = *range;
  }
  if (!arguments.region_id.empty()) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetRegions> regions,
                     spreadsheet::RegionsOf(workbook, area.sheet, context.cancellation));
    const auto region = spreadsheet::FindRegion(*regions, arguments.region_id);
    if (!region.ok()) return InField(region.status(), "region_id", "\"r1\"");
    area.range = (*region)->range;
  }
  areas.push_back(area);
  return areas;
}

}  // namespace sheetgate::workbook
