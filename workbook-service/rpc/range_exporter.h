// RangeExporter: the rows of a range as csv, tsv, json or markdown, one after the other: what
// ExportRange pages and ReadExport streams.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_RANGE_EXPORTER_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_RANGE_EXPORTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "spreadsheet/analysis/range_text.h"
#include "spreadsheet/model/shown_value.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {

// How an export is written; what ExportRange and ReadExport are asked for.
struct ExportStyle {
  std::string format;  // csv, tsv, json or markdown
  std::string values;  // raw, shown or formulas
  bool header_row = false;

  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) about `format` or `values`; an empty one is the first.
  static absl::StatusOr<ExportStyle> Of(std::string_view format, std::string_view values,
                                        bool header_row);

  spreadsheet::TextFormat text_format() const;
  std::string_view mime_type() const;
  // The header names the columns and is no row: in json and markdown.
  bool header_is_no_row() const;
};

// The range an export is about and its rows; nothing when no cell of it is used.
struct ExportArea {
  spreadsheet::RangeRef range;
  int32_t first_row = 0;  // of data
  int32_t rows() const { return range.last.row - first_row + 1; }
};
// `range` empty: the used cells. INVALID_ARGUMENT (`INVALID_RANGE`).
absl::StatusOr<std::optional<ExportArea>> FindExportArea(std::string_view range,
                                                         const OpenedSheet& sheet,
                                                         const ExportStyle& style);

// Not thread-safe. `sheet` and `context` must outlive it.
class RangeExporter {
 public:
  RangeExporter(const OpenedSheet& sheet, const ExportArea& area, const ExportStyle& style,
                const platform::RequestContext& context);

  // Names the columns by the range's first row, or by their letters, where the format needs it.
  // Before any row.
  void NameColumns(ResponseBudget* budget);

  // Writes rows from `first` on, at most `most` and what the budget allows; the first row left out,
  // behind the range when none is. INVALID_ARGUMENT (`LIMIT_EXCEEDED`) for a row that is too large,
  // or the token's status.
  absl::StatusOr<int32_t> Write(int32_t first, int64_t most, ResponseBudget* budget);

  // The text since the last call.
  std::string Take() { return text_.Take(); }
  // The rest of it, with the end of the document.
  std::string Finish() { return text_.Finish(); }

 private:
  spreadsheet::RangeRef RowOf(int32_t row) const;
  std::vector<spreadsheet::TextCell> Cells(int32_t row);
  spreadsheet::TextCell Of(const spreadsheet::CellView& cell);
  spreadsheet::TextCell Number(const spreadsheet::CellView& cell) const;
  absl::Status TooLarge(int32_t row) const;

  const OpenedSheet& sheet_;
  const ExportArea area_;
  const ExportStyle style_;
  spreadsheet::ShownValues shown_values_;
  const platform::RequestContext& context_;
  spreadsheet::RangeText text_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_RANGE_EXPORTER_H_
