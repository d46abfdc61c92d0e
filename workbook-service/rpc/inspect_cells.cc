#include "workbook-service/rpc/inspect_cells.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/cell_surroundings.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellRef;
using spreadsheet::RangeRef;

constexpr int64_t kMaxCells = 200;
constexpr char kExample[] = "\"B2\" or \"D4:E5\"";

// The cells of all targets, in the order asked for.
absl::StatusOr<std::vector<CellRef>> ParseTargets(const v1::InspectCellsRequest& request) {
  std::vector<CellRef> cells;
  for (int i = 0; i < request.targets_size(); ++i) {
    const std::string field = platform::StrCat("targets[", i, "]");
    const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(request.targets(i));
    if (!range.ok()) return InField(range.status(), field, kExample);
    if (range->cells() + static_cast<int64_t>(cells.size()) > kMaxCells) {
      return platform::WithMetadata(
          BadArgument(platform::ErrorReason::kLimitExceeded, field,
                      platform::StrCat("more than ", kMaxCells,
                                       " cells together; range_values reads larger ranges"),
                      kExample),
          "limit", platform::StrCat(kMaxCells));
    }
    for (int32_t row = range->first.row; row <= range->last.row; ++row) {
      for (int32_t column = range->first.column; column <= range->last.column; ++column) {
        cells.push_back({row, column});
      }
    }
  }
  return cells;
}

v1::CellDetail Detail(const OpenedSheet& sheet, CellRef ref,
                      const std::optional<spreadsheet::CellView>& cell) {
  v1::CellDetail detail;
  detail.set_address(spreadsheet::FormatCell(ref));
  detail.set_type("empty");
  detail.mutable_value();
  if (!cell.has_value()) return detail;
  const spreadsheet::Workbook& workbook = *sheet.snapshot->workbook;
  EncodeCell(*cell, workbook, detail.mutable_value());
  detail.set_type(std::string(ValueTypeName(detail.value())));
  detail.set_formula(FormulaText(*sheet.cells, ref));
  detail.set_formula_kind(std::string(FormulaKindName(cell->formula)));
  detail.set_stale(cell->has_formula() && sheet.snapshot->stale_values);
  const std::string_view format = workbook.NumberFormat(cell->style);
  if (format != "General") detail.set_number_format(std::string(format));
  return detail;
}

int64_t DetailBytes(const v1::CellDetail& detail) {
  constexpr int64_t kNames = 140;  // field names, address, type and flags
  return kNames + ValueBytes(detail.value()) + TextBytes(detail.formula()) +
         TextBytes(detail.number_format());
}

}  // namespace

absl::StatusOr<v1::InspectCellsResponse> InspectCells(const v1::InspectCellsRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const std::vector<CellRef> cells, ParseTargets(request));
  ASSIGN_OR_RETURN(
      const OpenedSheet sheet,
      OpenSheet(session, request.workbook_id(), request.revision(), request.sheet_name(), context));
  v1::InspectCellsResponse response;
  response.set_revision(sheet.snapshot->revision);
  std::optional<CellSurroundings> around;
  if (!request.brief()) {
    ASSIGN_OR_RETURN(around, CellSurroundings::Load(sheet, context.cancellation, &response));
  }
  ResponseBudget budget(limits);
  budget.Reserve(TextBytes(response.default_look()));
  for (const CellRef ref : cells) {
    const std::optional<spreadsheet::CellView> cell = sheet.cells->Find(ref);
    v1::CellDetail detail = Detail(sheet, ref, cell);
    int64_t bytes = DetailBytes(detail);
    if (around.has_value()) {
      bytes += around->Describe(ref, cell.has_value() ? cell->style : 0, &detail);
    }
    if (!budget.Take(bytes, 1)) {
      return platform::WithMetadata(
          BadArgument(platform::ErrorReason::kLimitExceeded, "targets",
                      platform::StrCat("these cells hold more than ", limits.max_bytes,
                                       " bytes together; ", response.cells_size(),
                                       " of them, up to before ", detail.address(), ", fit"),
                      kExample),
          "limit", platform::StrCat(limits.max_bytes));
    }
    *response.add_cells() = std::move(detail);
  }
  return response;
}

}  // namespace sheetgate::workbook
