#include "spreadsheet/analysis/column_profile.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "absl/functional/function_ref.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/column_look.h"
#include "spreadsheet/analysis/distinct_counter.h"
#include "spreadsheet/analysis/quantile_sketch.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kCellsBetweenChecks = 4096;
constexpr size_t kMostExamples = 3;

// Mixes all bits of a number into all others (the finalizer of SplitMix64).
uint64_t Mix(uint64_t bits) {
  bits += 0x9E3779B97F4A7C15;
  bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
  bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
  return bits ^ bits >> 31;
}

uint64_t HashOf(const CellView& cell) {
  switch (cell.type) {
    case CellType::kNumber:
      return Mix(std::bit_cast<uint64_t>(cell.number == 0 ? 0.0 : cell.number));
    case CellType::kText:
      return HashFolded(cell.text);
    case CellType::kBoolean:
      return Mix(cell.boolean ? 0x7FF8'0000'0000'0B01 : 0x7FF8'0000'0000'0B00);  // no numbers
    case CellType::kError:
      return Mix(0x7FF8'0000'0000'0E00 + static_cast<uint64_t>(cell.error));
    case CellType::kEmpty:
      break;
  }
  return 0;
}

absl::Status VisitCells(const Sheet& sheet, const RangeRef& range,
                        const platform::CancellationToken& cancellation,
                        absl::FunctionRef<void(const CellView&)> visit) {
  absl::Status status;
  int64_t steps = 0;
  sheet.Visit(range, [&](const CellView& cell) {
    if (++steps % kCellsBetweenChecks == 0) status = cancellation.Check();
    if (status.ok()) visit(cell);
    return status.ok();
  });
  return status;
}

// The first reading of a column.
class Profiler {
 public:
  Profiler(const ColumnToProfile& column, ValueReader& reader)
      : column_(column), reader_(reader), look_(reader.workbook(), column.header) {}

  void Add(const CellView& cell) {
    if (cell.has_formula()) ++profile_.formulas;
    const ValueType type = TallyType(cell, reader_);
    if (type == ValueType::kEmpty) return;
    profile_.types.Add(type);
    distinct_.Add(HashOf(cell), cell.ref.row);
    if (type == ValueType::kNumber) {
      moments_.Add(cell.number);
      quantiles_.Add(cell.number);
      look_.AddNumber(cell);
    } else if (type == ValueType::kDate) {
      dates_.Add(cell.number);
      date_quantiles_.Add(cell.number);
    } else if (type == ValueType::kText) {
      lengths_.Add(static_cast<double>(CharacterCount(cell.text)));
      look_.AddText(cell.text);
    }
  }

  const ColumnLook& look() const { return look_; }

  ColumnProfile Finish() {
    profile_.types.empty = column_.rows - profile_.types.values();
    profile_.distinct = distinct_.Count();
    profile_.distinct_estimated = profile_.top_estimated = !distinct_.exact();
    profile_.top_values = Cells(distinct_.MostFrequent(column_.top_values));
    FinishNumbers();
    if (dates_.count() > 0) {
      profile_.dates = {dates_.min(), dates_.max(), date_quantiles_.Quantiles({0.5})[0]};
    }
    if (lengths_.count() > 0) {
      profile_.texts = {static_cast<int64_t>(lengths_.min()), static_cast<int64_t>(lengths_.max()),
                        lengths_.mean()};
    }
    profile_.looks_like = look_.Decide(profile_);
    if (profile_.looks_like == "id" && distinct_.exact()) {
      const auto all = distinct_.MostFrequent(DistinctCounter::kExact);
      profile_.duplicate_values = static_cast<int64_t>(all.size());
      profile_.duplicates = Cells(distinct_.MostFrequent(kMostExamples));
    }
    return std::move(profile_);
  }

 private:
  std::vector<ValueCount> Cells(const std::vector<DistinctCounter::Frequent>& values) const {
    std::vector<ValueCount> cells;
    for (const auto& value : values) {
      cells.push_back({{value.row, column_.cells.first.column}, value.count});
    }
    return cells;
  }

  void FinishNumbers() {
    if (moments_.count() == 0) return;
    NumberProfile& numbers = profile_.numbers.emplace();
    numbers.min = moments_.min();
    numbers.max = moments_.max();
    numbers.mean = moments_.mean();
    numbers.deviation = moments_.deviation();
    const std::vector<double> quartiles = quantiles_.Quantiles({0.25, 0.5, 0.75});
    std::copy(quartiles.begin(), quartiles.end(), numbers.quartiles.begin());
    numbers.quartiles_estimated = !quantiles_.exact();
  }

  const ColumnToProfile& column_;
  ValueReader& reader_;
  ColumnLook look_;
  ColumnProfile profile_;
  DistinctCounter distinct_;
  Moments moments_, dates_, lengths_;
  QuantileSketch quantiles_, date_quantiles_;
};

// Counts the numbers beyond the fences and keeps the most extreme ones.
absl::Status FindOutliers(const Sheet& sheet, const RangeRef& cells, ValueReader& reader,
                          const platform::CancellationToken& cancellation, NumberProfile* numbers) {
  const double spread = numbers->quartiles[2] - numbers->quartiles[0];
  const double low = numbers->quartiles[0] - 1.5 * spread;
  const double high = numbers->quartiles[2] + 1.5 * spread;
  if (!(spread > 0) || (numbers->min >= low && numbers->max <= high)) return absl::OkStatus();
  std::vector<std::pair<double, CellRef>> extremes;  // by distance from the fence
  RETURN_IF_ERROR(VisitCells(sheet, cells, cancellation, [&](const CellView& cell) {
    if (cell.type != CellType::kNumber || (cell.number >= low && cell.number <= high)) return;
    if (reader.TypeOf(cell) != ValueType::kNumber) return;
    ++numbers->outliers;
    const double distance = std::max(low - cell.number, cell.number - high);
    const auto place =
        std::find_if(extremes.begin(), extremes.end(),
                     [distance](const auto& other) { return distance > other.first; });
    extremes.insert(place, {distance, cell.ref});
    if (extremes.size() > kMostExamples) extremes.pop_back();
  }));
  for (const auto& [distance, cell] : extremes) numbers->outlier_cells.push_back(cell);
  return absl::OkStatus();
}

// Counts the values of a column of ids, however many there are.
absl::Status CountDuplicates(const Sheet& sheet, const RangeRef& cells, ValueReader& reader,
                             const platform::CancellationToken& cancellation,
                             ColumnProfile* profile) {
  std::vector<std::pair<uint64_t, int32_t>> values;
  RETURN_IF_ERROR(VisitCells(sheet, cells, cancellation, [&](const CellView& cell) {
    if (TallyType(cell, reader) == ValueType::kEmpty) return;
    values.emplace_back(HashOf(cell), cell.ref.row);
  }));
  std::sort(values.begin(), values.end());
  profile->distinct = 0;
  profile->distinct_estimated = false;
  std::vector<ValueCount> duplicates;
  for (size_t i = 0; i < values.size();) {
    size_t end = i;
    while (end < values.size() && values[end].first == values[i].first) ++end;
    ++profile->distinct;
    if (end - i > 1) {
      duplicates.push_back({{values[i].second, cells.first.column}, static_cast<int64_t>(end - i)});
    }
    i = end;
  }
  std::sort(duplicates.begin(), duplicates.end(), [](const ValueCount& a, const ValueCount& b) {
    return a.count != b.count ? a.count > b.count : a.cell < b.cell;
  });
  profile->duplicate_values = static_cast<int64_t>(duplicates.size());
  duplicates.resize(std::min(duplicates.size(), kMostExamples));
  profile->duplicates = std::move(duplicates);
  return absl::OkStatus();
}

}  // namespace

void TypeTally::Add(ValueType type) {
  switch (type) {
    case ValueType::kEmpty:
      ++empty;
      break;
    case ValueType::kNumber:
      ++number;
      break;
    case ValueType::kDate:
      ++date;
      break;
    case ValueType::kText:
      ++text;
      break;
    case ValueType::kBoolean:
      ++boolean;
      break;
    case ValueType::kError:
      ++error;
      break;
  }
}

ValueType TallyType(const CellView& cell, ValueReader& reader) {
  const ValueType type = reader.TypeOf(cell);
  return type == ValueType::kText && cell.text.empty() ? ValueType::kEmpty : type;
}

void Moments::Add(double value) {
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = count_ == 0 ? value : std::max(max_, value);
  ++count_;
  const long double delta = value - mean_;
  mean_ += delta / static_cast<long double>(count_);
  squares_ += delta * (value - mean_);
}

std::optional<double> Moments::deviation() const {
  if (count_ < 2) return std::nullopt;
  const auto deviation =
      static_cast<double>(std::sqrt(squares_ / static_cast<long double>(count_ - 1)));
  return std::isfinite(deviation) ? std::optional(deviation) : std::nullopt;
}

absl::StatusOr<ColumnProfile> ProfileColumn(const Sheet& sheet, const ColumnToProfile& column,
                                            ValueReader& reader,
                                            const platform::CancellationToken& cancellation) {
  Profiler profiler(column, reader);
  RETURN_IF_ERROR(VisitCells(sheet, column.cells, cancellation,
                             [&](const CellView& cell) { profiler.Add(cell); }));
  ColumnProfile profile = profiler.Finish();
  if (profile.numbers.has_value()) {
    RETURN_IF_ERROR(FindOutliers(sheet, column.cells, reader, cancellation, &*profile.numbers));
  }
  if (profile.looks_like == "id" && profile.distinct_estimated) {
    RETURN_IF_ERROR(CountDuplicates(sheet, column.cells, reader, cancellation, &profile));
    profile.looks_like = profiler.look().Decide(profile);
  }
  return profile;
}

}  // namespace sheetgate::spreadsheet
