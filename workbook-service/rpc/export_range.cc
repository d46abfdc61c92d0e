// A page token holds the first row of its page, counted from the range's first.
#include "workbook-service/rpc/export_range.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/range_text.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/shown_value.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellType;
using spreadsheet::CellView;
using spreadsheet::FormatRange;
using spreadsheet::RangeRef;
using spreadsheet::RangeText;
using spreadsheet::TextCell;
using spreadsheet::TextFormat;

constexpr uint32_t kCheckEvery = 1024;

TextFormat FormatOf(std::string_view word) {
  if (word == "tsv") return TextFormat::kTsv;
  if (word == "json") return TextFormat::kJson;
  return word == "markdown" ? TextFormat::kMarkdown : TextFormat::kCsv;
}

// Makes the cells of an export.
class Texts {
 public:
  Texts(const OpenedSheet& sheet, std::string_view values, bool json)
      : sheet_(sheet),
        shown_values_(*sheet.snapshot->workbook),
        shown_(values == "shown"),
        formulas_(values == "formulas"),
        json_(json) {}

  TextCell Of(const CellView& cell) {
    if (formulas_ && cell.has_formula()) {
      if (std::string formula = sheet_.cells->Formula(cell.ref); !formula.empty()) {
        return {platform::StrCat("=", formula)};
      }
    }
    if (cell.type == CellType::kEmpty) return {"", false, true};
    if (shown_) return {shown_values_.Of(cell)};
    if (cell.type == CellType::kNumber) return Number(cell);
    if (cell.type == CellType::kBoolean) {
      return json_ ? TextCell{cell.boolean ? "true" : "false", true}
                   : TextCell{cell.boolean ? "TRUE" : "FALSE"};
    }
    return {PlainText(cell)};
  }

 private:
  static std::string PlainText(const CellView& cell) {
    return cell.type == CellType::kText ? std::string(cell.text)
                                        : std::string(spreadsheet::ErrorText(cell.error));
  }

  TextCell Number(const CellView& cell) const {
    const spreadsheet::Workbook& workbook = *sheet_.snapshot->workbook;
    if (workbook.IsDate(cell.style)) {
      if (auto iso = spreadsheet::SerialToIso(cell.number, workbook.date_system())) return {*iso};
    }
    return {spreadsheet::ExactNumber(cell.number), true};
  }

  const OpenedSheet& sheet_;
  spreadsheet::ShownValues shown_values_;
  const bool shown_, formulas_, json_;
};

// Reads the rows of a range one after the other, and writes them until the budget is used up.
class Exporter {
 public:
  Exporter(const OpenedSheet& sheet, const RangeRef& range, TextFormat format,
           std::string_view values, const platform::RequestContext& context)
      : sheet_(sheet),
        range_(range),
        format_(format),
        texts_(sheet, values, format == TextFormat::kJson),
        context_(context),
        text_(format) {}

  // Names the columns by the range's first row, or by their letters, where the format needs it.
  void NameColumns(bool header_row, ResponseBudget* budget) {
    std::vector<std::string> letters;
    for (int32_t column = range_.first.column; column <= range_.last.column; ++column) {
      letters.push_back(spreadsheet::ColumnName(column));
    }
    std::vector<std::string> names(letters.size());
    if (header_row) {
      Texts shown(sheet_, "shown", false);
      sheet_.cells->Visit(RowOf(range_.first.row), [&](const CellView& cell) {
        names[static_cast<size_t>(cell.ref.column - range_.first.column)] = shown.Of(cell).text;
        return true;
      });
    }
    const bool named =
        format_ == TextFormat::kMarkdown || (format_ == TextFormat::kJson && header_row);
    if (!named) return;
    text_.NameColumns(names, letters);
    for (const std::string& name : names) budget->Reserve(TextBytes(name) + 6);
  }

  // Writes rows from `first` on, at most `most`; the first row left out, behind the range when
  // none is.
  absl::StatusOr<int32_t> Write(int32_t first, int64_t most, ResponseBudget* budget) {
    for (int32_t row = first; row <= range_.last.row; ++row) {
      if (row - first >= most) return row;
      if ((row - first) % kCheckEvery == 0) RETURN_IF_ERROR(context_.cancellation.Check());
      const std::string line = text_.Row(Cells(row));
      const int64_t bytes = TextBytes(line);
      if (bytes > kLargestItemBytes) return TooLarge(row);
      if (!budget->Take(bytes, range_.columns())) return row;
      text_.Add(line);
    }
    return range_.last.row + 1;
  }

  std::string Finish() { return text_.Finish(); }

 private:
  RangeRef RowOf(int32_t row) const {
    return {{row, range_.first.column}, {row, range_.last.column}};
  }

  std::vector<TextCell> Cells(int32_t row) {
    std::vector<TextCell> cells(static_cast<size_t>(range_.columns()), TextCell{"", false, true});
    sheet_.cells->Visit(RowOf(row), [&](const CellView& cell) {
      cells[static_cast<size_t>(cell.ref.column - range_.first.column)] = texts_.Of(cell);
      return true;
    });
    return cells;
  }

  absl::Status TooLarge(int32_t row) const {
    return platform::InvalidArgument(
        platform::ErrorReason::kLimitExceeded,
        platform::StrCat("row ", row, " of sheet '", sheet_.name, "' holds more than ",
                         kLargestItemBytes >> 20, " MiB; ask for fewer columns at a time"),
        {{"sheet", sheet_.name}, {"row", platform::StrCat(row)}});
  }

  const OpenedSheet& sheet_;
  const RangeRef range_;
  const TextFormat format_;
  Texts texts_;
  const platform::RequestContext& context_;
  RangeText text_;
};

}  // namespace

absl::StatusOr<v1::ExportRangeResponse> ExportRange(const v1::ExportRangeRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const std::string format,
                   OneOf("format", request.format(), {"csv", "tsv", "json", "markdown"}));
  ASSIGN_OR_RETURN(const std::string values,
                   OneOf("values", request.values(), {"raw", "shown", "formulas"}));
  const PageTokens tokens("ExportRange",
                          {request.workbook_id(), request.revision(), request.sheet_name(),
                           request.range(), format, values, request.header_row() ? "header" : ""});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  std::pair<std::string, int64_t> start(request.revision(), 0);
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePlace(after));
  }
  ASSIGN_OR_RETURN(const OpenedSheet sheet, OpenSheet(session, request.workbook_id(), start.first,
                                                      request.sheet_name(), context));
  ASSIGN_OR_RETURN(std::optional<RangeRef> range, ShownRange(request.range(), *sheet.cells));
  v1::ExportRangeResponse response;
  response.set_revision(sheet.snapshot->revision);
  response.set_stale_values(sheet.snapshot->stale_values);
  const TextFormat text_format = FormatOf(format);
  const std::optional<RangeRef> used = sheet.cells->used_range();
  // Nothing stands below the last used row.
  if (range.has_value() && used.has_value()) {
    range->last.row = std::clamp(used->last.row, range->first.row, range->last.row);
  }
  if (!range.has_value() || !used.has_value() || used->last.row < range->first.row) {
    response.set_text(RangeText(text_format).Finish());
    return response;
  }

  ResponseBudget budget(limits);
  Exporter exporter(sheet, *range, text_format, values, context);
  exporter.NameColumns(request.header_row(), &budget);
  // A header that names the columns is no row.
  const bool header = request.header_row() &&
                      (text_format == TextFormat::kJson || text_format == TextFormat::kMarkdown);
  const int32_t first_row = range->first.row + (header ? 1 : 0);
  response.set_total_rows(range->last.row - first_row + 1);
  if (start.second > response.total_rows()) return InvalidPageToken();
  const int32_t first = first_row + static_cast<int32_t>(start.second);
  const int64_t most =
      request.page_size() > 0 ? request.page_size() : std::numeric_limits<int32_t>::max();
  ASSIGN_OR_RETURN(const int32_t next, exporter.Write(first, most, &budget));
  response.set_text(exporter.Finish());
  if (next > first) {
    response.set_range(FormatRange({{first, range->first.column}, {next - 1, range->last.column}}));
  }
  if (next <= range->last.row) {
    response.set_next_page_token(
        tokens.Encode(PlaceText(sheet.snapshot->revision, next - first_row)));
  }
  return response;
}

}  // namespace sheetgate::workbook
