#include "workbook-service/rpc/row_reader.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/sheet.h"
#include "workbook-service/rpc/cell_codec.h"

namespace sheetgate::workbook {
namespace {

using google::protobuf::RepeatedPtrField;
using spreadsheet::CellView;

constexpr int64_t kRowBytes = 32;  // {"row":1048576,"values":[]},
constexpr int kCheckInterval = 1024;

class RowReader {
 public:
  RowReader(const OpenedSheet& sheet, const RowSelection& selection,
            const platform::CancellationToken& cancellation, ResponseBudget& budget,
            RepeatedPtrField<v1::Row>* rows, RepeatedPtrField<v1::CellFormula>* formulas)
      : sheet_(sheet),
        selection_(selection),
        cancellation_(cancellation),
        budget_(budget),
        rows_(rows),
        formulas_(formulas),
        next_empty_row_(selection.range.first.row) {}

  absl::StatusOr<int32_t> Read() {
    bool go_on = true;
    sheet_.cells->Visit(selection_.range, [&](const CellView& cell) {
      go_on = Add(cell);
      return go_on;
    });
    if (go_on) FinishRow();
    RETURN_IF_ERROR(status_);
    return first_left_out_;
  }

 private:
  // False ends the visit.
  bool Add(const CellView& cell) {
    if (!StillWanted()) return false;
    if (cell.ref.row != row_.row()) {
      if (!FinishRow() || !FillUpTo(cell.ref.row)) return false;
      StartRow(cell.ref.row);
    }
    v1::CellValue* value = row_.mutable_values(cell.ref.column - selection_.range.first.column);
    EncodeCell(cell, *sheet_.snapshot->workbook, value);
    row_bytes_ += ValueBytes(*value);
    if (selection_.include_formulas && cell.has_formula()) AddFormula(cell.ref);
    if (row_bytes_ <= kLargestItemBytes) return true;
    status_ = platform::InvalidArgument(
        platform::ErrorReason::kLimitExceeded,
        platform::StrCat("row ", cell.ref.row, " of sheet '", sheet_.name, "' holds more than ",
                         kLargestItemBytes >> 20, " MiB; ask for fewer columns at a time"),
        {{"sheet", sheet_.name},
         {"row", platform::StrCat(cell.ref.row)},
         {"limit", platform::StrCat(kLargestItemBytes)}});
    return false;
  }

  void AddFormula(spreadsheet::CellRef cell) {
    std::string text = FormulaText(*sheet_.cells, cell);
    if (text.empty()) return;
    v1::CellFormula& formula = row_formulas_.emplace_back();
    formula.set_address(spreadsheet::FormatCell(cell));
    formula.set_formula(std::move(text));
    row_bytes_ += FormulaBytes(formula);
  }

  bool StillWanted() {
    if (++steps_ % kCheckInterval != 0) return true;
    status_ = cancellation_.Check();
    return status_.ok();
  }

  void StartRow(int32_t row) {
    const auto width = static_cast<int>(selection_.range.columns());
    row_.Clear();
    row_.set_row(row);
    row_.mutable_values()->Reserve(width);
    for (int i = 0; i < width; ++i) row_.add_values();
    row_formulas_.clear();
    row_bytes_ = kRowBytes + width * ValueBytes(v1::CellValue::default_instance());
  }

  // Moves the row being read to the response; false when it does not fit.
  bool FinishRow() {
    if (row_.row() == 0) return true;
    if (!budget_.Take(row_bytes_, selection_.range.columns())) {
      first_left_out_ = row_.row();
      return false;
    }
    next_empty_row_ = row_.row() + 1;
    *rows_->Add() = std::move(row_);
    row_.Clear();
    for (v1::CellFormula& formula : row_formulas_) *formulas_->Add() = std::move(formula);
    row_formulas_.clear();
    return true;
  }

  // Adds the rows without cells before `row`, when they are asked for.
  bool FillUpTo(int32_t row) {
    if (!selection_.include_empty_rows) return true;
    for (int32_t empty = next_empty_row_; empty < row; ++empty) {
      if (!StillWanted()) return false;
      StartRow(empty);
      if (!FinishRow()) return false;
    }
    return true;
  }

  const OpenedSheet& sheet_;
  const RowSelection& selection_;
  const platform::CancellationToken& cancellation_;
  ResponseBudget& budget_;
  RepeatedPtrField<v1::Row>* const rows_;
  RepeatedPtrField<v1::CellFormula>* const formulas_;

  v1::Row row_;  // row number 0: none begun
  std::vector<v1::CellFormula> row_formulas_;
  int64_t row_bytes_ = 0;
  int32_t next_empty_row_;
  int32_t first_left_out_ = 0;
  int64_t steps_ = 0;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<int32_t> ReadRows(const OpenedSheet& sheet, const RowSelection& selection,
                                 const platform::CancellationToken& cancellation,
                                 ResponseBudget& budget, RepeatedPtrField<v1::Row>* rows,
                                 RepeatedPtrField<v1::CellFormula>* formulas) {
  return RowReader(sheet, selection, cancellation, budget, rows, formulas).Read();
}

spreadsheet::RangeRef ClipToUsed(const spreadsheet::RangeRef& range,
                                 const spreadsheet::Sheet& sheet) {
  const std::optional<spreadsheet::RangeRef> used = sheet.used_range();
  if (!used.has_value()) return range;
  spreadsheet::RangeRef clipped = range;
  if (range.rows() == spreadsheet::kMaxRow) {
    clipped.first.row = used->first.row;
    clipped.last.row = used->last.row;
  }
  if (range.columns() == spreadsheet::kMaxColumn) {
    clipped.first.column = used->first.column;
    clipped.last.column = used->last.column;
  }
  return clipped;
}

}  // namespace sheetgate::workbook
