// ProfileColumn: what is in a column of a table, over all its rows.
//
// A column is read once; twice when it has outliers to name, or duplicates to count that did not
// fit the first time. Memory does not depend on its length, but for those duplicates: 16 bytes a
// row.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_PROFILE_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_PROFILE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

// Cells by type; an empty text counts as an empty cell.
struct TypeTally {
  int64_t number = 0;
  int64_t date = 0;
  int64_t text = 0;
  int64_t boolean = 0;
  int64_t error = 0;
  int64_t empty = 0;

  void Add(ValueType type);
  // All but the empty ones.
  int64_t values() const { return number + date + text + boolean + error; }
};

// The type of a cell, kEmpty for an empty text.
ValueType TallyType(const CellView& cell, ValueReader& reader);

// Mean and deviation of a stream of numbers (Welford, 1962).
class Moments {
 public:
  void Add(double value);
  int64_t count() const { return count_; }
  double min() const { return min_; }
  double max() const { return max_; }
  double mean() const { return static_cast<double>(mean_); }
  // Of a sample (n - 1); nullopt for fewer than two values, and when it is beyond a double's range.
  std::optional<double> deviation() const;

 private:
  int64_t count_ = 0;
  double min_ = 0, max_ = 0;
  // Squares of large numbers are beyond a double's range.
  long double mean_ = 0, squares_ = 0;
};

struct NumberProfile {
  double min = 0, max = 0, mean = 0;
  std::optional<double> deviation;
  std::array<double, 3> quartiles = {};  // first, median, third
  bool quartiles_estimated = false;
  // Beyond 1.5 times the distance of the outer quartiles from the nearer of them. 0 where that
  // distance is 0.
  int64_t outliers = 0;
  std::vector<CellRef> outlier_cells;  // up to three, the most extreme first
};

struct DateProfile {
  double min = 0, max = 0, median = 0;  // serials
};

struct TextProfile {
  int64_t min_length = 0, max_length = 0;  // characters
  double mean_length = 0;
};

struct ValueCount {
  CellRef cell;  // where the value is
  int64_t count = 0;
};

struct ColumnProfile {
  TypeTally types;  // of the rows of the table
  int64_t formulas = 0;
  int64_t distinct = 0;  // values; numbers and texts never are the same
  bool distinct_estimated = false;
  std::vector<ValueCount> top_values;  // those that occur more than once
  bool top_estimated = false;
  std::optional<NumberProfile> numbers;
  std::optional<DateProfile> dates;
  std::optional<TextProfile> texts;
  // id, category, date, amount, percent, number, boolean, text, mixed, error or empty.
  std::string_view looks_like = "empty";
  // Of an id: values that occur more than once, and up to three of them.
  int64_t duplicate_values = 0;
  std::vector<ValueCount> duplicates;
};

struct ColumnToProfile {
  RangeRef cells;    // one column
  int64_t rows = 0;  // rows of the table that have a cell: the others count for nothing
  std::string_view header;
  size_t top_values = 3;
};

// The token's status.
absl::StatusOr<ColumnProfile> ProfileColumn(const Sheet& sheet, const ColumnToProfile& column,
                                            ValueReader& reader,
                                            const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_PROFILE_H_
