#include "workbook-service/rpc/range_exporter.h"

#include <algorithm>
#include <cstddef>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/dates.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {

using spreadsheet::CellType;
using spreadsheet::CellView;
using spreadsheet::RangeRef;
using spreadsheet::TextCell;
using spreadsheet::TextFormat;

namespace {

constexpr uint32_t kCheckEvery = 1024;

std::string PlainText(const CellView& cell) {
  return cell.type == CellType::kText ? std::string(cell.text)
                                      : std::string(spreadsheet::ErrorText(cell.error));
}

}  // namespace

absl::StatusOr<ExportStyle> ExportStyle::Of(std::string_view format, std::string_view values,
                                            bool header_row) {
  ExportStyle style;
  ASSIGN_OR_RETURN(style.format, OneOf("format", format, {"csv", "tsv", "json", "markdown"}));
  ASSIGN_OR_RETURN(style.values, OneOf("values", values, {"raw", "shown", "formulas"}));
  style.header_row = header_row;
  return style;
}

TextFormat ExportStyle::text_format() const {
  if (format == "tsv") return TextFormat::kTsv;
  if (format == "json") return TextFormat::kJson;
  return format == "markdown" ? TextFormat::kMarkdown : TextFormat::kCsv;
}

std::string_view ExportStyle::mime_type() const {
  switch (text_format()) {
    case TextFormat::kTsv:
      return "text/tab-separated-values";
    case TextFormat::kJson:
      return "application/json";
    case TextFormat::kMarkdown:
      return "text/markdown";
    case TextFormat::kCsv:
      break;
  }
  return "text/csv";
}

bool ExportStyle::header_is_no_row() const {
  return header_row &&
         (text_format() == TextFormat::kJson || text_format() == TextFormat::kMarkdown);
}

absl::StatusOr<std::optional<ExportArea>> FindExportArea(std::string_view range,
                                                         const OpenedSheet& sheet,
                                                         const ExportStyle& style) {
  ASSIGN_OR_RETURN(std::optional<RangeRef> found, ShownRange(range, *sheet.cells));
  const std::optional<RangeRef> used = sheet.cells->used_range();
  if (!found.has_value() || !used.has_value() || used->last.row < found->first.row) {
    return std::nullopt;
  }
  // Nothing stands below the last used row.
  found->last.row = std::clamp(used->last.row, found->first.row, found->last.row);
  return ExportArea{*found, found->first.row + (style.header_is_no_row() ? 1 : 0)};
}

RangeExporter::RangeExporter(const OpenedSheet& sheet, const ExportArea& area,
                             const ExportStyle& style, const platform::RequestContext& context)
    : sheet_(sheet),
      area_(area),
      style_(style),
      shown_values_(*sheet.snapshot->workbook),
      context_(context),
      text_(style.text_format()) {}

void RangeExporter::NameColumns(ResponseBudget* budget) {
  const RangeRef& range = area_.range;
  std::vector<std::string> letters;
  for (int32_t column = range.first.column; column <= range.last.column; ++column) {
    letters.push_back(spreadsheet::ColumnName(column));
  }
  std::vector<std::string> names(letters.size());
  if (style_.header_row) {
    sheet_.cells->Visit(RowOf(range.first.row), [&](const CellView& cell) {
      names[static_cast<size_t>(cell.ref.column - range.first.column)] =
          cell.type == CellType::kEmpty ? "" : shown_values_.Of(cell);
      return true;
    });
  }
  const bool named = style_.text_format() == TextFormat::kMarkdown ||
                     (style_.text_format() == TextFormat::kJson && style_.header_row);
  if (!named) return;
  text_.NameColumns(names, letters);
  for (const std::string& name : names) budget->Reserve(TextBytes(name) + 6);
}

absl::StatusOr<int32_t> RangeExporter::Write(int32_t first, int64_t most, ResponseBudget* budget) {
  for (int32_t row = first; row <= area_.range.last.row; ++row) {
    if (row - first >= most) return row;
    if ((row - first) % kCheckEvery == 0) RETURN_IF_ERROR(context_.cancellation.Check());
    const std::string line = text_.Row(Cells(row));
    const int64_t bytes = TextBytes(line);
    if (bytes > kLargestItemBytes) return TooLarge(row);
    if (!budget->Take(bytes, area_.range.columns())) return row;
    text_.Add(line);
  }
  return area_.range.last.row + 1;
}

RangeRef RangeExporter::RowOf(int32_t row) const {
  return {{row, area_.range.first.column}, {row, area_.range.last.column}};
}

std::vector<TextCell> RangeExporter::Cells(int32_t row) {
  std::vector<TextCell> cells(static_cast<size_t>(area_.range.columns()),
                              TextCell{"", false, true});
  sheet_.cells->Visit(RowOf(row), [&](const CellView& cell) {
    cells[static_cast<size_t>(cell.ref.column - area_.range.first.column)] = Of(cell);
    return true;
  });
  return cells;
}

TextCell RangeExporter::Of(const CellView& cell) {
  if (style_.values == "formulas" && cell.has_formula()) {
    if (std::string formula = sheet_.cells->Formula(cell.ref); !formula.empty()) {
      return {platform::StrCat("=", formula)};
    }
  }
  if (cell.type == CellType::kEmpty) return {"", false, true};
  if (style_.values == "shown") return {shown_values_.Of(cell)};
  if (cell.type == CellType::kNumber) return Number(cell);
  if (cell.type == CellType::kBoolean) {
    return style_.text_format() == TextFormat::kJson
               ? TextCell{cell.boolean ? "true" : "false", true}
               : TextCell{cell.boolean ? "TRUE" : "FALSE"};
  }
  return {PlainText(cell)};
}

TextCell RangeExporter::Number(const CellView& cell) const {
  const spreadsheet::Workbook& workbook = *sheet_.snapshot->workbook;
  if (workbook.IsDate(cell.style)) {
    if (auto iso = spreadsheet::SerialToIso(cell.number, workbook.date_system())) return {*iso};
  }
  return {spreadsheet::ExactNumber(cell.number), true};
}

absl::Status RangeExporter::TooLarge(int32_t row) const {
  return platform::InvalidArgument(
      platform::ErrorReason::kLimitExceeded,
      platform::StrCat("row ", row, " of sheet '", sheet_.name, "' holds more than ",
                       kLargestItemBytes >> 20, " MiB; ask for fewer columns at a time"),
      {{"sheet", sheet_.name}, {"row", platform::StrCat(row)}});
}

}  // namespace sheetgate::workbook
