// TableSource: where a table of data is on a sheet: its columns with their names and the rows below
// its header. The table may be a ListObject, or just cells laid out as one.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_SOURCE_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_SOURCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

// Consecutive header rows of a sheet; none when there are 0.
struct HeaderRows {
  int32_t first = 0;
  int32_t count = 0;
};

struct SourceColumn {
  int32_t column = 1;
  // Unique without regard to case; the letter where the header says nothing.
  std::string header;
};

struct TableSource {
  HeaderRows header;
  std::optional<RangeRef> data;  // without header and totals; nullopt when there are no rows
  std::vector<SourceColumn> columns;
};

// A ListObject. Its header may be hidden: the names are those it keeps for its columns.
TableSource SourceOfTable(const Table& table);

// The cells of `range`, which starts with its header rows, if any.
TableSource SourceOfRange(const Sheet& sheet, const SheetFeatures& features, ValueReader& reader,
                          const RangeRef& range, HeaderRows header);

// The row of `range` that looks like a header: of texts, dates and years only, and filled like the
// rows below it. With `skip_titles` it is looked for below titles, in the first rows that have
// cells; else it can only be the first row. None when there is no such row.
HeaderRows GuessHeader(const Sheet& sheet, ValueReader& reader, const RangeRef& range,
                       bool skip_titles);

// Index into `source.columns` of the column with this header, without regard to case, or else this
// letter. INVALID_ARGUMENT (`INVALID_ARGUMENT`) naming the nearest and the known ones.
absl::StatusOr<size_t> FindColumn(const TableSource& source, std::string_view name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_SOURCE_H_
