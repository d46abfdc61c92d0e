#include "workbook-service/rpc/scan_volatiles.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/volatile_scan.h"
#include "workbook-service/rpc/formula_codec.h"
#include "workbook-service/rpc/formula_sheets.h"
#include "workbook-service/rpc/item_position.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 50;

struct Item {
  int sheet = 0;
  spreadsheet::VolatileUse use;
};

absl::StatusOr<v1::VolatileFormulas> Encode(const Item& item, const spreadsheet::Workbook& workbook,
                                            const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                   workbook.LoadSheet(item.sheet, context.cancellation));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::FormulaMap> map,
                   spreadsheet::LoadFormulaMap(workbook, item.sheet, context.cancellation));
  const spreadsheet::FormulaGroup& group = map->groups()[item.use.group];
  v1::VolatileFormulas info;
  info.set_sheet_name(workbook.sheets()[item.sheet].name);
  info.set_function(item.use.function);
  info.set_via_name(item.use.via_name);
  info.set_formula(ShownFormula(sheet->Formula(group.first)));
  info.set_count(static_cast<int32_t>(group.count));
  if (const size_t more = AddRanges(map->ranges(group), info.mutable_ranges()); more > 0) {
    info.set_more_ranges(static_cast<int32_t>(more));
  }
  return info;
}

int64_t ItemBytes(const v1::VolatileFormulas& info) {
  return 120 + TextBytes(info.sheet_name()) + TextBytes(info.function()) +
         TextBytes(info.via_name()) + TextBytes(info.formula()) + TextListBytes(info.ranges());
}

}  // namespace

absl::StatusOr<v1::ScanVolatilesResponse> ScanVolatiles(const v1::ScanVolatilesRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session,
                                                        const ReadLimits& limits) {
  const PageTokens tokens("ScanVolatiles",
                          {request.workbook_id(), request.revision(), request.sheet_name()});
  ASSIGN_OR_RETURN(const ItemPosition position,
                   DecodePosition(tokens, request.page_token(), request.revision()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), position.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  ASSIGN_OR_RETURN(const std::vector<int> sheets,
                   LoadFormulaSheets(session, *snapshot, request.sheet_name(), context));

  std::vector<Item> items;
  std::map<std::string, int64_t> totals;
  const spreadsheet::VolatileScan scan(workbook);
  for (const int sheet : sheets) {
    ASSIGN_OR_RETURN(std::vector<spreadsheet::VolatileUse> uses,
                     scan.Scan(sheet, context.cancellation));
    if (uses.empty()) continue;
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::FormulaMap> map,
                     spreadsheet::LoadFormulaMap(workbook, sheet, context.cancellation));
    for (spreadsheet::VolatileUse& use : uses) {
      totals[use.function] += map->groups()[use.group].count;
      items.push_back({sheet, std::move(use)});
    }
  }

  v1::ScanVolatilesResponse response;
  response.set_revision(snapshot->revision);
  for (const auto& [function, formulas] : totals) {
    v1::VolatileFunctionCount& count = *response.add_functions();
    count.set_function(function);
    count.set_formulas(static_cast<int32_t>(formulas));
  }
  ResponseBudget budget(limits);
  const auto end = static_cast<int64_t>(items.size());
  int left = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  int64_t item = position.item;
  for (; item < end && left > 0; ++item, --left) {
    ASSIGN_OR_RETURN(v1::VolatileFormulas info, Encode(items[item], workbook, context));
    if (!budget.Take(ItemBytes(info), 0)) break;
    *response.add_items() = std::move(info);
  }
  if (item < end) {
    response.set_next_page_token(EncodePosition(tokens, {snapshot->revision, item}));
  }
  return response;
}

}  // namespace sheetgate::workbook
