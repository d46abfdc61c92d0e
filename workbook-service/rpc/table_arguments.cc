#include "workbook-service/rpc/table_arguments.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/analysis/text_match.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/row_reader.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::HeaderRows;
using spreadsheet::RangeRef;
using spreadsheet::TableSource;

constexpr char kTableExample[] = "{\"table_name\": \"Sales\"}";
constexpr char kRangeExample[] = "{\"sheet_name\": \"Sheet1\", \"range\": \"A3:F200\"}";

absl::Status NoSuchTable(const std::string& name, const std::vector<std::string>& tables) {
  constexpr size_t kMostListed = 50;
  std::string list;
  for (size_t i = 0; i < tables.size() && i < kMostListed; ++i) {
    platform::StrAppend(&list, i == 0 ? "'" : ", '", tables[i], "'");
  }
  if (tables.size() > kMostListed) list += ", ...";
  const std::string nearest = platform::ClosestMatch(name, tables);
  const std::string example = tables.empty() ? kRangeExample : StrCat("\"", tables.front(), "\"");
  return BadArgument(
      ErrorReason::kInvalidArgument, "table_name",
      StrCat("there is no table '", name, "'",
             nearest.empty() ? "" : StrCat("; did you mean '", nearest, "'?"),
             tables.empty() ? "; there are no tables: give sheet_name, with range or region_id"
                            : StrCat("; the tables are ", list)),
      example);
}

// The header rows the arguments name in `range`, or those found.
absl::StatusOr<HeaderRows> HeaderOf(const TableArguments& arguments, const RangeRef& range,
                                    HeaderRows found) {
  if (arguments.header_rows == 0) {
    if (arguments.header_row == 0) return HeaderRows{};
    return BadArgument(ErrorReason::kInvalidArgument, "header_row",
                       "header_rows is 0, so there is no header row; give one of them", "3");
  }
  if (arguments.header_row == 0 && !arguments.header_rows.has_value()) return found;
  HeaderRows header = found;
  if (header.count == 0) header = {range.first.row, 1};
  if (arguments.header_row != 0) header = {arguments.header_row, 1};
  if (arguments.header_rows.has_value()) header.count = *arguments.header_rows;
  if (header.first < range.first.row || header.first + header.count - 1 > range.last.row) {
    return BadArgument(
        ErrorReason::kInvalidArgument, arguments.header_row != 0 ? "header_row" : "header_rows",
        StrCat("a header in rows ", header.first, " to ", header.first + header.count - 1,
               " is not within ", spreadsheet::FormatRange(range)),
        StrCat(range.first.row));
  }
  return header;
}

absl::StatusOr<TableSource> SourceOfCells(const OpenedSheet& sheet,
                                          const spreadsheet::SheetFeatures& features,
                                          const TableArguments& arguments, RangeRef range,
                                          HeaderRows found) {
  ASSIGN_OR_RETURN(const HeaderRows header, HeaderOf(arguments, range, found));
  if (header.count > 0) range.first.row = header.first;
  spreadsheet::ValueReader reader(*sheet.snapshot->workbook);
  return spreadsheet::SourceOfRange(*sheet.cells, features, reader, range, header);
}

absl::StatusOr<TableSource> SourceOfRegion(const OpenedSheet& sheet, int index,
                                           const spreadsheet::SheetFeatures& features,
                                           const TableArguments& arguments,
                                           const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetRegions> regions,
                   spreadsheet::RegionsOf(*sheet.snapshot->workbook, index, context.cancellation));
  const auto region = spreadsheet::FindRegion(*regions, arguments.region_id);
  if (!region.ok()) return InField(region.status(), "region_id", "\"r1\"");
  RangeRef range = (*region)->range;
  range.last.row -= (*region)->totals_rows;
  const HeaderRows found = {range.first.row, (*region)->header_rows};
  return SourceOfCells(sheet, features, arguments, range, found);
}

}  // namespace

absl::StatusOr<FoundTable> FindTable(const spreadsheet::Workbook& workbook,
                                     const std::string& table_name, const std::string& sheet_name,
                                     const platform::CancellationToken& cancellation) {
  std::vector<std::string> names;
  int only = -1;
  if (!sheet_name.empty()) {
    ASSIGN_OR_RETURN(only, workbook.FindSheet(sheet_name));
  }
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    if (workbook.sheets()[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
    ASSIGN_OR_RETURN(auto features, workbook.LoadFeatures(static_cast<int>(i), cancellation));
    for (const spreadsheet::Table& table : features->tables) {
      if (!spreadsheet::EqualFolded(table.name, table_name)) {
        names.push_back(table.name);
        continue;
      }
      if (only >= 0 && only != static_cast<int>(i)) {
        return BadArgument(ErrorReason::kInvalidArgument, "sheet_name",
                           StrCat("table '", table.name, "' is on sheet '",
                                  workbook.sheets()[i].name, "'; leave sheet_name out"),
                           kTableExample);
      }
      const spreadsheet::Table* found = &table;
      return FoundTable{static_cast<int>(i), std::move(features), found};
    }
  }
  return NoSuchTable(table_name, names);
}

absl::Status CheckOnePlace(const TableArguments& arguments, bool sheet_required) {
  if (!arguments.table_name.empty()) {
    for (const auto& [field, value] :
         {std::pair("range", arguments.range), std::pair("region_id", arguments.region_id)}) {
      if (value.empty()) continue;
      return BadArgument(
          ErrorReason::kInvalidArgument, field,
          StrCat("table_name names the place already; leave ", field, " or table_name out"),
          kTableExample);
    }
    return absl::OkStatus();
  }
  if (!arguments.range.empty() && !arguments.region_id.empty()) {
    return BadArgument(ErrorReason::kInvalidArgument, "region_id",
                       "range names the place already; leave region_id or range out",
                       kRangeExample);
  }
  const bool part_of_sheet = !arguments.range.empty() || !arguments.region_id.empty();
  if (arguments.sheet_name.empty() && (sheet_required || part_of_sheet)) {
    return BadArgument(ErrorReason::kMissingArgument, "sheet_name",
                       part_of_sheet ? "range and region_id need the sheet they are on"
                                     : "say what to read: a table_name, or a sheet_name",
                       part_of_sheet ? kRangeExample : kTableExample);
  }
  return absl::OkStatus();
}

absl::StatusOr<RangeRef> ParseSheetRange(const std::string& range,
                                         const spreadsheet::Sheet& sheet) {
  const absl::StatusOr<RangeRef> parsed = spreadsheet::ParseRange(range);
  if (!parsed.ok()) return InField(parsed.status(), "range", "\"A3:F200\"");
  return ClipToUsed(*parsed, sheet);
}

absl::StatusOr<OpenedTable> OpenTable(std::shared_ptr<const Snapshot> snapshot,
                                      const TableArguments& arguments,
                                      const platform::RequestContext& context) {
  RETURN_IF_ERROR(CheckOnePlace(arguments, /*sheet_required=*/true));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  OpenedTable opened;
  opened.sheet.snapshot = snapshot;
  const auto load = [&](int index) -> absl::Status {
    RETURN_IF_ERROR(RequireWorksheet(workbook, index));
    opened.sheet.name = workbook.sheets()[index].name;
    ASSIGN_OR_RETURN(opened.sheet.cells, workbook.LoadSheet(index, context.cancellation));
    return absl::OkStatus();
  };
  if (!arguments.table_name.empty()) {
    ASSIGN_OR_RETURN(const FoundTable found, FindTable(workbook, arguments.table_name,
                                                       arguments.sheet_name, context.cancellation));
    if (arguments.header_row != 0 || arguments.header_rows.has_value()) {
      return BadArgument(ErrorReason::kInvalidArgument,
                         arguments.header_row != 0 ? "header_row" : "header_rows",
                         StrCat("table '", found.table->name, "' has its own header; leave it out"),
                         kTableExample);
    }
    RETURN_IF_ERROR(load(found.sheet));
    opened.source = spreadsheet::SourceOfTable(*found.table);
    return opened;
  }
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(arguments.sheet_name));
  RETURN_IF_ERROR(load(index));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                   workbook.LoadFeatures(index, context.cancellation));
  if (!arguments.region_id.empty()) {
    ASSIGN_OR_RETURN(opened.source,
                     SourceOfRegion(opened.sheet, index, *features, arguments, context));
    return opened;
  }
  const bool whole_sheet = arguments.range.empty();
  std::optional<RangeRef> range = opened.sheet.cells->used_range();
  if (!whole_sheet) {
    ASSIGN_OR_RETURN(range, ParseSheetRange(arguments.range, *opened.sheet.cells));
  }
  if (!range.has_value()) return opened;
  spreadsheet::ValueReader reader(workbook);
  const HeaderRows found =
      spreadsheet::GuessHeader(*opened.sheet.cells, reader, *range, /*skip_titles=*/whole_sheet);
  ASSIGN_OR_RETURN(opened.source, SourceOfCells(opened.sheet, *features, arguments, *range, found));
  return opened;
}

absl::StatusOr<std::vector<size_t>> SelectColumns(
    const TableSource& source, const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<size_t> columns;
  if (names.empty() || IsEmptySource(source)) {
    for (size_t i = 0; i < source.columns.size(); ++i) columns.push_back(i);
    return columns;
  }
  for (int i = 0; i < names.size(); ++i) {
    const auto column = spreadsheet::FindColumn(source, names[i]);
    if (!column.ok()) {
      return InField(column.status(), StrCat("columns[", i, "]"),
                     StrCat("\"", source.columns.front().header, "\""));
    }
    columns.push_back(*column);
  }
  return columns;
}

}  // namespace sheetgate::workbook
