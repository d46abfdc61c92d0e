#include "workbook-service/rpc/layout_page.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/look.h"
#include "spreadsheet/analysis/text_picture.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/sheet_geometry.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::FormatRange;
using spreadsheet::RangeRef;

constexpr int32_t kMaxRows = 80;
constexpr int32_t kMaxColumns = 25;
constexpr int kDefaultWidth = 20;
constexpr int kLeastWidth = 3;
constexpr int kMaxLooks = 40;
constexpr size_t kMaxRangesOfLook = 20;
constexpr int kMaxMerges = 200;

std::string CountOf(int32_t count, std::string_view one) {
  return platform::StrCat(count, " ", one, count == 1 ? "" : "s");
}

std::string FrozenText(const spreadsheet::SheetGeometry& geometry) {
  std::string text;
  if (geometry.frozen_rows > 0) text = CountOf(geometry.frozen_rows, "row");
  if (geometry.frozen_columns > 0) {
    platform::StrAppend(&text, text.empty() ? "" : ", ",
                        CountOf(geometry.frozen_columns, "column"));
  }
  return text;
}

// The first rows of the picture that fit; how many.
int32_t AddPicture(const spreadsheet::TextPicture& picture, ResponseBudget* budget,
                   v1::LayoutPageResponse* response) {
  std::string text = picture.header;
  budget->Reserve(TextBytes(text));
  int32_t rows = 0;
  for (const std::string& line : picture.lines) {
    if (!budget->Take(TextBytes(line), 0)) break;
    platform::StrAppend(&text, "\n", line);
    ++rows;
  }
  response->set_picture(std::move(text));
  return rows;
}

absl::Status AddLooks(const spreadsheet::Sheet& sheet, const spreadsheet::CellStyles& styles,
                      const RangeRef& range, const platform::RequestContext& context,
                      ResponseBudget* budget, v1::LayoutPageResponse* response) {
  ASSIGN_OR_RETURN(const spreadsheet::Looks looks,
                   FindLooks(sheet, styles, range, kMaxRangesOfLook, context.cancellation));
  int left_out = 0;
  for (const spreadsheet::LookUse& use : looks.uses) {
    if (use.text == "default") continue;
    v1::LayoutLook look;
    look.set_look(use.text);
    int64_t bytes = 30 + TextBytes(use.text);
    for (const RangeRef& one : use.ranges) {
      look.add_ranges(FormatRange(one));
      bytes += TextBytes(look.ranges().Get(look.ranges_size() - 1));
    }
    if (use.more_ranges > 0) look.set_more_ranges(static_cast<int32_t>(use.more_ranges));
    if (response->looks_size() == kMaxLooks || !budget->Take(bytes, 0)) {
      ++left_out;
    } else {
      *response->add_looks() = std::move(look);
    }
  }
  if (left_out > 0) response->set_more_looks(left_out);
  return absl::OkStatus();
}

void AddMerges(const spreadsheet::SheetFeatures& features, const RangeRef& range,
               v1::LayoutPageResponse* response) {
  RangeRef common;
  for (const RangeRef& merge : features.merges) {
    if (response->merged_ranges_size() == kMaxMerges) return;
    if (Intersect(merge, range, &common)) response->add_merged_ranges(FormatRange(merge));
  }
}

// What of `asked` is beside and below `shown`, its upper left part.
void AddNextRanges(const RangeRef& asked, const RangeRef& shown, v1::LayoutPageResponse* response) {
  if (shown.last.column < asked.last.column) {
    response->add_next_ranges(FormatRange(
        {{asked.first.row, shown.last.column + 1}, {shown.last.row, asked.last.column}}));
  }
  if (shown.last.row < asked.last.row) {
    response->add_next_ranges(FormatRange({{shown.last.row + 1, asked.first.column}, asked.last}));
  }
}

absl::StatusOr<int> ColumnWidth(int32_t asked) {
  if (asked == 0) return kDefaultWidth;
  if (asked >= kLeastWidth) return asked;
  return BadArgument(platform::ErrorReason::kInvalidArgument, "max_column_width",
                     platform::StrCat(asked, " is less than ", kLeastWidth, " characters"), "20");
}

}  // namespace

absl::StatusOr<v1::LayoutPageResponse> LayoutPage(const v1::LayoutPageRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const std::string mode, OneOf("mode", request.mode(), {"values", "formulas"}));
  spreadsheet::PictureOptions options;
  options.formulas = mode == "formulas";
  options.fit_columns = request.fit_columns();
  ASSIGN_OR_RETURN(options.max_column_width, ColumnWidth(request.max_column_width()));
  ASSIGN_OR_RETURN(
      const OpenedSheet sheet,
      OpenSheet(session, request.workbook_id(), request.revision(), request.sheet_name(), context));
  const spreadsheet::Workbook& workbook = *sheet.snapshot->workbook;
  ASSIGN_OR_RETURN(const std::optional<RangeRef> asked, ShownRange(request.range(), *sheet.cells));
  v1::LayoutPageResponse response;
  response.set_revision(sheet.snapshot->revision);
  response.set_stale_values(sheet.snapshot->stale_values);
  if (!asked.has_value()) return response;

  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(sheet.name));
  ASSIGN_OR_RETURN(const auto features, workbook.LoadFeatures(index, context.cancellation));
  ASSIGN_OR_RETURN(const auto styles, workbook.LoadCellStyles(context.cancellation));
  ASSIGN_OR_RETURN(const auto geometry, LoadSheetGeometry(workbook, index, context.cancellation));
  options.range = *asked;
  options.range.last.row = std::min(asked->last.row, asked->first.row + kMaxRows - 1);
  options.range.last.column = std::min(asked->last.column, asked->first.column + kMaxColumns - 1);

  ResponseBudget budget(limits);
  RangeRef shown = options.range;
  shown.last.row =
      shown.first.row - 1 +
      AddPicture(DrawPicture({workbook, *sheet.cells, *features, *geometry, *styles}, options),
                 &budget, &response);
  response.set_range(FormatRange(shown));
  AddMerges(*features, shown, &response);
  response.set_frozen(FrozenText(*geometry));
  AddNextRanges(*asked, shown, &response);
  if (!request.omit_styles()) {
    RETURN_IF_ERROR(AddLooks(*sheet.cells, *styles, shown, context, &budget, &response));
  }
  return response;
}

}  // namespace sheetgate::workbook
