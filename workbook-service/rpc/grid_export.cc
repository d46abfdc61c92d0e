// A page token holds the first row of its page, counted from the anchor.
#include "workbook-service/rpc/grid_export.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/look.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/sheet_geometry.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/look_codec.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellRef;
using spreadsheet::CellStyle;
using spreadsheet::CellView;
using spreadsheet::RangeRef;
using spreadsheet::SizeSpan;

constexpr int64_t kMaxGridCells = 200'000;
constexpr uint32_t kCheckEvery = 4096;
constexpr int64_t kSizeBytes = 60;

// What a grid is made of.
struct Grid {
  const OpenedSheet& sheet;
  const spreadsheet::SheetFeatures& features;
  const spreadsheet::SheetGeometry& geometry;
  const spreadsheet::CellStyles& styles;
  RangeRef range;

  // "row,column:row,column" of a range, relative to the anchor.
  std::string Relative(const RangeRef& other) const {
    const CellRef anchor = range.first;
    return platform::StrCat(other.first.row - anchor.row, ",", other.first.column - anchor.column,
                            ":", other.last.row - anchor.row, ",",
                            other.last.column - anchor.column);
  }
};

v1::GridSize EncodeSize(const SizeSpan& span, int32_t first, int32_t last) {
  v1::GridSize size;
  size.set_first(std::max(span.first, first) - first);
  size.set_last(std::min(span.last, last) - first);
  if (span.size > 0) size.set_size(span.size);
  if (span.hidden) size.set_hidden(true);
  return size;
}

// One page of a grid.
class Page {
 public:
  Page(const Grid& grid, const ReadLimits& limits, v1::GridExportResponse* response)
      : grid_(grid), budget_(limits), response_(*response) {
    for (const RangeRef& merge : grid.features.merges) {
      RangeRef common;
      if (Intersect(merge, grid.range, &common) && common.cells() > 1) {
        merges_.emplace(common.first.row, common);
      }
    }
    const auto note_array = [this](const spreadsheet::FormulaView& formula) {
      if (formula.range.cells() > 1 || formula.kind == spreadsheet::FormulaKind::kArray ||
          formula.kind == spreadsheet::FormulaKind::kDataTable) {
        fills_.emplace(formula.ref, formula.range);
      }
      return true;
    };
    grid.sheet.cells->VisitFormulas(grid.range, note_array);
  }

  void AddColumns() {
    const RangeRef& range = grid_.range;
    for (const SizeSpan& span : grid_.geometry.columns) {
      if (span.last < range.first.column || span.first > range.last.column) continue;
      *response_.add_columns() = EncodeSize(span, range.first.column, range.last.column);
      budget_.Reserve(kSizeBytes);
    }
    if (grid_.styles.styles.front() != CellStyle()) {
      *response_.mutable_default_style() = EncodeLook(grid_.styles.styles.front());
      budget_.Reserve(LookBytes(response_.default_style()));
    }
  }

  // Adds rows from `first` on; the first that does not fit, behind the range when all do.
  absl::StatusOr<int32_t> AddRows(int32_t first, const platform::RequestContext& context) {
    for (int32_t row = first; row <= grid_.range.last.row; ++row) {
      ASSIGN_OR_RETURN(Pending pending, ReadRow(row, context));
      if (pending.bytes > kLargestItemBytes) return TooLarge(row);
      if (pending.bytes > 0 && !budget_.Take(pending.bytes, pending.row.cells_size())) return row;
      Keep(std::move(pending));
    }
    return grid_.range.last.row + 1;
  }

 private:
  // A row that may belong to the page.
  struct Pending {
    v1::GridRow row;
    std::vector<v1::CellLook> styles;  // new ones
    std::vector<std::string> style_texts;
    std::vector<v1::GridSize> sizes;
    std::vector<std::string> merges;
    int64_t bytes = 0;
  };

  absl::StatusOr<Pending> ReadRow(int32_t row, const platform::RequestContext& context) {
    Pending pending;
    pending.row.set_row(row - grid_.range.first.row);
    for (int32_t column = grid_.range.first.column; column <= grid_.range.last.column; ++column) {
      if (++steps_ % kCheckEvery == 0) RETURN_IF_ERROR(context.cancellation.Check());
      if (const auto cell = grid_.sheet.cells->Find({row, column})) AddCell(*cell, &pending);
    }
    if (pending.row.cells_size() > 0) pending.bytes += 30;
    const auto [begin, end] = merges_.equal_range(row);
    for (auto merge = begin; merge != end; ++merge) {
      pending.merges.push_back(grid_.Relative(merge->second));
      pending.bytes += TextBytes(pending.merges.back());
    }
    AddSizes(row, &pending);
    return pending;
  }

  void AddCell(const CellView& view, Pending* pending) {
    v1::GridCell cell;
    cell.set_column(view.ref.column - grid_.range.first.column);
    int64_t bytes = 24;
    if (view.type != spreadsheet::CellType::kEmpty) {
      EncodeCell(view, *grid_.sheet.snapshot->workbook, cell.mutable_value());
      bytes += ValueBytes(cell.value()) + 9;
    }
    if (view.has_formula()) {
      cell.set_formula(FormulaText(*grid_.sheet.cells, view.ref));
      bytes += TextBytes(cell.formula()) + 10;
      const auto fills = fills_.find(view.ref);
      if (fills != fills_.end()) {
        cell.set_fills(grid_.Relative(fills->second));
        bytes += TextBytes(cell.fills()) + 8;
      }
    }
    if (const int32_t style = StyleOf(view.style, pending); style > 0) {
      cell.set_style(style);
      bytes += 14;
    }
    if (!cell.has_value() && cell.formula().empty() && !cell.has_style()) return;
    pending->bytes += bytes;
    *pending->row.add_cells() = std::move(cell);
  }

  // The number of a style among those of the page, counting from 1; 0 for the default one.
  int32_t StyleOf(uint32_t index, Pending* pending) {
    const CellStyle& style = grid_.styles.at(index);
    if (style == grid_.styles.styles.front()) return 0;
    const std::string text = LookText(style, CellStyle());
    if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
    const auto& texts = pending->style_texts;
    const auto at = std::ranges::find(texts, text);
    const auto number =
        static_cast<int32_t>(numbers_.size() + static_cast<size_t>(at - texts.begin()) + 1);
    if (at != texts.end()) return number;
    pending->style_texts.push_back(text);
    pending->styles.push_back(EncodeLook(style));
    pending->bytes += LookBytes(pending->styles.back());
    return number;
  }

  // The size of the rows from `row` on, if it begins there or the grid does.
  void AddSizes(int32_t row, Pending* pending) {
    const std::vector<SizeSpan>& rows = grid_.geometry.rows;
    const auto span = std::ranges::lower_bound(rows, row, {}, &SizeSpan::last);
    if (span == rows.end() || std::max(span->first, grid_.range.first.row) != row) return;
    pending->sizes.push_back(EncodeSize(*span, grid_.range.first.row, grid_.range.last.row));
    pending->bytes += kSizeBytes;
  }

  void Keep(Pending pending) {
    if (pending.row.cells_size() > 0) *response_.add_rows() = std::move(pending.row);
    for (std::string& text : pending.style_texts) {
      numbers_.emplace(std::move(text), static_cast<int32_t>(numbers_.size()) + 1);
    }
    for (v1::CellLook& style : pending.styles) *response_.add_styles() = std::move(style);
    for (v1::GridSize& size : pending.sizes) *response_.add_row_sizes() = std::move(size);
    for (std::string& merge : pending.merges) response_.add_merges(std::move(merge));
  }

  absl::Status TooLarge(int32_t row) const {
    return BadArgument(platform::ErrorReason::kLimitExceeded, "range",
                       platform::StrCat("row ", row, " holds more than ", kLargestItemBytes >> 20,
                                        " MiB; ask for fewer columns at a time"),
                       "\"A1:H40\"");
  }

  const Grid& grid_;
  ResponseBudget budget_;
  v1::GridExportResponse& response_;
  std::multimap<int32_t, RangeRef> merges_;  // by first row
  std::map<CellRef, RangeRef> fills_;
  std::map<std::string, int32_t> numbers_;  // of styles, by text
  uint32_t steps_ = 0;
};

absl::Status CheckSize(const RangeRef& range) {
  if (range.cells() <= kMaxGridCells) return absl::OkStatus();
  return BadArgument(platform::ErrorReason::kLimitExceeded, "range",
                     platform::StrCat(FormatRange(range), " has ", range.cells(),
                                      " cells; a grid has at most ", kMaxGridCells),
                     "\"A1:H40\"");
}

}  // namespace

absl::StatusOr<v1::GridExportResponse> GridExport(const v1::GridExportRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits) {
  const PageTokens tokens("GridExport", {request.workbook_id(), request.revision(),
                                         request.sheet_name(), request.range()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  std::pair<std::string, int64_t> start(request.revision(), 0);
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePlace(after));
  }
  ASSIGN_OR_RETURN(const OpenedSheet sheet, OpenSheet(session, request.workbook_id(), start.first,
                                                      request.sheet_name(), context));
  ASSIGN_OR_RETURN(const std::optional<RangeRef> range, ShownRange(request.range(), *sheet.cells));
  v1::GridExportResponse response;
  response.set_revision(sheet.snapshot->revision);
  response.set_stale_values(sheet.snapshot->stale_values);
  if (!range.has_value()) return response;
  RETURN_IF_ERROR(CheckSize(*range));
  if (start.second >= range->rows()) return InvalidPageToken();
  response.set_anchor(FormatCell(range->first));
  response.set_row_count(static_cast<int32_t>(range->rows()));
  response.set_column_count(static_cast<int32_t>(range->columns()));

  const spreadsheet::Workbook& workbook = *sheet.snapshot->workbook;
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(sheet.name));
  ASSIGN_OR_RETURN(const auto features, workbook.LoadFeatures(index, context.cancellation));
  ASSIGN_OR_RETURN(const auto styles, workbook.LoadCellStyles(context.cancellation));
  ASSIGN_OR_RETURN(const auto geometry, LoadSheetGeometry(workbook, index, context.cancellation));
  const Grid grid = {sheet, *features, *geometry, *styles, *range};
  Page page(grid, limits, &response);
  if (start.second == 0) page.AddColumns();
  const int32_t first = range->first.row + static_cast<int32_t>(start.second);
  ASSIGN_OR_RETURN(const int32_t next, page.AddRows(first, context));
  if (next <= range->last.row) {
    response.set_next_page_token(
        tokens.Encode(PlaceText(sheet.snapshot->revision, next - range->first.row)));
  }
  return response;
}

}  // namespace sheetgate::workbook
