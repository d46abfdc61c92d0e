#include "workbook-service/rpc/sheet_page.h"

#include <algorithm>
#include <optional>
#include <string>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/row_reader.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::RangeRef;

constexpr int kDefaultPageSize = 50;

// The columns asked for, or all used ones, as a range; nullopt when the sheet is empty.
absl::StatusOr<std::optional<RangeRef>> Columns(const std::string& text,
                                                const spreadsheet::Sheet& sheet) {
  const std::optional<RangeRef> used = sheet.used_range();
  if (text.empty()) return used;
  const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(text);
  if (!range.ok() || range->rows() != spreadsheet::kMaxRow) {
    return BadArgument(platform::ErrorReason::kInvalidRange, "columns",
                       platform::StrCat("'", text, "' does not name whole columns"), "\"A:F\"");
  }
  if (!used.has_value()) return used;
  return ClipToUsed(*range, sheet);
}

// The first row with a cell in `range`; 0 when there is none.
int32_t FirstRowWithCell(const spreadsheet::Sheet& sheet, const RangeRef& range) {
  int32_t row = 0;
  sheet.Visit(range, [&row](const spreadsheet::CellView& cell) {
    row = cell.ref.row;
    return false;
  });
  return row;
}

}  // namespace

absl::StatusOr<v1::SheetPageResponse> SheetPage(const v1::SheetPageRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(
      const OpenedSheet sheet,
      OpenSheet(session, request.workbook_id(), request.revision(), request.sheet_name(), context));
  ASSIGN_OR_RETURN(const std::optional<RangeRef> columns, Columns(request.columns(), *sheet.cells));
  v1::SheetPageResponse response;
  response.set_revision(sheet.snapshot->revision);
  response.set_sheet_name(sheet.name);
  response.set_stale_values(sheet.snapshot->stale_values);
  ResponseBudget budget(limits);
  if (columns.has_value()) {
    for (int32_t column = columns->first.column; column <= columns->last.column; ++column) {
      response.add_columns(spreadsheet::ColumnName(column));
    }
    budget.Reserve(columns->columns() * TextBytes("XFD"));
  }
  const std::optional<RangeRef> used = sheet.cells->used_range();
  if (!used.has_value()) return response;
  response.set_last_row(used->last.row);

  const int64_t start_row = std::max(request.start_row(), 1);
  const int64_t page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  if (start_row > used->last.row) return response;
  const auto page_end =
      static_cast<int32_t>(std::min<int64_t>(start_row + page_size - 1, used->last.row));
  RowSelection selection;
  selection.range.first = {static_cast<int32_t>(start_row), columns->first.column};
  selection.range.last = {page_end, columns->last.column};
  selection.include_formulas = request.include_formulas();
  ASSIGN_OR_RETURN(int32_t next_row,
                   ReadRows(sheet, selection, context.cancellation, budget, response.mutable_rows(),
                            response.mutable_formulas()));
  if (next_row == 0 && page_end < used->last.row) {
    next_row = FirstRowWithCell(*sheet.cells, RangeRef{{page_end + 1, columns->first.column},
                                                       {used->last.row, columns->last.column}});
  }
  response.set_next_start_row(next_row);
  return response;
}

}  // namespace sheetgate::workbook
