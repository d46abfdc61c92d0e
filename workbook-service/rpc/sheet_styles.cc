#include "workbook-service/rpc/sheet_styles.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/look.h"
#include "spreadsheet/model/cell_style.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellStyles;
using spreadsheet::LookUse;
using spreadsheet::RangeRef;

constexpr int kDefaultPageSize = 50;
constexpr size_t kMaxRangesOfLook = 20;

// The range asked for; of a whole sheet also where the file says that cells are, which may have a
// look only.
absl::StatusOr<std::optional<RangeRef>> RangeOf(const v1::SheetStylesRequest& request,
                                                const OpenedSheet& sheet,
                                                const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(std::optional<RangeRef> range, ShownRange(request.range(), *sheet.cells));
  if (!request.range().empty()) return range;
  const spreadsheet::Workbook& workbook = *sheet.snapshot->workbook;
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(sheet.name));
  return StyledRange(workbook, index, range, context.cancellation);
}

v1::StyledCells EncodeUse(const LookUse& use, const CellStyles& styles) {
  v1::StyledCells cells;
  cells.set_look(use.text);
  cells.set_cells(use.cells);
  for (const RangeRef& range : use.ranges) cells.add_ranges(FormatRange(range));
  if (use.more_ranges > 0) cells.set_more_ranges(static_cast<int32_t>(use.more_ranges));
  for (std::string& tag : LookTags(use, styles)) cells.add_tags(std::move(tag));
  return cells;
}

int64_t Bytes(const v1::StyledCells& cells) {
  int64_t bytes = 90 + TextBytes(cells.look());
  for (const std::string& range : cells.ranges()) bytes += TextBytes(range);
  for (const std::string& tag : cells.tags()) bytes += TextBytes(tag);
  return bytes;
}

}  // namespace

absl::StatusOr<v1::SheetStylesResponse> SheetStyles(const v1::SheetStylesRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits) {
  const PageTokens tokens("SheetStyles", {request.workbook_id(), request.revision(),
                                          request.sheet_name(), request.range()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  std::pair<std::string, int64_t> start(request.revision(), 0);
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePlace(after));
  }
  ASSIGN_OR_RETURN(const OpenedSheet sheet, OpenSheet(session, request.workbook_id(), start.first,
                                                      request.sheet_name(), context));
  ASSIGN_OR_RETURN(const std::optional<RangeRef> range, RangeOf(request, sheet, context));
  ASSIGN_OR_RETURN(const auto styles,
                   sheet.snapshot->workbook->LoadCellStyles(context.cancellation));
  v1::SheetStylesResponse response;
  response.set_revision(sheet.snapshot->revision);
  response.set_default_look(UsualLookText(styles->styles.front()));
  if (!range.has_value()) return response;
  response.set_range(FormatRange(*range));
  ASSIGN_OR_RETURN(spreadsheet::Looks looks, FindLooks(*sheet.cells, *styles, *range,
                                                       kMaxRangesOfLook, context.cancellation));
  if (looks.values_only) response.set_values_only(true);
  response.set_total_looks(static_cast<int32_t>(looks.uses.size()));
  std::ranges::stable_sort(looks.uses, std::greater(), &LookUse::cells);

  ResponseBudget budget(limits);
  const auto begin = static_cast<size_t>(start.second);
  const size_t page_size =
      request.page_size() > 0 ? static_cast<size_t>(request.page_size()) : kDefaultPageSize;
  size_t at = begin;
  for (; at < looks.uses.size() && at - begin < page_size; ++at) {
    v1::StyledCells cells = EncodeUse(looks.uses[at], *styles);
    if (!budget.Take(Bytes(cells), 0)) break;
    *response.add_looks() = std::move(cells);
  }
  if (at < looks.uses.size()) {
    response.set_next_page_token(
        tokens.Encode(PlaceText(sheet.snapshot->revision, static_cast<int64_t>(at))));
  }
  return response;
}

}  // namespace sheetgate::workbook
