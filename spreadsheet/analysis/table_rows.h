// Choosing the rows of a table: those that meet conditions, in an order, a part of them.
//
// Rows are streamed: what is held is a row number for each row chosen, and sort keys (see
// row_order.h).
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_ROWS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_ROWS_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/row_filter.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

struct RowCondition {
  int32_t column = 1;
  ColumnFilter filter;
};

struct RowSortKey {
  int32_t column = 1;
  bool descending = false;
};

enum class RowSample : uint8_t { kFirst, kLast, kDistributed };

struct RowQuery {
  RangeRef data;  // rows without a cell in it are left out
  std::vector<RowCondition> conditions;
  std::vector<RowSortKey> order;  // none: from top to bottom
  RowSample sample = RowSample::kFirst;
  // kLast and kDistributed: how many rows the sample has, at most; the distributed ones include the
  // first and the last.
  int64_t sample_size = 0;
};

// A part of the rows a query chooses, to go on where the last part ended.
struct RowPosition {
  int64_t offset = 0;  // rows before this part
  // Where rows are streamed (kFirst without an order): the row to go on at, and the total found
  // with the first part. 0 and -1: start at the top.
  int32_t next_row = 0;
  int64_t total = -1;
};

struct ChosenRows {
  std::vector<int32_t> rows;  // sheet rows
  int64_t total = 0;          // rows that meet the conditions
  // Rows of the whole result: `total`, or those of the sample.
  int64_t result_rows = 0;
};

// Calls `visit` for each row of `data` that has a cell, with the cell of each of `columns` (an
// empty one where there is none), until it returns false. Columns may be given twice. The token's
// status.
absl::Status VisitRows(const Sheet& sheet, const RangeRef& data,
                       const std::vector<int32_t>& columns,
                       const platform::CancellationToken& cancellation,
                       absl::FunctionRef<bool(int32_t, absl::Span<const CellView>)> visit);

// At most `limit` rows from `position` on. `query` changes only in what its filters remember. The
// token's status.
absl::StatusOr<ChosenRows> ChooseRows(const Sheet& sheet, RowQuery& query, ValueReader& reader,
                                      const RowPosition& position, int64_t limit,
                                      const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_ROWS_H_
