#include "spreadsheet/analysis/table_rows.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/row_order.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kCellsBetweenChecks = 4096;

// The columns a query looks at: those of the conditions, then those of the order.
std::vector<int32_t> ColumnsOf(const RowQuery& query) {
  std::vector<int32_t> columns;
  for (const RowCondition& condition : query.conditions) columns.push_back(condition.column);
  for (const RowSortKey& key : query.order) columns.push_back(key.column);
  return columns;
}

bool Accepts(std::vector<RowCondition>& conditions, absl::Span<const CellView> cells,
             ValueReader& reader) {
  for (size_t i = 0; i < conditions.size(); ++i) {
    if (!conditions[i].filter.Accepts(cells[i], reader)) return false;
  }
  return true;
}

// The rows at these places of `all`, spread evenly over it.
std::vector<int32_t> Distributed(const std::vector<int32_t>& all, int64_t count) {
  const auto total = static_cast<int64_t>(all.size());
  if (count >= total) return all;
  std::vector<int32_t> rows;
  for (int64_t i = 0; i < count; ++i) {
    rows.push_back(all[count == 1 ? 0 : i * (total - 1) / (count - 1)]);
  }
  return rows;
}

// [offset, offset + limit) of `rows`.
void KeepPart(int64_t offset, int64_t limit, std::vector<int32_t>* rows) {
  const auto size = static_cast<int64_t>(rows->size());
  const int64_t first = std::min(offset, size);
  const int64_t count = std::min(limit, size - first);
  rows->erase(rows->begin(), rows->begin() + first);
  rows->resize(count);
}

absl::StatusOr<ChosenRows> StreamRows(const Sheet& sheet, RowQuery& query, ValueReader& reader,
                                      const RowPosition& position, int64_t limit,
                                      const platform::CancellationToken& cancellation) {
  RangeRef data = query.data;
  data.first.row = std::max(data.first.row, position.next_row);
  ChosenRows chosen;
  const bool count = position.total < 0;
  if (data.first.row <= data.last.row) {
    RETURN_IF_ERROR(VisitRows(sheet, data, ColumnsOf(query), cancellation,
                              [&](int32_t row, absl::Span<const CellView> cells) {
                                if (!Accepts(query.conditions, cells, reader)) return true;
                                ++chosen.total;
                                if (chosen.total <= limit) chosen.rows.push_back(row);
                                return count || chosen.total < limit;
                              }));
  }
  if (!count) chosen.total = position.total;
  chosen.result_rows = chosen.total;
  return chosen;
}

}  // namespace

absl::Status VisitRows(const Sheet& sheet, const RangeRef& data,
                       const std::vector<int32_t>& columns,
                       const platform::CancellationToken& cancellation,
                       absl::FunctionRef<bool(int32_t, absl::Span<const CellView>)> visit) {
  // Where the cell of a column goes: of columns given twice the first place, then copied.
  std::vector<int32_t> slots(data.columns(), -1);
  std::vector<std::pair<int32_t, int32_t>> copies;
  for (size_t i = 0; i < columns.size(); ++i) {
    int32_t& slot = slots[columns[i] - data.first.column];
    const auto place = static_cast<int32_t>(i);
    if (slot < 0) {
      slot = place;
    } else {
      copies.emplace_back(slot, place);
    }
  }
  std::vector<CellView> cells(columns.size());
  int32_t row = 0;
  int64_t steps = 0;
  absl::Status status;
  const auto finish = [&] {
    for (const auto& [from, to] : copies) cells[to] = cells[from];
    return visit(row, cells);
  };
  bool go_on = true;
  sheet.Visit(data, [&](const CellView& cell) {
    if (++steps % kCellsBetweenChecks == 0) {
      status = cancellation.Check();
      if (!status.ok()) return false;
    }
    if (cell.ref.row != row) {
      if (row != 0 && !finish()) {
        go_on = false;
        return false;
      }
      row = cell.ref.row;
      std::fill(cells.begin(), cells.end(), CellView());
    }
    const int32_t slot = slots[cell.ref.column - data.first.column];
    if (slot >= 0) cells[slot] = cell;
    return true;
  });
  if (status.ok() && go_on && row != 0) finish();
  return status;
}

absl::StatusOr<ChosenRows> ChooseRows(const Sheet& sheet, RowQuery& query, ValueReader& reader,
                                      const RowPosition& position, int64_t limit,
                                      const platform::CancellationToken& cancellation) {
  const bool first = query.sample == RowSample::kFirst;
  if (first && query.order.empty()) {
    return StreamRows(sheet, query, reader, position, limit, cancellation);
  }
  std::vector<bool> descending;
  for (const RowSortKey& key : query.order) descending.push_back(key.descending);
  // A sample needs all rows in order.
  const int64_t wanted = first ? position.offset + limit : int64_t{kMaxRow};
  RowOrder order(descending, static_cast<size_t>(wanted));
  ChosenRows chosen;
  std::vector<const CellView*> keys(query.order.size());
  RETURN_IF_ERROR(VisitRows(sheet, query.data, ColumnsOf(query), cancellation,
                            [&](int32_t row, absl::Span<const CellView> cells) {
                              if (!Accepts(query.conditions, cells, reader)) return true;
                              ++chosen.total;
                              if (query.order.empty()) {
                                chosen.rows.push_back(row);
                                return true;
                              }
                              for (size_t i = 0; i < keys.size(); ++i) {
                                keys[i] = &cells[query.conditions.size() + i];
                              }
                              order.Add(row, keys);
                              return true;
                            }));
  if (!query.order.empty()) chosen.rows = order.Finish();
  if (query.sample == RowSample::kDistributed) {
    chosen.rows = Distributed(chosen.rows, query.sample_size);
  } else if (query.sample == RowSample::kLast) {
    const auto all = static_cast<int64_t>(chosen.rows.size());
    KeepPart(std::max<int64_t>(0, all - query.sample_size), query.sample_size, &chosen.rows);
  }
  chosen.result_rows = first ? chosen.total : static_cast<int64_t>(chosen.rows.size());
  KeepPart(position.offset, limit, &chosen.rows);
  return chosen;
}

}  // namespace sheetgate::spreadsheet
