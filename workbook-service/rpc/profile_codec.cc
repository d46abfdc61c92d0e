#include "workbook-service/rpc/profile_codec.h"

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/strings.h"
#include "spreadsheet/model/dates.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/cell_codec.h"

namespace sheetgate::workbook {
namespace {

// A text that stands for a value in a list of examples; the whole one is in its cell.
constexpr size_t kLongestExample = 200;

std::string IsoOf(double serial, spreadsheet::DateSystem date_system) {
  return spreadsheet::SerialToIso(serial, date_system).value_or(std::string());
}

std::string Shortened(std::string_view text) {
  if (text.size() <= kLongestExample) return std::string(text);
  size_t end = kLongestExample;  // not inside a UTF-8 character
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return platform::StrCat(text.substr(0, end), "...");
}

void EncodeValues(const std::vector<spreadsheet::ValueCount>& values, const OpenedSheet& sheet,
                  google::protobuf::RepeatedPtrField<v1::ValueFrequency>* out) {
  for (const spreadsheet::ValueCount& value : values) {
    v1::ValueFrequency* frequency = out->Add();
    std::optional<spreadsheet::CellView> cell = sheet.cells->Find(value.cell);
    std::string text;
    if (cell.has_value() && cell->type == spreadsheet::CellType::kText) {
      text = Shortened(cell->text);
      cell->text = text;
    }
    if (cell.has_value()) {
      EncodeCell(*cell, *sheet.snapshot->workbook, frequency->mutable_value());
    }
    frequency->set_rows(static_cast<int32_t>(value.count));
  }
}

void EncodeNumbers(const spreadsheet::NumberProfile& numbers, v1::NumberSummary* summary) {
  summary->set_min(numbers.min);
  summary->set_max(numbers.max);
  summary->set_mean(numbers.mean);
  if (numbers.deviation.has_value()) summary->set_stddev(*numbers.deviation);
  for (const double quartile : numbers.quartiles) summary->add_quartiles(quartile);
  if (numbers.quartiles_estimated) summary->set_quartiles_estimated(true);
  if (numbers.outliers > 0) summary->set_outliers(static_cast<int32_t>(numbers.outliers));
  for (const spreadsheet::CellRef cell : numbers.outlier_cells) {
    summary->add_outlier_cells(spreadsheet::FormatCell(cell));
  }
}

}  // namespace

void EncodeTypes(const spreadsheet::TypeTally& types, v1::TypeCounts* counts) {
  if (types.number > 0) counts->set_number(static_cast<int32_t>(types.number));
  if (types.date > 0) counts->set_date(static_cast<int32_t>(types.date));
  if (types.text > 0) counts->set_text(static_cast<int32_t>(types.text));
  if (types.boolean > 0) counts->set_boolean(static_cast<int32_t>(types.boolean));
  if (types.error > 0) counts->set_error(static_cast<int32_t>(types.error));
  if (types.empty > 0) counts->set_empty(static_cast<int32_t>(types.empty));
}

v1::ColumnProfile EncodeProfile(const spreadsheet::ColumnProfile& profile,
                                const OpenedSheet& sheet) {
  const spreadsheet::DateSystem date_system = sheet.snapshot->workbook->date_system();
  v1::ColumnProfile out;
  out.set_looks_like(std::string(profile.looks_like));
  EncodeTypes(profile.types, out.mutable_types());
  if (profile.formulas > 0) out.set_formulas(static_cast<int32_t>(profile.formulas));
  out.set_distinct(static_cast<int32_t>(profile.distinct));
  if (profile.distinct_estimated) out.set_distinct_estimated(true);
  if (profile.looks_like == "id") {
    out.set_duplicate_values(static_cast<int32_t>(profile.duplicate_values));
    EncodeValues(profile.duplicates, sheet, out.mutable_duplicates());
  } else {
    EncodeValues(profile.top_values, sheet, out.mutable_top_values());
    if (profile.top_estimated && out.top_values_size() > 0) out.set_top_values_estimated(true);
  }
  if (profile.numbers.has_value()) EncodeNumbers(*profile.numbers, out.mutable_numbers());
  if (profile.dates.has_value()) {
    out.mutable_dates()->set_min(IsoOf(profile.dates->min, date_system));
    out.mutable_dates()->set_max(IsoOf(profile.dates->max, date_system));
    out.mutable_dates()->set_median(IsoOf(profile.dates->median, date_system));
  }
  if (profile.texts.has_value()) {
    out.mutable_texts()->set_min_length(static_cast<int32_t>(profile.texts->min_length));
    out.mutable_texts()->set_max_length(static_cast<int32_t>(profile.texts->max_length));
    out.mutable_texts()->set_mean_length(std::round(profile.texts->mean_length * 10) / 10);
  }
  return out;
}

v1::ColumnFacts EncodeFacts(const spreadsheet::ColumnStatistics& column,
                            spreadsheet::DateSystem date_system) {
  v1::ColumnFacts out;
  out.set_column(spreadsheet::ColumnName(column.column));
  out.set_first_text(Shortened(column.first_text));
  out.set_rows(column.first_row == column.last_row
                   ? platform::StrCat(column.first_row)
                   : platform::StrCat(column.first_row, ":", column.last_row));
  EncodeTypes(column.types, out.mutable_types());
  if (column.formulas > 0) out.set_formulas(static_cast<int32_t>(column.formulas));
  if (column.numbers.count() > 0) {
    out.set_min(column.numbers.min());
    out.set_max(column.numbers.max());
    out.set_mean(column.numbers.mean());
  }
  if (column.dates.count() > 0) {
    out.set_first_date(IsoOf(column.dates.min(), date_system));
    out.set_last_date(IsoOf(column.dates.max(), date_system));
  }
  return out;
}

int64_t ProfileBytes(const v1::ColumnProfile& profile) {
  constexpr int64_t kFixed = 640;  // names and numbers of all fields but lists
  constexpr int64_t kPerValue = 32;
  int64_t bytes = kFixed + TextBytes(profile.header());
  for (const auto* values : {&profile.top_values(), &profile.duplicates()}) {
    for (const v1::ValueFrequency& value : *values) bytes += kPerValue + ValueBytes(value.value());
  }
  return bytes;
}

int64_t FactsBytes(const v1::ColumnFacts& facts) {
  constexpr int64_t kFixed = 320;
  return kFixed + TextBytes(facts.first_text());
}

}  // namespace sheetgate::workbook
