#include "workbook-service/rpc/range_values.h"

#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/row_reader.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::RangeRef;

absl::StatusOr<std::vector<RangeRef>> ParseRanges(const v1::RangeValuesRequest& request) {
  std::vector<RangeRef> ranges;
  ranges.reserve(request.ranges_size());
  for (int i = 0; i < request.ranges_size(); ++i) {
    absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(request.ranges(i));
    if (!range.ok()) {
      return InField(range.status(), platform::StrCat("ranges[", i, "]"), "\"A1:C10\"");
    }
    ranges.push_back(*range);
  }
  return ranges;
}

// Reads what fits of `range` into a block; returns the first row left out, 0 when none was.
absl::StatusOr<int32_t> ReadBlock(const OpenedSheet& sheet, const RangeRef& range,
                                  bool include_formulas, const platform::RequestContext& context,
                                  ResponseBudget& budget, v1::RangeBlock* block) {
  RowSelection selection;
  selection.range = range;
  selection.include_formulas = include_formulas;
  selection.include_empty_rows = true;
  ASSIGN_OR_RETURN(const int32_t next_row,
                   ReadRows(sheet, selection, context.cancellation, budget, block->mutable_rows(),
                            block->mutable_formulas()));
  RangeRef returned = range;
  if (next_row != 0) returned.last.row = next_row - 1;
  if (returned.last.row >= returned.first.row) block->set_range(spreadsheet::FormatRange(returned));
  return next_row;
}

}  // namespace

absl::StatusOr<v1::RangeValuesResponse> RangeValues(const v1::RangeValuesRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const std::vector<RangeRef> ranges, ParseRanges(request));
  ASSIGN_OR_RETURN(
      const OpenedSheet sheet,
      OpenSheet(session, request.workbook_id(), request.revision(), request.sheet_name(), context));
  v1::RangeValuesResponse response;
  response.set_revision(sheet.snapshot->revision);
  response.set_stale_values(sheet.snapshot->stale_values);
  ResponseBudget budget(limits);
  bool full = false;
  for (const RangeRef& asked : ranges) {
    RangeRef range = ClipToUsed(asked, *sheet.cells);
    if (!full) {
      v1::RangeBlock block;
      ASSIGN_OR_RETURN(const int32_t next_row, ReadBlock(sheet, range, request.include_formulas(),
                                                         context, budget, &block));
      if (!block.range().empty()) *response.add_blocks() = std::move(block);
      if (next_row == 0) continue;
      full = true;
      range.first.row = next_row;
    }
    response.add_next_ranges(spreadsheet::FormatRange(range));
  }
  return response;
}

}  // namespace sheetgate::workbook
