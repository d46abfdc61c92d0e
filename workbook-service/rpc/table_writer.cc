#include "workbook-service/rpc/table_writer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "spreadsheet/xlsx/delimited_value.h"
#include "workbook-service/rpc/cell_codec.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellView;
using spreadsheet::ValueType;

constexpr int64_t kRowBytes = 32;  // {"row":1048576,"values":[]},

bool NeedsQuotes(std::string_view text) {
  return text.empty() || text.front() == ' ' || text.back() == ' ' ||
         text.find_first_of(",\"\r\n") != std::string_view::npos ||
         spreadsheet::ClassifyField(text).kind != spreadsheet::FieldKind::kText;
}

char TypeLetter(ValueType type) {
  return type == ValueType::kEmpty ? '-' : spreadsheet::ValueTypeName(type).front();
}

template <typename Format>
std::string Runs(const std::vector<int32_t>& numbers, Format format) {
  std::string text;
  for (size_t i = 0; i < numbers.size();) {
    size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    platform::StrAppend(&text, text.empty() ? "" : ",", format(numbers[i]));
    if (end > i + 1) platform::StrAppend(&text, ":", format(numbers[end - 1]));
    i = end;
  }
  return text;
}

}  // namespace

void AppendCsv(const CellView& cell, spreadsheet::ValueReader& reader, std::string* line) {
  const std::string_view text = reader.TextOf(cell);
  if (cell.type != spreadsheet::CellType::kText || !NeedsQuotes(text)) {
    line->append(text);
    return;
  }
  line->push_back('"');
  for (const char c : text) {
    if (c == '"') line->push_back('"');
    line->push_back(c);
  }
  line->push_back('"');
}

std::string FormatRuns(const std::vector<int32_t>& numbers) {
  return Runs(numbers, [](int32_t number) { return std::to_string(number); });
}

std::string FormatColumnRuns(const std::vector<int32_t>& columns) {
  return Runs(columns, [](int32_t column) { return spreadsheet::ColumnName(column); });
}

TableWriter::TableWriter(const OpenedSheet& sheet, std::vector<int32_t> columns, bool csv,
                         bool types, ResponseBudget* budget, v1::ReadTableResponse* response)
    : sheet_(sheet),
      columns_(std::move(columns)),
      first_column_(*std::min_element(columns_.begin(), columns_.end())),
      last_column_(*std::max_element(columns_.begin(), columns_.end())),
      csv_(csv),
      types_(types),
      budget_(*budget),
      response_(*response),
      reader_(*sheet.snapshot->workbook),
      cells_(last_column_ - first_column_ + 1) {}

absl::StatusOr<bool> TableWriter::Add(int32_t row) {
  std::fill(cells_.begin(), cells_.end(), CellView());
  sheet_.cells->Visit({{row, first_column_}, {row, last_column_}}, [this](const CellView& cell) {
    cells_[cell.ref.column - first_column_] = cell;
    return true;
  });
  v1::Row values;
  std::string line, types;
  int64_t bytes = 0;
  for (const int32_t column : columns_) {
    const CellView& cell = cells_[column - first_column_];
    if (csv_) {
      AppendCsv(cell, reader_, &line);
      line += ',';
    } else {
      v1::CellValue* value = values.add_values();
      EncodeCell(cell, *sheet_.snapshot->workbook, value);
      bytes += ValueBytes(*value);
    }
    if (types_) types += TypeLetter(reader_.TypeOf(cell));
  }
  if (csv_) line.back() = '\n';  // in place of the last comma
  bytes += csv_ ? TextBytes(line) : kRowBytes;
  if (types_) bytes += TextBytes(types) + 1;
  if (bytes > kLargestItemBytes) {
    return platform::InvalidArgument(
        platform::ErrorReason::kLimitExceeded,
        platform::StrCat("row ", row, " of sheet '", sheet_.name, "' holds more than ",
                         kLargestItemBytes >> 20, " MiB; ask for fewer columns at a time"),
        {{"sheet", sheet_.name},
         {"row", platform::StrCat(row)},
         {"limit", platform::StrCat(kLargestItemBytes)}});
  }
  if (!budget_.Take(bytes, static_cast<int64_t>(columns_.size()))) return false;
  if (csv_) {
    response_.mutable_csv()->append(line);
    rows_.push_back(row);
  } else {
    values.set_row(row);
    *response_.add_rows() = std::move(values);
  }
  if (types_) response_.add_types(std::move(types));
  return true;
}

void TableWriter::Finish() {
  if (!csv_) return;
  response_.mutable_csv();  // also when there are no rows
  response_.set_row_numbers(FormatRuns(rows_));
}

}  // namespace sheetgate::workbook
