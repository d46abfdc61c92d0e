#include "spreadsheet/analysis/sheet_statistics.h"

#include <algorithm>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kCellsBetweenChecks = 4096;

class Counter {
 public:
  explicit Counter(ValueReader& reader) : reader_(reader) {}

  void Add(const CellView& cell) {
    if (cell.ref.row != last_row_) ++statistics_.rows;
    last_row_ = cell.ref.row;
    const ValueType type = TallyType(cell, reader_);
    statistics_.types.Add(type);
    if (cell.has_formula()) {
      ++statistics_.formulas;
      if (cell.type == CellType::kEmpty) ++statistics_.formulas_without_result;
    }
    if (type == ValueType::kError) AddError(cell);
    AddToColumn(cell, type);
  }

  SheetStatistics Finish() {
    for (ColumnStatistics& column : columns_) {
      if (column.first_row == 0) continue;
      column.types.empty = column.last_row - column.first_row + 1 - column.types.values();
      statistics_.columns.push_back(column);
    }
    std::stable_sort(statistics_.errors.begin(), statistics_.errors.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return std::move(statistics_);
  }

 private:
  void AddError(const CellView& cell) {
    const auto known = std::find_if(statistics_.errors.begin(), statistics_.errors.end(),
                                    [&](const auto& other) { return other.error == cell.error; });
    if (known == statistics_.errors.end()) {
      statistics_.errors.push_back({cell.error, 1, cell.ref});
    } else {
      ++known->count;
    }
  }

  void AddToColumn(const CellView& cell, ValueType type) {
    const auto index = static_cast<size_t>(cell.ref.column);
    if (index >= columns_.size()) columns_.resize(index + 1);
    ColumnStatistics& column = columns_[index];
    if (column.first_row == 0) {
      column.column = cell.ref.column;
      column.first_row = cell.ref.row;
      if (type == ValueType::kText) column.first_text = cell.text;
    }
    column.last_row = cell.ref.row;
    if (type != ValueType::kEmpty) column.types.Add(type);
    if (cell.has_formula()) ++column.formulas;
    if (type == ValueType::kNumber) column.numbers.Add(cell.number);
    if (type == ValueType::kDate) column.dates.Add(cell.number);
  }

  ValueReader& reader_;
  SheetStatistics statistics_;
  std::vector<ColumnStatistics> columns_;  // by column
  int32_t last_row_ = 0;
};

}  // namespace

absl::StatusOr<SheetStatistics> CountSheet(const Sheet& sheet, const RangeRef& range,
                                           ValueReader& reader,
                                           const platform::CancellationToken& cancellation) {
  Counter counter(reader);
  absl::Status status;
  int64_t steps = 0;
  sheet.Visit(range, [&](const CellView& cell) {
    if (++steps % kCellsBetweenChecks == 0) status = cancellation.Check();
    if (status.ok()) counter.Add(cell);
    return status.ok();
  });
  RETURN_IF_ERROR(status);
  return counter.Finish();
}

}  // namespace sheetgate::spreadsheet
