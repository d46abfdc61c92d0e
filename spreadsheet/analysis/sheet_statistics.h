// CountSheet: how many cells of what type are on a sheet, in all and for each column.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_SHEET_STATISTICS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_SHEET_STATISTICS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/column_profile.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

struct ColumnStatistics {
  int32_t column = 1;
  int32_t first_row = 0, last_row = 0;  // of its cells
  TypeTally types;                      // between these rows
  int64_t formulas = 0;
  Moments numbers;              // those that are not dates
  Moments dates;                // serials
  std::string_view first_text;  // of its first cell, when that is a text; lives in the sheet
};

struct ErrorStatistics {
  CellError error = CellError::kValue;
  int64_t count = 0;
  CellRef first;
};

struct SheetStatistics {
  TypeTally types;  // `empty` counts cells that have a formula or an empty text but no value
  int64_t formulas = 0;
  int64_t formulas_without_result = 0;
  int64_t rows = 0;                       // with a cell
  std::vector<ErrorStatistics> errors;    // the most frequent first
  std::vector<ColumnStatistics> columns;  // those that have a cell, from left to right
};

// Reads the cells of `range` once. The token's status.
absl::StatusOr<SheetStatistics> CountSheet(const Sheet& sheet, const RangeRef& range,
                                           ValueReader& reader,
                                           const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_SHEET_STATISTICS_H_
