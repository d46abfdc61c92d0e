#include "spreadsheet/analysis/table_reference.h"

#include <algorithm>

#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

// The place of a column in the table; -1 when there is none.
int ColumnIndex(const Table& table, const std::string& name) {
  const std::string folded = FoldCase(name);
  const auto found = std::ranges::find_if(
      table.columns, [&](const TableColumn& column) { return FoldCase(column.name) == folded; });
  return found == table.columns.end() ? -1 : static_cast<int>(found - table.columns.begin());
}

}  // namespace

std::optional<RelativeRange> TableCells(const Table& table, const StructuredReference& reference,
                                        std::string* missing_column) {
  RangeRef cells = table.range;
  if (!reference.first_column.empty()) {
    const int first = ColumnIndex(table, reference.first_column);
    const int last = ColumnIndex(table, reference.last_column);
    if (first < 0 || last < 0) {
      *missing_column = first < 0 ? reference.first_column : reference.last_column;
      return std::nullopt;
    }
    cells.first.column = table.range.first.column + std::min(first, last);
    cells.last.column = table.range.first.column + std::max(first, last);
  }
  const bool all = (reference.items & kItemAll) != 0;
  const bool headers = all || (reference.items & kItemHeaders) != 0;
  const bool totals = all || (reference.items & kItemTotals) != 0;
  const bool data = (reference.items & kItemData) != 0 || (!headers && !totals);
  const int32_t data_first = table.range.first.row + table.header_rows;
  const int32_t data_last = table.range.last.row - table.totals_rows;
  if (!headers) cells.first.row = data ? data_first : data_last + 1;
  if (!totals) cells.last.row = data ? data_last : data_first - 1;
  RelativeRange range = MakeAbsolute(cells);
  if ((reference.items & kItemThisRow) != 0) {
    range.rows[0] = range.rows[1] = 0;
    range.flags &= static_cast<uint8_t>(~(RelativeRange::kRow0 | RelativeRange::kRow1));
  }
  return range;
}

}  // namespace sheetgate::spreadsheet
