#include "workbook-service/rpc/region_codec.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/analysis/table_source.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/budget.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::RangeRef;
using spreadsheet::Region;
using spreadsheet::RegionLayout;

constexpr size_t kLongestHeader = 80;  // bytes
constexpr size_t kLongestText = 160;
constexpr int32_t kMostTextRows = 5;

// The beginning of a text, on one line, and never a part of a character.
std::string Beginning(std::string_view text, size_t longest) {
  std::string line(text.substr(0, longest));
  if (text.size() > longest) {
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) {
      line.pop_back();
    }
    if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xC0) line.pop_back();
    line += "...";
  }
  for (char& c : line) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return line;
}

double TwoDigits(double number) { return std::round(number * 100) / 100; }

void AddHeaders(std::vector<std::string> headers, int64_t all, v1::RegionInfo* info) {
  for (const std::string& header : headers) info->add_headers(Beginning(header, kLongestHeader));
  const int64_t more = all - static_cast<int64_t>(headers.size());
  if (more > 0) info->set_more_headers(static_cast<int32_t>(more));
}

// Names of the columns.
void AddColumnHeaders(const Region& region, const spreadsheet::Sheet& sheet,
                      const spreadsheet::SheetFeatures& features, spreadsheet::ValueReader& reader,
                      int max_headers, v1::RegionInfo* info) {
  std::vector<std::string> names;
  const auto table = std::ranges::find(features.tables, region.table, &spreadsheet::Table::name);
  if (!region.table.empty() && table != features.tables.end()) {
    for (const spreadsheet::TableColumn& column : table->columns) {
      if (static_cast<int>(names.size()) == max_headers) break;
      names.push_back(column.name);
    }
    AddHeaders(std::move(names), static_cast<int64_t>(table->columns.size()), info);
    return;
  }
  if (region.header_rows == 0) return;
  RangeRef columns = region.range;
  columns.last.column = static_cast<int32_t>(
      std::min<int64_t>(columns.last.column, int64_t{columns.first.column} + max_headers - 1));
  const spreadsheet::TableSource source = spreadsheet::SourceOfRange(
      sheet, features, reader, columns, {region.range.first.row, region.header_rows});
  for (const spreadsheet::SourceColumn& column : source.columns) names.push_back(column.header);
  AddHeaders(std::move(names), region.range.columns(), info);
}

// Labels of pairs: the first text of each row, or those of the first row.
void AddLabels(const Region& region, const spreadsheet::Sheet& sheet, int max_headers,
               v1::RegionInfo* info) {
  std::vector<std::string> labels;
  int64_t all = 0;
  int32_t row = 0;
  sheet.Visit(region.range, [&](const spreadsheet::CellView& cell) {
    const bool first = cell.ref.row != row;
    row = cell.ref.row;
    if (cell.type != spreadsheet::CellType::kText) return true;
    const bool across = region.layout == RegionLayout::kPairsAcross;
    if (across ? cell.ref.row != region.range.first.row : !first) return true;
    if (++all <= max_headers) labels.emplace_back(cell.text);
    return true;
  });
  AddHeaders(std::move(labels), all, info);
}

std::string TextOf(const Region& region, const spreadsheet::Sheet& sheet) {
  std::string text;
  RangeRef rows = region.range;
  rows.last.row = std::min(rows.last.row, rows.first.row + kMostTextRows - 1);
  sheet.Visit(rows, [&](const spreadsheet::CellView& cell) {
    if (cell.type == spreadsheet::CellType::kText && !cell.text.empty()) {
      if (!text.empty()) text += " / ";
      text += cell.text;
    }
    return text.size() <= kLongestText;
  });
  return Beginning(text, kLongestText);
}

void AddRows(const Region& region, v1::RegionInfo* info) {
  if (region.header_rows > 0) info->set_header_rows(region.header_rows);
  info->set_rows(static_cast<int32_t>(region.data_rows()));
  if (region.totals_rows > 0) info->set_totals_rows(region.totals_rows);
}

}  // namespace

v1::RegionInfo EncodeRegion(const Region& region, const spreadsheet::Sheet& sheet,
                            const spreadsheet::SheetFeatures& features,
                            spreadsheet::ValueReader& reader, int max_headers) {
  v1::RegionInfo info;
  info.set_id(region.id());
  info.set_range(spreadsheet::FormatRange(region.range));
  info.set_kind(std::string(spreadsheet::RegionKindName(region.kind)));
  info.set_table_name(region.table);
  info.set_confidence(TwoDigits(region.confidence));
  switch (region.layout) {
    case RegionLayout::kText:
      info.set_text(TextOf(region, sheet));
      break;
    case RegionLayout::kPairs:
    case RegionLayout::kPairsAcross:
      info.set_layout(std::string(spreadsheet::RegionLayoutName(region.layout)));
      AddLabels(region, sheet, max_headers, &info);
      break;
    case RegionLayout::kRows:
      AddRows(region, &info);
      AddColumnHeaders(region, sheet, features, reader, max_headers, &info);
      break;
  }
  if (region.formulas > 0 && region.cells > 0) {
    const double share = static_cast<double>(region.formulas) / static_cast<double>(region.cells);
    info.set_formula_share(std::max(0.01, TwoDigits(share)));
  }
  if (region.coarse) {
    info.add_notes("not looked at in detail: scattered cells, or more than fits into one analysis");
  }
  return info;
}

int64_t RegionBytes(const v1::RegionInfo& region) {
  constexpr int64_t kNames = 200;  // field names and numbers
  int64_t bytes = kNames + TextBytes(region.text()) + TextBytes(region.table_name());
  for (const std::string& header : region.headers()) bytes += TextBytes(header) + 1;
  for (const std::string& note : region.notes()) bytes += TextBytes(note) + 1;
  return bytes;
}

}  // namespace sheetgate::workbook
